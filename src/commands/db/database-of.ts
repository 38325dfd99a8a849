import { homeOf } from '../../domain/branch-needs.ts';
import type { App, Environment } from '../../domain/environment.ts';
import { chooseApp, chooseEnvironment, optionOf, type Place, type Refused, refused } from '../parse.ts';
import type { Line } from '../words.ts';

export interface Database {
  readonly app: App;
  /** Whose Neon project is meant. */
  readonly environment: Environment;
}

/** Production's Neon project, unless `--env` says another environment. */
export function databaseOf(line: Line, place: Place): Database | Refused {
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const word = optionOf(line, 'env');
  if (word === undefined) {
    const environment = homeOf(app);
    return environment ? { app, environment } : refused('app_no_database', { app: app.name });
  }
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  if (environment.database) return { app, environment };
  const known = app.environments.filter(({ database }) => database).map(({ name }) => name);
  return refused('environment_no_database', { environment: environment.name, known: known.join(', ') });
}
