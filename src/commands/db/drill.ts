import { parseSlackUserId } from '../../domain/ids.ts';
import type { DrillWatch } from '../../domain/drill-watch.ts';
import { acceptCareRequest, careLane, findCare } from '../../store/data-care.ts';
import { misunderstood, refused, unavailable } from '../outcome.ts';
import { parseDatabasePlace } from './database-place.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db drill <environment>`: the environment's own lane decides it. */
export const drill: DbSubcommand = {
  word: 'drill',
  async ask({ apps, store, guarded }, line, act) {
    const where = parseDatabasePlace(line, { apps, channel: act.channel }, '/db drill');
    if (where.kind === 'refused') return misunderstood('/db', where.refusal);
    const { place } = where;
    const { user, team, channel, delivery } = act;
    const request = { delivery, by: parseSlackUserId(user), team, channel, at: store.now() };
    const lane = careLane('drill', place);
    const outcome = await guarded(async () => {
      // The lane hears of it only after what it is busy with.
      const watch = await findCare<DrillWatch>(store, lane);
      return watch?.current ? 'under_way' : acceptCareRequest(store, lane, request);
    });
    if (outcome === 'unavailable') return unavailable();
    if (outcome === 'under_way')
      return refused({ code: 'drill_under_way', facts: { environment: place.environment } });
    return { kind: 'accepted' };
  },
};
