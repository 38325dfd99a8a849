import type { Inspection, Kind } from './inspect.ts';
import type { Played } from './attribution.ts';
import { type SoakLane, soakLanes } from './plan.ts';
import type { Counts } from './trouble.ts';

/** What the soak came to, as a table and a sentence for each problem. */
export function soakReport(
  { played, problems }: Inspection,
  told: {
    readonly seed: number;
    readonly lost: readonly string[];
    readonly trouble: Counts;
    readonly broken: number;
  },
): string {
  const laneRow = (lane: SoakLane) => {
    const here = played.filter((one) => one.lane === lane);
    const ended = (...states: readonly string[]) =>
      here.filter(({ operation }) => states.includes(operation.state)).length;
    const found = (kind: Kind) => problems.filter((one) => one.lane === lane && one.kind === kind).length;
    return [
      `${lane.app}/${lane.environment}`,
      here.length,
      ended('succeeded'),
      ended('failed'),
      ended('cancelled'),
      ended('refused', 'superseded', 'unchanged', 'expired', 'rejected'),
      found('lost'),
      found('out of order'),
      found('repeated'),
    ];
  };
  const rows = soakLanes.map(laneRow);
  const sums = rows[0]
    ?.slice(1)
    .map((_, column) => rows.reduce((sum, row) => sum + Number(row[column + 1]), 0));
  return [
    line([
      'Lane',
      'operations',
      'live',
      'failed',
      'cancelled',
      'gave way',
      'lost',
      'out of order',
      'repeated',
    ]),
    line(Array.from({ length: 9 }, () => '---')),
    ...rows.map(line),
    line(['all', ...(sums ?? [])]),
    '',
    slowest(played),
    `Trouble: ${Object.entries(told.trouble)
      .map(([what, count]) => `${what} ${count}`)
      .join(', ')}; ${told.broken} requests went wrong.`,
    ...told.lost.map((what) => `lost: ${what}`),
    ...problems.map(
      ({ kind, lane, what }) => `${kind}: ${lane ? `${lane.app}/${lane.environment}: ` : ''}${what}`,
    ),
    '',
    `Seed ${told.seed}.`,
  ].join('\n');
}

function slowest(played: readonly Played[]): string {
  const times = played
    .flatMap(({ operation: { id, state, startedAt, endedAt } }) =>
      startedAt !== undefined && endedAt !== undefined ? [{ id, state, ms: endedAt - startedAt }] : [],
    )
    .toSorted((a, b) => b.ms - a.ms);
  const [longest] = times;
  const median = times[Math.floor(times.length / 2)];
  if (!longest || !median) return 'None ran.';
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  return `From start to end ${seconds(median.ms)} s (median), ${seconds(longest.ms)} s at most: ${longest.id} ${longest.state}.`;
}

function line(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}
