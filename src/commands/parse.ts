import {
  componentsOf,
  findEnvironment,
  type App,
  type Component,
  type Environment,
} from '../domain/environment.ts';
import { findNearest } from '../domain/nearest.ts';
import { isReleaseId } from '../domain/release.ts';
import type { RollbackWish } from '../domain/rollback-target.ts';
import type { ReasonCode, Refusal } from '../domain/reasons.ts';
import { takeApart, type Line, type Option } from './words.ts';

export type DeployCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'modal'; readonly app?: App }
  | {
      readonly kind: 'deploy';
      readonly app: App;
      readonly environment: Environment;
      readonly ref?: string;
      /** Empty: every component of the environment. */
      readonly components: readonly Component[];
      readonly back?: true;
      /** Why the gates that an emergency may skip are to be skipped. */
      readonly emergency?: string;
    }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

export interface Place {
  readonly apps: readonly App[];
  /** Slack channel id in which the command was typed. */
  readonly channel: string;
}

/** What `/deploy <text>` asks for. Pure; every text has an answer. */
export function parseDeployCommand(text: string, place: Place): DeployCommand {
  const line = takeApart(text, [...examples.keys()]);
  if (asksForHelp(line)) return { kind: 'help' };
  const wrongOption = checkOptions(line.options, ['app', 'only', 'back', 'emergency']);
  if (wrongOption) return wrongOption;

  const [word, ref, ...rest] = line.words;
  const only = optionOf(line, 'only');
  if (rest.length > 0)
    return refused('too_many_words', { understood: `/deploy ${word} ${ref}`, found: rest.join(' ') });
  const [first] = line.options.filter(({ name }) => name !== 'app');
  if (word === undefined && first !== undefined) {
    const found = `--${first.name} ${first.value}`.trim();
    return refused('too_many_words', { understood: '/deploy', found });
  }

  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) {
    const formAsks = word === undefined && app.refusal.code === 'app_needed';
    return formAsks ? { kind: 'modal' } : app;
  }
  if (word === undefined) return { kind: 'modal', app };
  const deploy = parseDeploy({ app, word, ref, only });
  if (deploy.kind !== 'deploy') return deploy;
  const emergency = optionOf(line, 'emergency');
  return {
    ...deploy,
    ...(optionOf(line, 'back') !== undefined && { back: true }),
    ...(emergency !== undefined && { emergency: cut(emergency) }),
  };
}

export type EnvironmentsCommand =
  | { readonly kind: 'help' }
  | { readonly kind: 'environments'; readonly app: App; readonly environments: readonly Environment[] }
  | Refused;

/** What `/deploys <text>` or `/status <text>` asks for: one environment, or all of the app. */
export function parseEnvironmentsCommand(name: string, text: string, place: Place): EnvironmentsCommand {
  const line = takeApart(text, ['app']);
  if (asksForHelp(line)) return { kind: 'help' };
  const wrongOption = checkOptions(line.options, ['app']);
  if (wrongOption) return wrongOption;
  const [word, ...rest] = line.words;
  if (rest.length > 0)
    return refused('too_many_words', { understood: `${name} ${word}`, found: rest.join(' ') });
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  if (word === undefined) return { kind: 'environments', app, environments: app.environments };
  const environment = chooseEnvironment(app, word);
  return 'kind' in environment ? environment : { kind: 'environments', app, environments: [environment] };
}

export type WhyCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'why';
      readonly app: App;
      readonly environment: Environment;
      readonly ref?: string;
    }
  | Refused;

/** What `/why <text>` asks for. */
export function parseWhyCommand(text: string, place: Place): WhyCommand {
  const line = takeApart(text, ['app']);
  if (asksForHelp(line)) return { kind: 'help' };
  const wrongOption = checkOptions(line.options, ['app']);
  if (wrongOption) return wrongOption;
  const [word, ref, ...rest] = line.words;
  if (rest.length > 0)
    return refused('too_many_words', { understood: `/why ${word} ${ref}`, found: rest.join(' ') });
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const known = app.environments.map(({ name }) => name).join(', ');
  if (word === undefined) return refused('environment_needed', { command: '/why', known });
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  return { kind: 'why', app, environment, ...(ref !== undefined && { ref }) };
}

export type RollbackCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'rollback';
      readonly app: App;
      readonly environment: Environment;
      readonly to: RollbackWish;
      readonly withData?: true;
    }
  /** No word: where the channel is an incident's, what went live before it. */
  | { readonly kind: 'incident'; readonly app: App }
  | Refused;

/** What `/rollback <text>` asks for. */
export function parseRollbackCommand(text: string, place: Place): RollbackCommand {
  const line = takeApart(text, ['app']);
  if (asksForHelp(line)) return { kind: 'help' };
  const wrongOption = checkOptions(line.options, ['app', 'with-data']);
  if (wrongOption) return wrongOption;
  const [word, ...where] = line.words;
  const app = chooseApp(optionOf(line, 'app'), place);
  if ('kind' in app) return app;
  const withData = optionOf(line, 'with-data') !== undefined;
  if (word === undefined && withData) {
    const known = app.environments.map(({ name }) => name).join(', ');
    return refused('environment_needed', { command: '/rollback', known });
  }
  if (word === undefined) return { kind: 'incident', app };
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  if (withData && !environment.database) return refused('no_database', { environment: environment.name });
  const to = parseWish(where.join(' '));
  if (to) return { kind: 'rollback', app, environment, to, ...(withData && { withData }) };
  return refused('unknown_release_words', { environment: environment.name, found: where.join(' ') });
}

function parseWish(words: string): RollbackWish | undefined {
  const wish = words.toLowerCase();
  if (wish === '' || wish === 'last') return { kind: 'back', releases: 1 };
  if (wish === 'before last') return { kind: 'back', releases: 2 };
  if (isReleaseId(wish)) return { kind: 'release', release: wish };
  return /^[0-9a-f]{7,40}$/.test(wish) ? { kind: 'commit', sha: wish } : undefined;
}

function parseDeploy(asked: {
  readonly app: App;
  readonly word: string;
  readonly ref: string | undefined;
  readonly only: string | undefined;
}): DeployCommand {
  const { app, word, ref, only } = asked;
  const environment = chooseEnvironment(app, word);
  if ('kind' in environment) return environment;
  const components = parseComponents(only, environment);
  if ('kind' in components) return components;
  return { kind: 'deploy', app, environment, ...(ref !== undefined && { ref }), components };
}

export function chooseEnvironment(app: App, word: string): Environment | Refused {
  const words = app.environments.flatMap(({ name, aliases }) => [name, ...aliases]);
  const known = app.environments.map(({ name }) => name).join(', ');
  return (
    findEnvironment(app, word) ??
    refused('unknown_environment', { found: word, nearest: findNearest(word, words) ?? '', known })
  );
}

export function asksForHelp({ words, options }: Line): boolean {
  const [first] = words;
  return (
    first?.toLowerCase() === 'help' ||
    first === '?' ||
    options.some(({ name }) => name === 'help' || name === 'h')
  );
}

export function checkOptions(options: readonly Option[], allowed: readonly string[]): Refused | undefined {
  for (const [index, { name, value }] of options.entries()) {
    const example = examples.get(name);
    if (!allowed.includes(name)) {
      const known = allowed.map((each) => `--${each}`);
      return refused('unknown_option', { found: `--${name}`, known: known.join(', ') });
    }
    if (example === undefined && value !== '')
      return refused('too_many_words', { understood: `--${name}`, found: value });
    if (example !== undefined && /^[,\s]*$/.test(value))
      return refused('option_needs_value', { option: `--${name}`, example });
    if (options.findIndex((option) => option.name === name) < index) {
      return refused('too_many_words', { understood: `--${name}`, found: `--${name} ${value}` });
    }
  }
  return undefined;
}

const examples = new Map([
  ['app', '--app shop'],
  ['env', '--env development'],
  ['only', '--only frontend,backend'],
  ['emergency', '--emergency "checkout is down"'],
]);

export function chooseApp(asked: string | undefined, { apps, channel }: Place): App | Refused {
  const known = apps.map(({ name }) => name).join(', ');
  if (asked !== undefined) {
    return (
      apps.find(({ name }) => name === asked.toLowerCase()) ?? refused('unknown_app', { found: asked, known })
    );
  }
  const here = apps.length === 1 ? apps[0] : apps.find(({ channels }) => channels.includes(channel));
  return here ?? refused('app_needed', { known });
}

function parseComponents(only: string | undefined, environment: Environment): readonly Component[] | Refused {
  const known = componentsOf(environment);
  const asked = (only ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = asked.find((name) => !(known as readonly string[]).includes(name));
  if (unknown === undefined) return known.filter((component) => asked.includes(component));
  return refused('unknown_component', {
    found: unknown,
    environment: environment.name,
    nearest: findNearest(unknown, known) ?? '',
    known: known.join(', '),
  });
}

export function optionOf({ options }: Line, name: string): string | undefined {
  return options.find((option) => option.name === name)?.value;
}

/** What was typed is shown in full only as far as it helps. */
export function refused(code: ReasonCode, facts: Refusal['facts']): Refused {
  const short = Object.entries(facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' ? shorten(fact, name) : fact,
  ]);
  return { kind: 'refused', refusal: { code, facts: Object.fromEntries(short) } };
}

function shorten(fact: string, name: string): string {
  const limit = name === 'known' ? 400 : 80;
  return fact.length > limit ? `${fact.slice(0, limit - 1)}…` : fact;
}

/** A reason is repeated on the card, in the thread and at GitHub. */
function cut(reason: string): string {
  return reason.length > longestReason ? `${reason.slice(0, longestReason - 1)}…` : reason;
}

const longestReason = 300;
