import type { Operation } from '../domain/operation.ts';
import type { Store } from './commit.ts';
import { keys } from './keys.ts';
import { transact, type Write } from './transaction.ts';

/** One entry of the audit stream. */
export interface AuditEntry {
  /** Of the stream: when it was written, and its number within that millisecond. */
  readonly id: string;
  readonly operation: string;
  readonly app: string;
  readonly environment: string;
  readonly event: unknown;
}

const beginning = '0-0';

/** Goes with the change that it tells of. */
export function auditWrite({ id, app, environment }: Operation, event: string): Write {
  const fields = ['operation', id, 'app', app, 'environment', environment, 'event', event];
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
  return entries.map(([id, [, operation = '', , app = '', , environment = '', , event = 'null']]) => {
    return { id, operation, app, environment, event: JSON.parse(event) as unknown };
  });
}

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
