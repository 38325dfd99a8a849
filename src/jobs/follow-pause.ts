import {
  type AutoDeployPause,
  isSettled,
  type PauseAction,
  type PausedHost,
  type PausedName,
} from '../domain/auto-deploy.ts';
import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { StopPlace } from '../domain/stop.ts';
import type { AutoDeploy, Providers } from '../providers/contract.ts';
import { withPermit } from '../providers/permit.ts';
import {
  decideAttempts,
  decidePause,
  duePauseActions,
  type PauseAttempt,
  type PauseAttempts,
  pauseDeadline,
} from '../stops/auto-deploy.ts';
import { findStop } from '../store/stops.ts';
import { type Context, findPlace } from './context.ts';
import type { LaneRun } from './lane-run.ts';
import { writeStop } from './stops/write-stop.ts';

/**
 * One step towards what the place's hold, or its end, wants of the platforms. `moved`: there may be more to do at
 * once; else when to look again, if at all. What is written before a platform is asked leads on after a crash.
 */
export async function followPause(
  context: Context,
  place: StopPlace,
  run: LaneRun,
): Promise<'moved' | number | undefined> {
  const { store } = context;
  const [held, seen] = await Promise.all([findStop(store, 'hold', place), findStop(store, 'pause', place)]);
  const { fence } = run;
  const environment = findPlace(context.apps, place)?.environment;
  const begun = decidePause(seen.stop, held.stop, { place, environment });
  if (begun) {
    await writeStop(store, place, { kind: 'pause', seen, change: begun, fence, guards: [held.guard] });
    return 'moved';
  }
  if (!seen.stop) return undefined;
  const due = duePauseActions(seen.stop, store.now());
  const isOver = seen.stop.released !== undefined && isSettled(seen.stop);
  if (due.length === 0 && !isOver) return pauseDeadline(seen.stop);
  const attempts = await attemptAll(context, { pause: seen.stop, due, run });
  const change = decideAttempts(seen.stop, attempts, { place, now: store.now() });
  await writeStop(store, place, { kind: 'pause', seen, change, fence });
  return 'moved';
}

async function attemptAll(
  { providers, log }: Context,
  work: {
    readonly pause: AutoDeployPause;
    readonly due: ReturnType<typeof duePauseActions>;
    readonly run: LaneRun;
  },
): Promise<PauseAttempts> {
  const { pause, due, run } = work;
  const attempted = await Promise.all(
    due.map(async ({ name, action }) => {
      const host = hostOf(providers, pause, name);
      const attempt = host && (await withPermit(run.assertHeld, () => tryOnce(host, action)));
      if (attempt?.kind === 'failed')
        log.warn({ hold: pause.hold.id, name, action, says: attempt.says }, 'auto-deploy is tried again');
      return attempt ? [[name, attempt] as const] : [];
    }),
  );
  return Object.fromEntries(attempted.flat());
}

/** A platform with the place that is held there. */
interface HeldHost {
  read(): Promise<AutoDeploy>;
  set(enabled: boolean): Promise<void>;
}

function hostOf(
  { frontend, backend }: Providers,
  pause: AutoDeployPause,
  name: PausedName,
): HeldHost | undefined {
  return name === 'frontend' ? bind(frontend, pause.frontend) : bind(backend, pause.backend);
}

function bind<Target>(
  platform: {
    autoDeploy(target: Target): Promise<AutoDeploy>;
    setAutoDeploy(target: Target, enabled: boolean): Promise<void>;
  },
  paused: PausedHost<Target> | undefined,
): HeldHost | undefined {
  if (!paused) return undefined;
  return {
    read: () => platform.autoDeploy(paused.target),
    set: (enabled) => platform.setAutoDeploy(paused.target, enabled),
  };
}

async function tryOnce(host: HeldHost, action: PauseAction): Promise<PauseAttempt> {
  try {
    if (action === 'read') {
      const found = await host.read();
      return found.kind === 'unknown'
        ? { kind: 'failed', says: found.message }
        : { kind: 'read', found: found.kind };
    }
    await host.set(action === 'switch_on');
    return { kind: 'switched' };
  } catch (error) {
    if (error instanceof RetryableError)
      return { kind: 'failed', says: error.message, retryAfterMs: error.retryAfterMs };
    if (!(error instanceof TerminalError)) throw error;
    return { kind: 'failed', says: `${error.facts['provider']} said “${error.facts['message']}”` };
  }
}
