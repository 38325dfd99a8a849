import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import { transact, type Write } from './transaction.ts';

/** One entry of the audit stream. */
export interface AuditEntry {
  /** Of the stream: when it was written, and its number within that millisecond. */
  readonly id: string;
  /** None where it tells of a place. */
  readonly operation?: string;
  readonly app: string;
  readonly environment: string;
  readonly event: unknown;
}

const beginning = '0-0';

export interface AuditSubject {
  readonly operation?: string;
  readonly app: string;
  readonly environment: string;
}

/** Goes with the change that it tells of. */
export function auditWrite({ operation, app, environment }: AuditSubject, event: string): Write {
  const subject = operation === undefined ? [] : ['operation', operation];
  const fields = [...subject, 'app', app, 'environment', environment, 'event', event];
  return ['XADD', keys.audit, '*', ...fields];
}

/** Up to where the stream has been written out. */
export async function auditCursor(store: Store): Promise<string> {
  return (await store.redis.get(keys.auditCursor)) ?? beginning;
}

export async function auditAfter(
  store: Store,
  cursor: string,
  count: number,
): Promise<readonly AuditEntry[]> {
  const entries = await store.redis.xrange(keys.audit, `(${cursor}`, '+', 'COUNT', count);
  return entries.map(([id, fields]) => parseEntry(id, fields));
}

function parseEntry(id: string, flat: readonly string[]): AuditEntry {
  const pairs = flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []));
  const { operation, app = '', environment = '', event = 'null' } = Object.fromEntries(pairs) as Fields;
  const subject = { ...(operation !== undefined && { operation }), app, environment };
  return { id, ...subject, event: JSON.parse(event) as unknown };
}

type Fields = Partial<Record<'operation' | 'app' | 'environment' | 'event', string>>;

/** `lost`: another worker moved it meanwhile. */
export async function moveAuditCursor(store: Store, from: string, to: string): Promise<'written' | 'lost'> {
  const { kind } = await transact(store.redis, {
    guards: [from === beginning ? ['absent', keys.auditCursor] : ['equals', keys.auditCursor, from]],
    writes: [['SET', keys.auditCursor, to]],
  });
  return kind;
}

/** Drops what is older than `before` (ms since the epoch) and has been written out. */
export async function trimAudit(store: Store, before: number): Promise<void> {
  const cursor = await auditCursor(store);
  const [writtenAt] = cursor.split('-');
  const upTo = before < Number(writtenAt) ? String(before) : cursor;
  await store.redis.xtrim(keys.audit, 'MINID', upTo);
}
