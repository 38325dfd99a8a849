import type { App, Environment } from '../domain/environment.ts';
import type { StopWish } from '../domain/stop-request.ts';
import { everything, type StopPlace } from '../domain/stop.ts';
import { durationOf } from './duration.ts';
import {
  asksForHelp,
  checkOptions,
  chooseApp,
  chooseEnvironment,
  optionOf,
  type Place,
  type Refused,
  refused,
} from './parse.ts';
import {
  freezeCommand,
  holdCommand,
  lockCommand,
  releaseCommand,
  unfreezeCommand,
  unlockCommand,
} from './stop-commands.ts';
import { type Line, takeSentenceApart } from './words.ts';

/** What a command about stop signs asks for. */
export type StopCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'stop'; readonly place: StopPlace; readonly wish: StopWish }
  | Refused;

const parsers = new Map<string, (line: Line, place: Place) => StopCommand>([
  [lockCommand.name, parseLock],
  [unlockCommand.name, parseUnlock],
  [freezeCommand.name, parseFreeze],
  [unfreezeCommand.name, parseUnfreeze],
  [holdCommand.name, parseHold],
  [releaseCommand.name, parseRelease],
]);

/** Undefined: not a command about stop signs. Pure; every text has an answer. */
export function parseStopCommand(name: string, text: string, place: Place): StopCommand | undefined {
  const parse = parsers.get(name);
  if (parse === undefined) return undefined;
  const line = takeSentenceApart(text, ['app']);
  if (asksForHelp(line)) return { kind: 'help' };
  return checkOptions(line.options, ['app']) ?? parse(line, place);
}

function parseLock(line: Line, place: Place): StopCommand {
  const where = whereOf(line, place, lockCommand.name);
  if ('kind' in where) return where;
  const { reason, forMs } = takeDuration(where.rest);
  if (forMs === 'unknown' || (forMs !== undefined && (forMs < shortestMs || forMs > longestMs)))
    return refused('unknown_duration', { found: where.rest.slice(lastFor(where.rest) + 1).join(' ') });
  return {
    kind: 'stop',
    place: { app: where.app.name, environment: where.environment.name },
    wish: {
      kind: 'lock',
      ...(reason !== '' && { reason: reason.slice(0, mostOfReason) }),
      ...(forMs !== undefined && { forMs }),
    },
  };
}

function parseUnlock(line: Line, place: Place): StopCommand {
  return parsePlace(line, place, { command: unlockCommand.name, wish: { kind: 'unlock' } });
}

function parseRelease(line: Line, place: Place): StopCommand {
  return parsePlace(line, place, { command: releaseCommand.name, wish: { kind: 'release' } });
}

/** A command that needs no more than where. */
function parsePlace(
  line: Line,
  place: Place,
  { command, wish }: { readonly command: string; readonly wish: StopWish },
): StopCommand {
  const where = whereOf(line, place, command);
  if ('kind' in where) return where;
  const { app, environment, rest } = where;
  if (rest.length > 0)
    return refused('words_left_over', {
      understood: `${command} ${environment.name}`,
      found: rest.join(' '),
    });
  return { kind: 'stop', place: { app: app.name, environment: environment.name }, wish };
}

function parseHold(line: Line, place: Place): StopCommand {
  const where = whereOf(line, place, holdCommand.name);
  if ('kind' in where) return where;
  const { app, environment, rest } = where;
  const [first = ''] = rest;
  const bad = /^[0-9a-f]{7,40}$/i.test(first) ? first.toLowerCase() : undefined;
  const reason = (bad === undefined ? rest : rest.slice(1)).join(' ');
  if (reason === '')
    return refused('reason_needed', { example: `${holdCommand.name} ${environment.name} orders are lost` });
  return {
    kind: 'stop',
    place: { app: app.name, environment: environment.name },
    wish: {
      kind: 'hold',
      ...(bad !== undefined && { bad }),
      reason: reason.slice(0, mostOfReason),
    },
  };
}

function parseFreeze(line: Line, place: Place): StopCommand {
  const scope = scopeIn(line, place);
  if ('kind' in scope) return scope;
  const reason = scope.rest.join(' ');
  if (reason === '')
    return refused('reason_needed', { example: `${freezeCommand.name} the payment provider is down` });
  return {
    kind: 'stop',
    place: scope.place,
    wish: { kind: 'freeze', reason: reason.slice(0, mostOfReason) },
  };
}

function parseUnfreeze(line: Line, place: Place): StopCommand {
  const scope = scopeIn(line, place);
  if ('kind' in scope) return scope;
  const [found] = scope.rest;
  if (found === undefined) return { kind: 'stop', place: scope.place, wish: { kind: 'unfreeze' } };
  return refused('unknown_app', { found, known: [...place.apps.map(({ name }) => name), 'all'].join(', ') });
}

interface Scope {
  readonly place: StopPlace;
  readonly rest: readonly string[];
}

/** An app that is named first, `all`, or the app of the channel. */
function scopeIn(line: Line, place: Place): Scope | Refused {
  const [first = '', ...rest] = line.words;
  const asked = optionOf(line, 'app');
  if (asked === undefined && first.toLowerCase() === 'all')
    return { place: { app: everything, environment: everything }, rest };
  const named = asked === undefined ? place.apps.find(({ name }) => name === first.toLowerCase()) : undefined;
  if (named) return { place: { app: named.name, environment: everything }, rest };
  const app = chooseApp(asked, place);
  return 'kind' in app ? app : { place: { app: app.name, environment: everything }, rest: line.words };
}

const shortestMs = 1_000;
const longestMs = 30 * 24 * 3_600_000;
const mostOfReason = 500;

interface Where {
  readonly app: App;
  readonly environment: Environment;
  readonly rest: readonly string[];
}

function whereOf(line: Line, place: Place, command: string): Where | Refused {
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const [word, ...rest] = line.words;
  if (word === undefined) {
    const known = app.environments.map(({ name }) => name).join(', ');
    return refused('environment_needed', { command, known });
  }
  const environment = chooseEnvironment(app, word);
  return 'kind' in environment ? environment : { app, environment, rest };
}

/** "checkout is on fire for 2h": an end that begins with a number is meant as one. */
function takeDuration(words: readonly string[]): {
  readonly reason: string;
  readonly forMs?: number | 'unknown';
} {
  const at = lastFor(words);
  const end = words.slice(at + 1).join(' ');
  if (at === -1 || !/^[-–—―−]?\d/u.test(end)) return { reason: words.join(' ') };
  return { reason: words.slice(0, at).join(' '), forMs: durationOf(end) };
}

function lastFor(words: readonly string[]): number {
  return words.findLastIndex((word) => word.toLowerCase() === 'for');
}
