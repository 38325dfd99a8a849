/**
 * Ctrl-C and SIGTERM end everything, also while it still starts; a second one ends at once, and takes the children
 * along. Answers how to let go.
 */
export function stopOnSignals(starting: Promise<{ stop(): Promise<void> }>): () => void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    const code = signal === 'SIGINT' ? 130 : 143;
    if (stopping) process.exit(code);
    stopping = true;
    starting
      .then(async (started) => {
        await started.stop();
        process.exit(code);
      })
      .catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
