import type { BackendTarget } from '../../domain/environment.ts';
import { shortSha } from '../../domain/ids.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { DeployContext } from './context.ts';
import type { Step, StepCheck, Undo } from '../step.ts';
import { isVersion, sayAnswer } from './version.ts';

const logLines = 20;

type Deployed = { readonly deployment: string };

/** The container of exactly this commit, until the platform has switched to it. */
export function deployBackend(context: DeployContext, target: BackendTarget): Step<Deployed> {
  const { backend } = context.providers;
  const { sha } = context.plan.commit;
  const before = context.plan.live.backend;
  return {
    id: 'deploy-backend',
    title: 'Deploy backend',
    component: 'backend',
    deadlineMs: context.environment.policy.deadlines.backend,
    find: ({ at }) =>
      backend.findDeployment(target, {
        sha,
        since: at,
        except: [...(before ? [before.deployment] : []), ...context.known],
      }),
    start: () => backend.deploy(target, sha),
    async check(deployed) {
      return checkDeployment(context, target, deployed);
    },
    undo: undoBackend(context, target, async (deployed: Deployed) => deployed),
  };
}

interface RolledBack {
  readonly since: number;
  /** Of the same image, from an attempt shortly before this one. */
  readonly earlier?: string;
}

/** The image of an earlier deployment with its variables, until the platform has switched to it. */
export function rollBackBackend(
  context: DeployContext,
  target: BackendTarget,
  original: string,
): Step<RolledBack, Deployed> {
  const { backend } = context.providers;
  const before = context.plan.live.backend;
  // Railway does not name what a rollback makes: it is looked for.
  const made = ({ since, earlier }: RolledBack) =>
    backend.findRolledBack(target, {
      deployment: original,
      since,
      except: [before?.deployment, earlier, ...context.known].filter((id) => id !== undefined),
    });
  return {
    id: 'roll-back-backend',
    title: 'Roll back backend',
    component: 'backend',
    deadlineMs: context.environment.policy.deadlines.backend,
    find: async ({ at }) => ((await made({ since: at })) ? { since: at } : undefined),
    async start({ at }) {
      const earlier = await made({ since: at });
      await backend.rollBack(target, original);
      return { since: at, ...(earlier && { earlier: earlier.deployment }) };
    },
    async check(started) {
      const deployed = await made(started);
      return deployed
        ? checkDeployment(context, target, deployed)
        : { kind: 'working', detail: 'waiting for Railway' };
    },
    undo: undoBackend(context, target, made),
  };
}

async function checkDeployment(
  context: DeployContext,
  target: BackendTarget,
  deployed: Deployed,
): Promise<StepCheck<Deployed>> {
  const { backend } = context.providers;
  const status = await backend.status(target, deployed.deployment);
  const url = backend.page(target, deployed.deployment);
  switch (status.kind) {
    case 'ready':
      return { kind: 'done', result: deployed, url };
    case 'working':
      return { kind: 'working', detail: status.detail, url };
    case 'unknown':
      return { kind: 'working', detail: `unknown status ${status.status}`, url };
    case 'failed': {
      const log = await logs(context, target, deployed);
      return {
        kind: 'failed',
        code: 'build_failed',
        facts: { what: 'backend deployment', provider: 'Railway', status: status.status },
        log,
      };
    }
  }
}

function undoBackend<Started>(
  context: DeployContext,
  target: BackendTarget,
  deployedBy: (started: Started) => Promise<Deployed | undefined>,
): Undo<Started> {
  const before = context.plan.live.backend;
  return {
    title: before?.commit ? `backend back on ${shortSha(before.commit)}` : 'backend deployment discarded',
    deadlineMs: context.environment.policy.deadlines.backend,
    async run(started) {
      const deployed = await deployedBy(started);
      if (deployed) await takeBack(context, target, { deployed, before });
      return 'undone';
    },
    ...(before?.commit && { check: async () => isBack(context, target, before) }),
  };
}

/** Our own look at the health address, which must answer with this commit. */
export function checkBackend(context: DeployContext, target: BackendTarget, deployment: string): Step<null> {
  const { probe } = context.providers;
  const { sha } = context.plan.commit;
  const deadlineMs = context.environment.policy.deadlines.health;
  const since = Date.now();
  return {
    id: 'check-backend',
    title: 'Check backend',
    component: 'backend',
    deadlineMs: deadlineMs + 5_000,
    start: async () => null,
    async check() {
      const answer = await probe.version(target.url, target.health);
      if (isVersion(answer, sha)) return { kind: 'done', result: null };
      if (Date.now() - since < deadlineMs) return { kind: 'working', detail: sayAnswer(answer) };
      const facts = {
        path: target.health.path,
        answer: sayAnswer(answer),
        duration: deadlineMs,
      };
      return { kind: 'failed', code: 'unhealthy', facts, log: await logs(context, target, { deployment }) };
    },
  };
}

/** Back to what was live: nothing to switch when the new one never took over, else the old image, else the old commit. */
async function takeBack(
  { providers: { backend } }: DeployContext,
  target: BackendTarget,
  { deployed, before }: { readonly deployed: Deployed; readonly before: LiveDeployment | undefined },
): Promise<void> {
  const live = await backend.live(target);
  const tookOver = live?.deployment === deployed.deployment;
  if (!tookOver || !before?.commit) return backend.discard(target, deployed.deployment);
  // Asked for already, by an attempt whose answer was lost, and not yet live.
  const asked = { sha: before.commit, deployment: deployed.deployment };
  if (await backend.isDeployedAfter(target, asked)) return undefined;
  if (await backend.canRollBack(target, before.deployment))
    return backend.rollBack(target, before.deployment);
  await backend.deploy(target, before.commit);
}

async function isBack(
  { providers: { backend } }: DeployContext,
  target: BackendTarget,
  before: LiveDeployment,
): Promise<StepCheck<null>> {
  const live = await backend.live(target);
  if (live?.commit === before.commit) return { kind: 'done', result: null };
  return { kind: 'working', detail: `still on ${live?.commit ? shortSha(live.commit) : 'nothing'}` };
}

async function logs(
  context: DeployContext,
  target: BackendTarget,
  deployed: Deployed,
): Promise<readonly string[]> {
  return context.providers.backend.logs(target, deployed.deployment, logLines).catch(() => []);
}
