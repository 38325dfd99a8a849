import type { GateEnding, GateName } from '../domain/gate-codes.ts';
import { gateCodes, gateQuestions } from '../domain/gate-codes.ts';
import { reasons } from '../domain/reasons.ts';
import { cell, row } from './markdown-table.ts';

/** What docs/gates.md says below its title. */
export function gatesPage(): string {
  return `A plan passes these gates, in this order, when it is made and again right before it runs; the first that is not open decides. The card of
a plan shows how many are open, and names the one that is not. Codes are stable, the sentences may change.
${gates().join('\n')}

## Other refusals and failures

What people may do, what they typed, and what the platforms did. \`{…}\` is filled in; advice whose facts are not known is left out.

| code | says | what to do |
| --- | --- | --- |
${otherReasons().join('\n')}
`;
}

function gates(): readonly string[] {
  return Object.entries(gateQuestions).map(([gate, question]) => {
    const rows = Object.entries<GateEnding>(gateCodes)
      .filter(([, ending]) => ending.gate === (gate as GateName))
      .map(([code, { ending, means, clearedBy }]) =>
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
  needs_approvals: 'waits for nods',
  refused: 'is refused',
};

function otherReasons(): readonly string[] {
  return Object.entries(reasons)
    .filter(([code]) => !Object.hasOwn(gateCodes, code))
    .map(([code, { says, next }]) => row([`\`${code}\``, cell(says), cell(next)]));
}
