import type { Component } from '../../domain/environment.ts';
import { components } from '../../domain/environment.ts';
import type { Aftermath, Failure, OperationKind } from '../../domain/operation.ts';
import { escape } from './escape.ts';
import { sentenceList } from './format.ts';
import { andMore, firstOf } from './limits.ts';
import { stayingSentence } from './migration-lines.ts';
import type { OperationContext } from './operation-model.ts';
import { environmentOf } from './operation-model.ts';
import { theOperation } from './operation-words.ts';
import { continued, sayRefusal } from './refusal.ts';
import { dataSentence } from './restored-view.ts';

/** "*production* was not changed: the backend did not become healthy (…)." */
export function failureSentence(model: OperationContext, failure: Failure, aftermath: Aftermath): string {
  const says = continued(failure.code, sayRefusal(failure).says);
  const environment = environmentOf(model);
  const name = theOperation(model);
  switch (whatStands(model, aftermath)) {
    case 'as_before':
      return asBefore[model.operation.kind](environment, says);
    case 'changed':
      return `${capital(name)} failed and left it changed: ${says}`;
    case 'unknown':
      return `${capital(name)} failed, and not every platform told me what runs now: ${says}`;
  }
}

const asBefore: Readonly<Record<OperationKind, (environment: string, says: string) => string>> = {
  deploy: (environment, says) => `${environment} was not changed: ${says}`,
  rollback: (environment, says) => `${environment} was not rolled back and is as before: ${says}`,
  restore: (environment, says) => `The data of ${environment} was not restored: ${says}`,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was undone, what was not, and what each component serves now. */
export function aftermathSentences(model: OperationContext, aftermath: Aftermath): readonly string[] {
  return [
    undoneSentence(aftermath),
    notUndoneSentence(aftermath),
    dataSentence(model, aftermath),
    stayingSentence(aftermath.migrations),
    liveSentence(model, aftermath),
  ].filter((sentence) => sentence !== undefined);
}

function undoneSentence({ undone }: Aftermath): string | undefined {
  if (undone.length === 0) return undefined;
  const { shown, hidden } = firstOf(undone, 8);
  const names = shown.map((title) => escape(title, 80));
  return `Undone: ${(hidden > 0 ? [...names, andMore(hidden)] : names).join(', ')}.`;
}

function notUndoneSentence({ notUndone }: Aftermath): string | undefined {
  if (notUndone.length === 0) return undefined;
  const { shown, hidden } = firstOf(notUndone, 5);
  const named = shown.map(({ title, why }) => `${escape(title, 80)} (${escape(why, 200)})`);
  return `*Not undone, someone must look*: ${(hidden > 0 ? [...named, andMore(hidden)] : named).join(', ')}.`;
}

function liveSentence(model: OperationContext, { live }: Aftermath): string | undefined {
  if (model.operation.startedAt === undefined) return undefined;
  const served = servingComponents(model);
  const known = served.filter((component) => live[component] !== undefined);
  const commits = new Set(known.map((component) => live[component]));
  const unknown = served.filter((component) => live[component] === undefined);
  const [only] = commits;
  const now =
    commits.size === 1 && only !== undefined
      ? `${shown(only)} on ${known.length === 2 ? 'both' : sentenceList(known)}`
      : known.map((component) => `${component} ${shown(live[component] ?? '')}`).join(', ');
  const missing = unknown.length > 0 ? `${sentenceList(unknown)} unknown` : '';
  const both = [now, missing].filter((part) => part !== '').join('; ');
  return both === '' ? undefined : `Live: ${both}.`;
}

/** Short as the operation's own commits are; what a platform answered may be anything. */
function shown(commit: string): string {
  return `\`${escape(commit.slice(0, 7))}\``;
}

function whatStands(model: OperationContext, aftermath: Aftermath): 'as_before' | 'changed' | 'unknown' {
  const { operation } = model;
  if (operation.startedAt === undefined) return 'as_before';
  const served = servingComponents(model);
  const before = (component: 'frontend' | 'backend') =>
    operation.plan?.live[component]?.commit?.slice(0, 7) ?? undefined;
  if (served.some((component) => differs(aftermath.live[component]?.slice(0, 7), before(component))))
    return 'changed';
  if (aftermath.notUndone.length > 0) return 'changed';
  return served.every((component) => aftermath.live[component]?.slice(0, 7) === before(component))
    ? 'as_before'
    : 'unknown';
}

function differs(now: string | undefined, before: string | undefined): boolean {
  return now !== undefined && now !== before;
}

/** The components that answer with a commit. */
function servingComponents({ environment }: OperationContext): readonly Serving[] {
  return components.filter(
    (component): component is Serving => component !== 'database' && environment[component] !== undefined,
  );
}

type Serving = Exclude<Component, 'database'>;
