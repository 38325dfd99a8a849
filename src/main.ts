import { readSettings } from './config/env.ts';
import { loadConfig } from './config/load.ts';
import { ConfigError } from './config/problem.ts';
import { requireBackupKey } from './config/require-backup-key.ts';
import { secretsOf } from './config/secrets.ts';
import { createLog, type Logger } from './jobs/log.ts';
import { type Part, startWeb, startWorkers } from './processes.ts';
import { createScrub } from './providers/secrets.ts';

await main();

async function main(): Promise<void> {
  const { settings, config } = readEverything();
  const log = createLog({ level: settings.logLevel, scrub: createScrub(secretsOf(settings)) });
  const parts: Part[] = [];
  const stop = stopper({ parts, log, graceMs: settings.shutdownGraceMs });
  process.on('SIGTERM', () => void stop(0));
  process.on('SIGINT', () => void stop(0));
  try {
    const both = { settings, config, log, parts };
    if (settings.role === 'worker') await startWorkers({ ...both, alone: true });
    else if (settings.role === 'web') await startWeb(both);
    else await Promise.all([startWorkers({ ...both, alone: false }), startWeb(both)]);
    log.info({ role: settings.role, readyMs: Math.round(process.uptime() * 1000) }, 'ready');
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    await stop(1);
  }
}

function readEverything() {
  try {
    const settings = readSettings(process.env);
    const config = loadConfig(settings.configPath);
    requireBackupKey(settings, config);
    return { settings, config };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Stops taking requests, then hands running work over; exits when the grace is over, whatever still runs. */
function stopper(options: { readonly parts: Part[]; readonly log: Logger; readonly graceMs: number }) {
  let stopping = false;
  return async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    const { parts, log, graceMs } = options;
    setTimeout(() => {
      log.error({ graceMs }, 'exits although something still runs');
      process.exit(1);
    }, graceMs).unref();
    for (const part of parts.toReversed()) {
      await part.close().catch((error: unknown) => log.error({ err: error }, 'could not stop a part'));
    }
    log.info({}, 'stopped');
    process.exit(code);
  };
}
