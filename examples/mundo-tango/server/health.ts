import type { RequestHandler } from 'express';
import type { Database } from './database.ts';

const deadlineMs = 2_000;

/** 200 where every check passes, else 503; always says which commit is asked. */
export function health({ database, version }: { database: Database; version: string }): RequestHandler {
  return async (_request, response) => {
    const ok = await answersInTime(database.check());
    response
      .status(ok ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({
        status: ok ? 'ok' : 'failing',
        version,
        checks: { database: ok ? 'ok' : 'failing' },
        uptime: Math.round(process.uptime()),
        timestamp: new Date().toISOString(),
      });
  };
}

async function answersInTime(check: Promise<unknown>): Promise<boolean> {
  const deadline = new Promise<false>((resolve) => setTimeout(resolve, deadlineMs, false).unref());
  const answer = check.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, deadline]);
}
