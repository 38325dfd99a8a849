import type { StopPlace } from '../../domain/stop.ts';
import { chooseApp, chooseEnvironment, optionOf, type Place, type Refused, refused } from '../parse.ts';
import type { Line } from '../words.ts';

/** The environment that is named, and nothing else. */
export function parseDatabasePlace(
  line: Line,
  place: Place,
  command: string,
): { readonly kind: 'place'; readonly place: StopPlace } | Refused {
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const [word, ...rest] = line.words;
  const known = app.environments.map(({ name }) => name).join(', ');
  if (word === undefined) return refused('environment_needed', { command, known });
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  const { name } = environment;
  if (!environment.database) return refused('no_database', { environment: name });
  if (rest.length > 0)
    return refused('words_left_over', { understood: `${command} ${name}`, found: rest.join(' ') });
  return { kind: 'place', place: { app: app.name, environment: name } };
}
