import { expect, it } from 'vitest';
import { createLog } from '../../../src/jobs/log.ts';
import { createScrub } from '../../../src/providers/secrets.ts';

const databaseUrl = 'postgresql://neondb_owner:npg_Planted123@ep-cool-1.eu.aws.neon.tech/neondb';
const planted = ['planted-own-token', 'npg_Planted123', 'neondb_owner', 'planted-header', 'planted-value'];

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly operation?: string;
  readonly err?: {
    readonly name: string;
    readonly message: string;
    readonly code?: unknown;
    readonly stack: readonly string[];
    readonly cause?: unknown;
    readonly errors?: readonly unknown[];
  };
}

/** What one call writes; that it is one JSON line without a planted secret is checked for every one. */
function written(write: (log: ReturnType<typeof createLog>) => void): Line {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLog({ level: 'info', scrub: createScrub(['planted-own-token']), destination }));
  expect(lines).toHaveLength(1);
  for (const secret of planted) expect(lines[0]).not.toContain(secret);
  return JSON.parse(lines[0] ?? '') as Line;
}

/** A vendor's client that hangs everything it has onto its error. */
function indiscreetError(): Error {
  const cause = Object.assign(new Error(`connect to ${databaseUrl}\nDATABASE_URL=${databaseUrl}`), {
    code: 'ECONNRESET',
    config: { headers: { authorization: 'Bearer planted-header' }, data: 'planted-value' },
  });
  return Object.assign(new Error('asked with "planted-own-token"', { cause }), {
    code: 'planted-own-token',
    headers: { authorization: 'Bearer planted-header' },
    variables: { STRIPE: 'planted-value' },
    request: { headers: { 'x-api-key': 'planted-header' } },
    response: { body: databaseUrl },
  });
}

it('logs an error by class, message, code and cause, and nothing that hangs on it', () => {
  const { err } = written((log) => log.error({ err: indiscreetError() }, 'it broke'));
  expect(err).toMatchObject({
    name: 'Error',
    message: 'asked with "•••"',
    cause: { name: 'Error', code: 'ECONNRESET' },
  });
  expect(Object.keys(err ?? {}).toSorted()).toEqual(['cause', 'code', 'message', 'name', 'stack']);
  expect(err?.stack[0]).toMatch(/^at /);
});

it('logs each error of an aggregate in the same way', () => {
  const { err } = written((log) =>
    log.error({ err: new AggregateError([indiscreetError(), indiscreetError()], databaseUrl) }, 'both'),
  );
  expect(err?.errors).toHaveLength(2);
});

it('scrubs an error under any name, however deep, and one that is logged bare', () => {
  written((log) => log.warn({ attempt: { last: { reason: indiscreetError() } } }, 'again'));
  written((log) => log.error(indiscreetError()));
});

it('scrubs texts and the line’s own message', () => {
  const line = written((log) =>
    log
      .child({ operation: 'op_1' })
      .info({ list: ['a', 'planted-own-token'], url: databaseUrl }, `said ${databaseUrl} at last`),
  );
  expect(line).toMatchObject({ level: 'info', operation: 'op_1', list: ['a', '•••'] });
  expect(line.msg).toBe('said postgresql://••• at last');
});

it('redacts what is called a secret', () => {
  const secrets = {
    token: 'planted-value',
    botToken: 'planted-value',
    settings: { signingSecret: 'planted-value', apiKey: 'planted-value', headers: { a: 'planted-header' } },
    variables: { A: 'planted-value' },
  };
  const line = written((log) => log.info(secrets, 'settings'));
  expect(line).toMatchObject({ token: '[redacted]', settings: { headers: '[redacted]' } });
});

it('survives a circle', () => {
  const circle: Record<string, unknown> = { name: 'circle' };
  circle['self'] = circle;
  written((log) => log.info({ circle }, 'round'));
});
