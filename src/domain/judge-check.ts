import type { CheckFinding, CheckResult, DataCheck } from './drill.ts';

/** What a finding says about the data, in words; what is not known to be well is not. Nothing in it is escaped. */
export function judgeCheck(
  check: DataCheck,
  finding: CheckFinding,
  facts: { readonly moment: number; readonly checkMs: number },
): CheckResult {
  const name = nameOfCheck(check);
  if (finding.kind === 'refused') return { name, passed: false, says: `Postgres says: ${finding.says}` };
  if (finding.kind === 'too_slow')
    return { name, passed: false, says: `It took longer than ${facts.checkMs / 1000} s.` };
  const judged = judge(check, finding, facts.moment);
  return { name, ...judged };
}

/** The name by which people know it. */
function nameOfCheck(check: DataCheck): string {
  switch (check.kind) {
    case 'tables':
      return 'tables';
    case 'foreign_keys':
      return 'foreign keys';
    case 'newest':
      return `newest row of ${check.table}`;
    case 'sql':
      return check.name;
  }
}

type Judged = Omit<CheckResult, 'name'>;

function judge(check: DataCheck, finding: CheckFinding, moment: number): Judged {
  if (check.kind === 'tables' && finding.kind === 'tables') return judgeTables(check.named, finding);
  if (check.kind === 'foreign_keys' && finding.kind === 'foreign_keys') return judgeKeys(finding);
  if (check.kind === 'newest' && finding.kind === 'newest') return judgeNewest(check, finding.at, moment);
  if (check.kind === 'sql' && finding.kind === 'sql') return judgeValue(check.expect, finding.value);
  return { passed: false, says: 'It was not answered.' };
}

function judgeTables(
  named: readonly string[],
  { filled, empty, missing }: CheckFinding & { readonly kind: 'tables' },
): Judged {
  const bare = empty.filter((table) => named.includes(table));
  if (missing.length > 0) return { passed: false, says: `Not there: ${missing.join(', ')}.` };
  if (bare.length > 0) return { passed: false, says: `Without a row: ${bare.join(', ')}.` };
  if (filled === 0)
    return {
      passed: false,
      says: empty.length === 0 ? 'There is no table.' : `None of ${empty.length} tables has a row.`,
    };
  const rest = empty.length === 0 ? '' : `, ${empty.length} empty`;
  return { passed: true, says: `${filled} with rows${rest}` };
}

function judgeKeys({ checked, broken }: CheckFinding & { readonly kind: 'foreign_keys' }): Judged {
  if (broken.length > 0) return { passed: false, says: `Rows that point to nothing: ${broken.join(', ')}.` };
  return { passed: true, says: checked === 0 ? 'there are none' : `all ${checked} hold` };
}

function judgeNewest(
  { column, withinMs }: DataCheck & { readonly kind: 'newest' },
  at: number | undefined,
  moment: number,
): Judged {
  if (at === undefined) return { passed: false, says: 'There is no row.' };
  const ageMs = Math.max(0, moment - at);
  const says = `${column} is ${ago(ageMs)} older than the moment restored`;
  return ageMs <= withinMs
    ? { passed: true, says }
    : { passed: false, says: `${says}; ${ago(withinMs)} at most is expected.` };
}

function judgeValue(expect: string, value: string | undefined): Judged {
  if (value === undefined) return { passed: false, says: `It answered no row; ${expect} is expected.` };
  return value === expect
    ? { passed: true, says: value }
    : { passed: false, says: `It answered ${value}; ${expect} is expected.` };
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} m`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
