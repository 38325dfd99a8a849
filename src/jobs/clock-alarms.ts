import type { Lane } from '../domain/lane.ts';
import { setAlarmUnlessSet } from '../store/alarms.ts';
import { commit } from '../store/commit.ts';
import { driftLane } from '../store/drift.ts';
import { careLane } from '../store/data-care.ts';
import { stopsLane } from '../store/stop-requests.ts';
import { windowDeadline } from '../stops/windows.ts';
import type { Context } from './context.ts';

type Clock = Pick<Context, 'store' | 'apps'>;

/**
 * The lanes that the clock gives work are looked at again, although Redis was emptied: freeze windows to announce,
 * platforms to look at restores to try and backups to make are configuration.
 */
export async function setClockAlarms({ store, apps }: Clock): Promise<void> {
  const writes = clockLanes({ store, apps }).map((lane) => setAlarmUnlessSet(lane, store.now()));
  if (writes.length > 0) await commit(store, { writes });
}

/** At the start: the configuration may have changed. */
export async function wakeClockLanes({ store, apps }: Clock): Promise<void> {
  await setClockAlarms({ store, apps });
  await Promise.all(clockLanes({ store, apps }).map((lane) => store.wake(lane)));
}

function clockLanes({ store, apps }: Clock): readonly Lane[] {
  return apps.flatMap(({ name: app, environments }) =>
    environments.flatMap(({ name: environment, policy: { freezes, drift, drill, backup } }) => [
      ...(windowDeadline(freezes, store.now()) === undefined ? [] : [stopsLane({ app, environment })]),
      ...(drift.everyMs === 0 ? [] : [driftLane({ app, environment })]),
      ...(drill.everyMs === 0 && drill.overdueMs === 0 ? [] : [careLane('drill', { app, environment })]),
      ...(backup && backup.everyMs > 0 ? [careLane('backup', { app, environment })] : []),
    ]),
  );
}
