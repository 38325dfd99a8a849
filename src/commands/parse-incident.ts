import type { App } from '../domain/environment.ts';
import type { IncidentWish } from '../domain/incident-request.ts';
import {
  asksForHelp,
  checkOptions,
  chooseApp,
  optionOf,
  type Place,
  type Refused,
  refused,
} from './parse.ts';
import { takeApart } from './words.ts';

export type IncidentCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'incident';
      readonly app: App;
      readonly wish: IncidentWish & { kind: 'tell' | 'resolve' };
    }
  | Refused;

/** What `/incident <text>` asks for. Pure; every text has an answer. */
export function parseIncidentCommand(text: string, place: Place): IncidentCommand {
  const line = takeApart(text, ['app']);
  if (asksForHelp(line)) return { kind: 'help' };
  const wrongOption = checkOptions(line.options, ['app']);
  if (wrongOption) return wrongOption;
  const [word, ...rest] = line.words;
  if (word !== undefined && (word.toLowerCase() !== resolved || rest.length > 0))
    return refused('unknown_incident_words', { found: line.words.join(' '), nearest: resolved });
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  return { kind: 'incident', app, wish: { kind: word === undefined ? 'tell' : 'resolve' } };
}

const resolved = 'resolved';
