import { auditAfter, auditCursor, moveAuditCursor } from '../store/audit.ts';
import type { Context } from './context.ts';

const batch = 500;

/**
 * Writes the audit stream to its end into the log, one line per entry. The place up to which it was written moves after
 * the lines: a worker that dies in between, or one beside it, has some of them written again, under the same `entry`.
 */
export async function writeAudit({ store, log }: Pick<Context, 'store' | 'log'>): Promise<void> {
  // Not a matter of severity: LOG_LEVEL does not silence it.
  const audit = log.child({}, { level: 'info' });
  for (;;) {
    const cursor = await auditCursor(store);
    const entries = await auditAfter(store, cursor, batch);
    const last = entries.at(-1);
    if (!last) return;
    for (const { id, ...entry } of entries) audit.info({ entry: id, ...entry }, 'audit');
    await moveAuditCursor(store, cursor, last.id);
  }
}
