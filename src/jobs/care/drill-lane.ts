import {
  beginDrill,
  decideDrillTime,
  type DrillWatch,
  resumeDrill,
  warnOfDrill,
} from '../../domain/drill-watch.ts';
import type { StopPlace } from '../../domain/stop.ts';
import { careLane } from '../../store/data-care.ts';
import { type Care, runCareLane } from './care-lane.ts';
import type { Context } from '../context.ts';
import { runDrill } from '../drill/run-drill.ts';
import type { LaneRun } from '../lane-run.ts';

/** Tries from time to time, and whenever somebody asks, whether an environment's data can be restored. */
export async function runDrillLane(context: Context, place: StopPlace, run: LaneRun): Promise<void> {
  await runCareLane(context, { lane: careLane('drill', place), run, care: drills });
}

const drills: Care<DrillWatch> = {
  action: 'try a restore of',
  fresh: (since) => ({ since }),
  refuse: ({ name }, { current }) => current && { code: 'drill_under_way', facts: { environment: name } },
  due: (watch, { policy }, now) => decideDrillTime(watch, policy.drill, now),
  begin: (watch, { environment, ...facts }) =>
    beginDrill(watch, {
      ...facts,
      policy: environment.policy.drill,
      withBackup: environment.policy.backup !== undefined,
    }),
  warn: warnOfDrill,
  refused: (facts) => ({ kind: 'drill_refused', ...facts }),
  resume: resumeDrill,
  goOn: runDrill,
};
