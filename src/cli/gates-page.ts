import { endingsOf, gateNames, gates, gatesOf } from '../domain/gates/ask.ts';
import type { GateEnding } from '../domain/gates/gate.ts';
import { reasons } from '../domain/reasons.ts';
import { cell, row } from './markdown-table.ts';

/** What docs/gates.md says below its title. */
export function gatesPage(): string {
  return `A plan passes these gates, in this order, when it is made, when somebody nods, and again right before it runs; the first that is not open
decides. The card of a plan shows how many are open, and names those that are not. A rollback passes only
${gatesOf('rollback').join(', ')}; a restore of data only ${gatesOf('restore').join(', ')}. Codes are stable, the sentences may change.
${gateTables().join('\n')}

## Other refusals and failures

What people may do, what they typed, and what the platforms did. \`{…}\` is filled in; advice whose facts are not known is left out.

| code | says | what to do |
| --- | --- | --- |
${otherReasons().join('\n')}
`;
}

function gateTables(): readonly string[] {
  return gateNames.map((gate) => {
    const { question } = gates[gate];
    const rows = endingsOf(gate).map(([code, { ending, means, clearedBy }]) =>
      row([`\`${code}\``, endings[ending], cell(means), cell(clearedBy ?? '')]),
    );
    return `
## The gate of ${gate}

${question}

| code | the operation | because | opened by |
| --- | --- | --- | --- |
${rows.join('\n')}`;
  });
}

const endings: Readonly<Record<GateEnding['ending'], string>> = {
  proceed: 'goes on',
  unchanged: 'ends as `unchanged`',
  waits_for_checks: 'waits for checks',
  needs_confirmation: 'waits for a word',
  needs_approvals: 'waits for nods',
  refused: 'is refused',
};

function otherReasons(): readonly string[] {
  const ofGates = new Set(gateNames.flatMap((gate) => endingsOf(gate).map(([code]) => code)));
  return Object.entries(reasons)
    .filter(([code]) => !ofGates.has(code))
    .map(([code, { says, next }]) => row([`\`${code}\``, cell(says), cell(next)]));
}
