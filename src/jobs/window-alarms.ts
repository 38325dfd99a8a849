import { setAlarmUnlessSet } from '../store/alarms.ts';
import { commit } from '../store/commit.ts';
import { stopsLane } from '../store/stop-requests.ts';
import { windowDeadline } from '../stops/windows.ts';
import type { Context } from './context.ts';

type Clock = Pick<Context, 'store' | 'apps'>;

/** The lanes that announce freeze windows are looked at again, although Redis was emptied: the windows are configuration. */
export async function setWindowAlarms({ store, apps }: Clock): Promise<void> {
  const writes = lanesWithWindows({ store, apps }).map((lane) => setAlarmUnlessSet(lane, store.now()));
  if (writes.length > 0) await commit(store, { writes });
}

/** At the start: the configuration may have changed. */
export async function wakeWindowLanes({ store, apps }: Clock): Promise<void> {
  await setWindowAlarms({ store, apps });
  await Promise.all(lanesWithWindows({ store, apps }).map((lane) => store.wake(lane)));
}

function lanesWithWindows({ store, apps }: Clock) {
  return apps.flatMap(({ name: app, environments }) =>
    environments
      .filter(({ policy }) => windowDeadline(policy.freezes, store.now()) !== undefined)
      .map(({ name }) => stopsLane({ app, environment: name })),
  );
}
