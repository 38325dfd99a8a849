import { isOver, type Operation } from '../../../src/domain/operation.ts';
import { keys } from '../../../src/store/keys.ts';
import { loadSteps } from '../../../src/store/journal.ts';
import { loadOperation } from '../../../src/store/operations.ts';
import { eventually } from '../eventually.ts';
import type { Mutation } from '../mutations.ts';
import type { SandboxState } from '../world.ts';
import { attribution, operationIn, type Played } from './attribution.ts';
import type { Effects } from './effects.ts';
import type { Ledger } from './ledger.ts';
import type { Asked } from './people.ts';
import { type SoakLane, soakLanes } from './plan.ts';
import type { SoakWorld } from './soak-world.ts';

export type Kind =
  | 'lost'
  | 'out of order'
  | 'repeated'
  | 'missing'
  | 'wrong end'
  | 'Slack'
  | 'GitHub'
  | 'other';

export interface Problem {
  readonly kind: Kind;
  readonly lane?: SoakLane;
  readonly what: string;
}

export interface Inspection {
  readonly played: readonly Played[];
  readonly problems: readonly Problem[];
}

/** Everything that must hold once the last operation is over and Slack has been told. */
export async function inspect(
  soak: SoakWorld,
  asked: readonly Asked[],
  { ledger, effects }: { readonly ledger: Ledger; readonly effects: Effects },
): Promise<Inspection> {
  await told(soak);
  await effects.stop();
  const state = await soak.world.state();
  const played = await Promise.all(
    asked.map(async ({ lane, operation }) => ({
      lane,
      operation: await loadOperation(soak.store, operation),
      steps: await loadSteps(soak.store, operation),
    })),
  );
  const problems = [
    ...ledger.all
      .filter((id) => !asked.some(({ operation }) => operation === id))
      .map((id): Problem => ({ kind: 'repeated', what: `a command was taken twice: ${id}` })),
    ...soakLanes.flatMap((lane) => order(lane, played)),
    ...played.flatMap((one, index) => ending(one, asked[index])),
    ...counts(soak, { played, state, effects }),
    ...played.flatMap((one) => mirror(one, state)),
    ...slack(soak, played, state),
    ...(await served(soak, played)),
    ...effects.unknown.map(({ method, path }): Problem => ({
      kind: 'other',
      what: `the sandbox does not know ${method} ${path}`,
    })),
    ...soak.crew.dead().map((what): Problem => ({ kind: 'other', what })),
  ];
  return { played, problems };
}

async function told({ store, channels }: SoakWorld): Promise<void> {
  const due = async () =>
    (await Promise.all(channels.map((channel) => store.redis.zcard(keys.outbox(channel))))).reduce(
      (sum, count) => sum + count,
      0,
    );
  await eventually(async () => ((await due()) === 0 ? true : undefined), {
    what: 'Slack to be told everything',
    withinMs: 60_000,
    found: async () => `${await due()} messages that are still due`,
  });
}

/** One at a time, in the order in which they became ready to run. */
function order(lane: SoakLane, played: readonly Played[]): readonly Problem[] {
  const ran = played
    .filter((one) => one.lane === lane)
    .map(({ operation }) => operation)
    .filter(({ startedAt }) => startedAt !== undefined)
    .toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
  return ran.slice(1).flatMap((operation, index): readonly Problem[] => {
    const before = ran[index] as Operation;
    const what = `${operation.id} and ${before.id}`;
    if ((before.endedAt ?? Infinity) > (operation.startedAt ?? 0))
      return [{ kind: 'out of order', lane, what: `${what} ran at once` }];
    if ((before.queuedAt ?? 0) > (operation.queuedAt ?? 0))
      return [{ kind: 'out of order', lane, what: `${what} changed places` }];
    return [];
  });
}

/** Trouble alone makes no deploy fail: it is waited out. What was undone is undone to the last step. */
function ending({ lane, operation }: Played, asked: Asked | undefined): readonly Problem[] {
  const { id, state, ending: end } = operation;
  if (!isOver(state)) return [{ kind: 'lost', lane, what: `${id} is still ${state}` }];
  const stuck = end && 'aftermath' in end ? end.aftermath.notUndone : [];
  const problems: Problem[] = stuck.map(({ title, why }) => ({
    kind: 'wrong end',
    lane,
    what: `${id} could not undo “${title}”: ${why}`,
  }));
  if (end?.kind === 'failed' && asked?.planned.breaks === 'nothing')
    problems.push({ kind: 'wrong end', lane, what: `${id} failed: ${JSON.stringify(end.failure)}` });
  if (end?.kind === 'succeeded' && asked?.planned.breaks !== 'nothing')
    problems.push({
      kind: 'wrong end',
      lane,
      what: `${id} succeeded although ${asked?.planned.breaks} is broken`,
    });
  if (end?.kind === 'refused' && end.refusal.code !== 'plan_outdated')
    problems.push({ kind: 'wrong end', lane, what: `${id} was refused: ${JSON.stringify(end.refusal)}` });
  return problems;
}

const everyDeploy = [
  'Vercel: create deployment',
  'Neon: create branch',
  'GitHub: create deployment',
  'GitHub: set status in_progress',
  'GitHub: set status success',
];

function counts(
  soak: SoakWorld,
  { played, state, effects }: { played: readonly Played[]; state: SandboxState; effects: Effects },
): readonly Problem[] {
  const whose = attribution(played, state, soak.addresses);
  const counted = new Map<string, string[]>();
  const problems: Problem[] = [];
  for (const mutation of effects.mutations) {
    const found = whose(mutation);
    const key = found && `${found.operation} ${found.what}`;
    if (key === undefined)
      problems.push({ kind: 'repeated', what: `nobody’s: ${mutation.name} ${mutation.line.path}` });
    else counted.set(key, [...(counted.get(key) ?? []), seen(mutation)]);
  }
  for (const { lane, operation } of played) {
    const mine = [...counted].filter(([key]) => key.startsWith(`${operation.id} `));
    for (const [key, times] of mine)
      if (times.length > 1) problems.push({ kind: 'repeated', lane, what: `${key}: ${times.join(', ')}` });
    if (operation.state !== 'succeeded') continue;
    const live = lane.environment === 'production' ? 'Vercel: promote' : 'Vercel: aim an alias';
    for (const what of [...everyDeploy, live, ...(lane.railway ? ['Railway: deploy'] : [])])
      if (!counted.has(`${operation.id} ${what}`))
        problems.push({ kind: 'missing', lane, what: `${operation.id} has no ${what}` });
  }
  return problems;
}

function seen({ at, line }: Mutation): string {
  return `at ${new Date(at).toISOString()} (${line.fault ?? line.status})`;
}

/** GitHub's Deployment says how it ended, before GitHub put a later one in its place; where nothing ran there is none. */
function mirror({ lane, operation }: Played, state: SandboxState): readonly Problem[] {
  const found = state.github.deployments.filter(({ payload }) => operationIn(payload) === operation.id);
  const last = found
    .map(({ statuses }) => statuses.findLast(({ state: said }) => said !== 'inactive')?.state)
    .join();
  const ran = operation.startedAt !== undefined;
  const wanted = ran ? (operation.state === 'succeeded' ? 'success' : 'failure') : '';
  if (last === wanted) return [];
  return [{ kind: 'GitHub', lane, what: `${operation.id} is ${operation.state}, GitHub says “${last}”` }];
}

const signs: Readonly<Record<string, string>> = { succeeded: '✅', failed: '❌', cancelled: '🚫' };

/** One card per operation, which shows how it ended; no message twice. */
function slack(soak: SoakWorld, played: readonly Played[], state: SandboxState): readonly Problem[] {
  return soakLanes
    .filter((lane, index) => soakLanes.findIndex(({ app }) => app === lane.app) === index)
    .flatMap((lane) => {
      const channel = state.slack.channels.find(({ id }) => id === soak.channelOf(lane));
      const ours = (channel?.messages ?? []).filter(
        ({ user, visibleTo }) => user === 'U0CABECEO' && !visibleTo,
      );
      const keysShown = ours.map(({ metadata }) => metadata?.event_payload?.key ?? 'a message without a key');
      const twice = keysShown.filter((key, index) => keysShown.indexOf(key) !== index);
      const here = played.filter(({ lane: { app } }) => app === lane.app);
      const cards = here.flatMap(({ operation: { id, state: end } }): readonly Problem[] => {
        const card = ours.find(({ metadata }) => metadata?.event_payload?.key === id);
        if (!card) return [{ kind: 'Slack', lane, what: `${id} has no card` }];
        const sign = signs[end];
        if (sign === undefined || card.text.startsWith(sign)) return [];
        return [{ kind: 'Slack', lane, what: `${id} is ${end}, its card says ${card.text}` }];
      });
      const roots = ours.filter(({ threadTs, ts }) => !threadTs || threadTs === ts).length;
      return [
        ...cards,
        ...twice.map((key): Problem => ({ kind: 'Slack', lane, what: `shown twice: ${key}` })),
        ...(roots === here.length
          ? []
          : [{ kind: 'Slack' as const, lane, what: `${roots} cards for ${here.length} operations` }]),
      ];
    });
}

/** People get what the last deploy that succeeded put there. */
async function served(soak: SoakWorld, played: readonly Played[]): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    soakLanes.map(async (lane): Promise<readonly Problem[]> => {
      const last = played
        .filter(({ lane: its, operation }) => its === lane && operation.state === 'succeeded')
        .toSorted((a, b) => (b.operation.endedAt ?? 0) - (a.operation.endedAt ?? 0))[0]?.operation;
      if (!last) return [];
      const answer = await fetch(`${soak.addresses.get(lane)}/version.json`);
      const { commit } = (await answer.json()) as { readonly commit: string };
      if (commit === last.plan?.commit.sha) return [];
      return [{ kind: 'wrong end', lane, what: `serves ${commit} after ${last.id}` }];
    }),
  );
  return problems.flat();
}
