import { sayFinding } from '../../domain/migration.ts';
import type { RollbackPlan } from '../../domain/plan.ts';
import type { StayingMigration } from '../../domain/staying-migration.ts';
import { escape } from './escape.ts';
import { andMore, firstOf } from './limits.ts';

const most = 5;

/** Whether the code that comes back can run on the migrations that stay. */
export function stayingLines(staying: RollbackPlan['staying']): readonly string[] {
  if (staying === undefined)
    return ['I could not read whether the old code can run on that; look before you press.'];
  const telling = staying.filter(({ effect }) => effect !== 'none');
  if (telling.length === 0) return ['The old code can run on that.'];
  const { shown, hidden } = firstOf(telling, most);
  return [...shown.map(stayingLine), ...(hidden > 0 ? [andMore(hidden)] : [])];
}

function stayingLine({ file, effect, finding }: StayingMigration): string {
  const name = `\`${escape(file, 120)}\``;
  const why = finding ? `: ${sayFinding(finding, (fact) => escape(fact, 60)).says}` : '.';
  return effect === 'may_break'
    ? `*The old code may break on* ${name}${why}`
    : `Somebody must read whether the old code can run on ${name}${why}`;
}
