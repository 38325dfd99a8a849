const kept = 40;

/** The end of what a program said, for when it fails. */
export function createLastLines() {
  let lines: string[] = [];
  return {
    add: (line: string) => {
      lines = [...lines, line].slice(-kept);
    },
    text: () => (lines.length > 0 ? lines.join('\n') : 'it said nothing'),
  };
}
