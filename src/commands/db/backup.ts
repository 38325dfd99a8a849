import type { BackupWatch } from '../../domain/backup-watch.ts';
import { parseSlackUserId } from '../../domain/ids.ts';
import { acceptCareRequest, careLane, findCare } from '../../store/data-care.ts';
import { misunderstood, refused, unavailable } from '../outcome.ts';
import { ask } from '../questions.ts';
import { parseDatabasePlace } from './database-place.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db backup <environment>`: the environment's own lane decides it. */
export const backup: DbSubcommand = {
  word: 'backup',
  async ask({ apps, store, guarded }, line, act) {
    const where = parseDatabasePlace(line, { apps, channel: act.channel }, '/db backup');
    if (where.kind === 'refused') return misunderstood('/db', where.refusal);
    const { place } = where;
    const { user, team, channel, delivery } = act;
    const request = { delivery, by: parseSlackUserId(user), team, channel, at: store.now() };
    const lane = careLane('backup', place);
    const outcome = await guarded(async () => {
      // The lane hears of it only after what it is busy with.
      const watch = await findCare<BackupWatch>(store, lane);
      return watch?.current ? 'under_way' : acceptCareRequest(store, lane, request);
    });
    if (outcome === 'unavailable') return unavailable();
    if (outcome === 'under_way')
      return refused({ code: 'backup_under_way', facts: { environment: place.environment } });
    return { kind: 'accepted' };
  },
};

/** `/db backups <environment>`: a worker asks the storage. */
export const backups: DbSubcommand = {
  word: 'backups',
  async ask(desk, line, act) {
    const where = parseDatabasePlace(line, { apps: desk.apps, channel: act.channel }, '/db backups');
    if (where.kind === 'refused') return misunderstood('/db', where.refusal);
    const { app, environment } = where.place;
    return ask(desk, act, { app, text: { kind: 'backups', environment } });
  },
};
