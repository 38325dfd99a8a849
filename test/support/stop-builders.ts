import type { AutoDeployPause, PauseStanding } from '../../src/domain/auto-deploy.ts';
import type { ToldDrift } from '../../src/domain/drift-watch.ts';
import type { Freeze, Hold, Lock, StopPlace } from '../../src/domain/stop.ts';
import { ana, anEnvironment, liveSha, newSha, now } from './operation-builders.ts';

const hour = 3_600_000;
export const production: StopPlace = { app: 'mundo-tango', environment: 'production' };

export function aLock(over: Partial<Lock> = {}): Lock {
  return {
    id: 'stop_00000001',
    by: ana,
    at: now - 2 * hour,
    reason: 'checkout is on fire',
    notice: { key: 'notice/stop_00000001', channel: 'C0DEPLOYS' },
    ...over,
  };
}

export function aFreeze(over: Partial<Freeze> = {}): Freeze {
  return {
    id: 'stop_00000009',
    by: ana,
    at: now - hour,
    reason: 'the payment provider is down',
    notice: { key: 'notice/stop_00000009', channel: 'C0DEPLOYS' },
    ...over,
  };
}

export function aHold(over: Partial<Hold> = {}): Hold {
  return {
    id: 'stop_00000005',
    by: ana,
    at: now - hour,
    reason: 'orders are lost',
    notice: { key: 'notice/stop_00000005', channel: 'C0DEPLOYS' },
    ...over,
  };
}

/** Somebody deployed another commit at Railway. */
export function aToldDrift(over: Partial<ToldDrift> = {}): ToldDrift {
  const released = {
    deployment: 'rw_1',
    commit: newSha,
    subject: 'Fix cart totals',
    by: ana,
    at: now - hour,
  };
  return {
    drift: [
      { kind: 'replaced', component: 'backend', live: { deployment: 'rw_9', commit: liveSha }, released },
    ],
    subjects: { [liveSha]: 'Before the cart' },
    at: now - hour,
    notice: { key: 'notice/drift/1', channel: 'C0DEPLOYS' },
    ...over,
  };
}

/** Of both platforms. */
export function aPause(
  standings: { readonly frontend: PauseStanding; readonly backend: PauseStanding },
  over: Partial<AutoDeployPause> = {},
): AutoDeployPause {
  const { frontend, backend } = anEnvironment;
  return {
    hold: aHold(),
    frontend: { target: frontend, standing: standings.frontend },
    backend: { target: backend, standing: standings.backend },
    ...over,
  };
}
