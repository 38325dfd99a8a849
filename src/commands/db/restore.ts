import type { App, Environment } from '../../domain/environment.ts';
import type { RestoreWish } from '../../domain/restore-wish.ts';
import { misunderstood } from '../outcome.ts';
import { chooseApp, chooseEnvironment, optionOf, type Place, type Refused, refused } from '../parse.ts';
import { parseMoment } from '../parse-moment.ts';
import { plan } from '../plan.ts';
import type { Line } from '../words.ts';
import type { DbSubcommand } from './subcommand.ts';

/** `/db restore <environment> [at] <time|release|branch name>` */
export const restore: DbSubcommand = {
  word: 'restore',
  async ask(desk, line, act) {
    const parsed = parseRestore(line, { apps: desk.apps, channel: act.channel }, desk.store.now());
    if (parsed.kind === 'refused') return misunderstood('/db restore', parsed.refusal);
    const { app, environment, data } = parsed;
    return plan(desk, act, {
      kind: 'restore',
      app: app.name,
      environment: environment.name,
      request: { components: [], data },
    });
  },
};

type RestoreCommand =
  | {
      readonly kind: 'restore';
      readonly app: App;
      readonly environment: Environment;
      readonly data: RestoreWish;
    }
  | Refused;

/** Pure; every text has an answer. */
export function parseRestore(line: Line, place: Place, now: number): RestoreCommand {
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const [word, ...moment] = line.words;
  const known = app.environments.map(({ name }) => name).join(', ');
  if (word === undefined) return refused('environment_needed', { command: '/db restore', known });
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  const { name } = environment;
  if (!environment.database) return refused('no_database', { environment: name });
  const typed = moment.filter((each) => each.toLowerCase() !== 'at');
  if (typed.length === 0) return refused('moment_needed', { environment: name });
  const data = parseMoment(typed, now);
  return data
    ? { kind: 'restore', app, environment, data }
    : refused('unknown_moment', { found: moment.join(' ') });
}
