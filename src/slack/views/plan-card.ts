import type { KnownBlock } from '@slack/types';
import type { Who } from '../../domain/environment.ts';
import type { Approval, Nod } from '../../domain/operation.ts';
import type { Check, ComparedCommit, ComponentPlan, Plan } from '../../domain/plan.ts';
import { fillPlaces, openRules } from '../../domain/quorum.ts';
import { section } from './blocks.ts';
import { escape, link } from './escape.ts';
import { codeOf, duration, either, mention, mentions, plural, sentenceList, when } from './format.ts';
import { andMore, firstOf } from './limits.ts';
import { findingLines, migrationsSentence } from './migration-lines.ts';
import type { OperationModel } from './operation-model.ts';
import { subjectOf } from './operation-model.ts';

/** What would be deployed, on which evidence: between the headline and the nods. */
export function planBlocks(model: OperationModel, plan: Plan): readonly KnownBlock[] {
  const commits = [comparisonSentence(plan, model.now), ...mixedSentence(plan), ...commitLines(plan)];
  const parts = plan.components.map((component) => componentLine(model, component));
  return [commits, [...parts, ...migrationLines(plan)], checksLine(plan.checks)]
    .filter((lines) => lines.length > 0)
    .map(section);
}

/** "*Nods*  1 of 1 from @release-managers · 0 of 1 from @security (not the requester)", and who nodded when. */
export function nodsLines(model: OperationModel, approval: Approval): readonly string[] {
  const { rules, nods } = approval;
  const { now, environment } = model;
  const isOfCommits = model.operation.kind !== 'restore';
  const noAuthors = isOfCommits && environment.policy?.approvals.authors === 'refused';
  const filled = fillPlaces(rules, nods);
  const parts = rules.map(
    (rule, index) =>
      `${filled[index] ?? 0} of ${rule.required} from ${namesOf(rule)}${rule.about === 'migrations' ? ' for the migrations' : ''}`,
  );
  const given = nods.map((nod) => givenBy(nod, now));
  const { shown, hidden } = firstOf(given, 10);
  return [
    `*Nods*  ${parts.join(' · ')} (${noAuthors ? 'neither the requester nor an author' : 'not the requester'})`,
    ...(shown.length === 0 ? [] : [`✅ ${[...shown, ...(hidden > 0 ? [andMore(hidden)] : [])].join(' · ')}`]),
    ...calledLines(approval, now),
    ...unmatchedLines(model),
  ];
}

function givenBy({ by, at, from }: Nod, now: number): string {
  return `${mention(by)} at ${when(at, now)}${from === undefined ? '' : ', given to this same plan'}`;
}

/** "Nod of @bruno at 14:02, given to this same plan": nobody was asked again. */
export function reusedLines({ operation, now }: OperationModel): readonly string[] {
  const reused = (operation.approval?.nods ?? []).filter(({ from }) => from !== undefined);
  return reused.slice(0, 5).map((nod) => `✅ Nod of ${givenBy(nod, now)}`);
}

function calledLines({ asked }: Approval, now: number): readonly string[] {
  return asked.by === undefined ? [] : [`Nudged by ${mention(asked.by)} at ${when(asked.at, now)}`];
}

/** Where authors may not approve: of whom that is not known. */
function unmatchedLines({ operation, environment }: OperationModel): readonly string[] {
  const unknown = operation.authors?.unknown ?? [];
  if (environment.policy?.approvals.authors !== 'refused' || unknown.length === 0) return [];
  const { shown, hidden } = firstOf(unknown, 5);
  const names = shown.map((name) => escape(name, 40));
  return [
    `❔ Not found in Slack, so not kept from approving: ${sentenceList(hidden > 0 ? [...names, `${hidden} more`] : names)}`,
  ];
}

/** "1 nod from @security and 2 nods from @ana or @bruno" */
export function missingNods({ rules, nods }: Pick<Approval, 'rules' | 'nods'>): string {
  const parts = openRules(rules, nods).map(
    (rule) =>
      `${plural(rule.missing, 'nod')} from ${namesOf(rule)}${rule.about === 'migrations' ? ' for the migrations' : ''}`,
  );
  return sentenceList(parts);
}

function namesOf({ groups, users, anyone }: Who & { readonly anyone?: true }): string {
  if (anyone) return 'full members of the workspace';
  const { shown, hidden } = firstOf(mentions(groups, users), 10);
  return either(hidden > 0 ? [...shown, `${hidden} more`] : shown) || 'nobody';
}

/** "7 commits by 3 people since `9f8e7d6` (live 3 days)" with the way to the comparison. */
export function comparisonSentence(plan: Plan, now: number): string {
  const { comparison } = plan;
  const compare = comparison.url === undefined ? '' : ` · ${link(comparison.url, 'Compare')}`;
  const base = comparison.base === undefined ? '' : codeOf(comparison.base);
  const count = plural(comparison.totalCommits, 'commit');
  const live = liveFor(plan, now);
  switch (comparison.status) {
    case 'ahead':
      return `${count} by ${peopleOf(plan)} since ${base}${live}${compare}`;
    case 'diverged':
      return `${count} by ${peopleOf(plan)} that ${base}${live} does not have; commits that are live now would go${compare}`;
    case 'behind':
      return `Goes back behind ${base}${live}${plan.back ? ', as asked' : ''}: commits that are live now would go${compare}`;
    case 'identical':
      return `The same commit as the one that is live${live}${compare}`;
    case 'unknown':
      return `Nothing comparable is live yet${compare}`;
  }
}

/** A deploy that ended half-way, or somebody at a platform, left the components on different commits. */
export function mixedSentence({ live: { frontend, backend } }: Plan): readonly string[] {
  if (!frontend?.commit || !backend?.commit || frontend.commit === backend.commit) return [];
  return [
    `Live now: frontend ${codeOf(frontend.commit)}, backend ${codeOf(backend.commit)} · different commits`,
  ];
}

export function peopleOf({ comparison }: Pick<Plan, 'comparison'>): string {
  const people = new Set(comparison.commits.map(({ author }) => author.login ?? author.email ?? author.name));
  const all = comparison.commits.length >= comparison.totalCommits;
  return `${all ? '' : 'at least '}${people.size === 1 ? '1 person' : `${people.size} people`}`;
}

function liveFor({ live, comparison }: Plan, now: number): string {
  const serving = [live.frontend, live.backend].filter((part) => part?.commit === comparison.base);
  const since = serving.map((part) => part?.since).filter((at) => at !== undefined);
  return since.length === 0 ? '' : ` (live ${duration(now - Math.min(...since))})`;
}

const shownCommits = 5;

function commitLines({ comparison }: Plan): readonly string[] {
  const { shown } = firstOf(comparison.commits, shownCommits);
  const hidden = comparison.totalCommits - shown.length;
  return [...shown.map(commitLine), ...(hidden > 0 && shown.length > 0 ? [andMore(hidden)] : [])];
}

function commitLine(commit: ComparedCommit): string {
  const { pullRequest, author } = commit;
  const request = pullRequest === undefined ? '' : ` (${link(pullRequest.url, `#${pullRequest.number}`)})`;
  const subject = withoutNumber(commit.subject, pullRequest?.number);
  return `• ${link(commit.url, commit.sha.slice(0, 7))} ${subjectOf({ subject })}${request} · ${escape(author.login ?? author.name, 40)}`;
}

/** GitHub appends " (#41)" when it squashes; the number is shown as a link anyway. */
function withoutNumber(subject: string, number: number | undefined): string {
  const suffix = ` (#${number ?? ''})`;
  return subject.endsWith(suffix) ? subject.slice(0, -suffix.length) : subject;
}

function migrationLines(plan: Plan): readonly string[] {
  return plan.kind === 'deploy' && plan.migrations ? findingLines(plan.migrations) : [];
}

function componentLine(model: OperationModel, part: ComponentPlan): string {
  const { component, files, changed, estimateMs } = part;
  const name = `*${component.charAt(0).toUpperCase()}${component.slice(1)}*`;
  const facts = [
    `${name}  ${component === 'database' ? databaseWords(model, part) : whatHappens(model, component)}`,
    ...(component === 'database' ? [] : [changed ? filesChanged(files) : 'no file changed']),
    ...(estimateMs === undefined ? [] : [`≈ ${duration(estimateMs)}`]),
  ];
  return facts.join(' · ');
}

function whatHappens({ environment }: OperationModel, component: 'frontend' | 'backend'): string {
  switch (component) {
    case 'frontend':
      return environment.frontend?.target === 'preview'
        ? 'built, then its address is aimed at it'
        : 'built staged, then promoted';
    case 'backend':
      return `container, health-checked on ${escape(environment.backend?.health.path ?? '/', 80)}`;
  }
}

/** "2 migrations, both safe while old code runs · rehearsed in 3 s · restore point first, kept 7 days" */
function databaseWords(
  { operation: { plan }, environment }: OperationModel,
  { files }: ComponentPlan,
): string {
  const planned = plan?.kind === 'deploy' ? plan.migrations : undefined;
  return [
    ...(planned ? [migrationsSentence(planned)] : []),
    `restore point first, kept ${duration(environment.database?.restorePointTtlMs ?? 0)}`,
    ...(planned || files === 0
      ? []
      : [
          `${plural(files, 'migration file')} changed, run by the backend’s pre-deploy command if it has one`,
        ]),
  ].join(' · ');
}

function filesChanged(files: number): string {
  return files === 0 ? 'changed' : `${plural(files, 'file')} changed`;
}

const marks = { failure: '❌', unknown: '❔', pending: '⏳', neutral: '◻️', success: '✅' } as const;
const shownChecks = 12;

/** What is not green comes first, so that a cut never hides it. */
function checksLine(checks: readonly Check[]): readonly string[] {
  if (checks.length === 0) return ['*Checks*  none ran on this commit'];
  const order = Object.keys(marks);
  const sorted = checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const { shown, hidden } = firstOf(sorted, shownChecks);
  const named = shown.map(({ state, name, url }) => `${marks[state]} ${link(url, escape(name, 60))}`);
  return [`*Checks*  ${[...named, ...(hidden > 0 ? [andMore(hidden)] : [])].join('  ')}`];
}

/** "lint and build" for the one-sentence text: what is not green, if anything. */
export function checksInWords(checks: readonly Check[]): string {
  const red = checks.filter(({ state }) => state === 'failure' || state === 'unknown');
  if (checks.length === 0) return 'no checks ran';
  if (red.length === 0)
    return checks.some(({ state }) => state === 'pending') ? 'checks still run' : 'checks green';
  const { shown, hidden } = firstOf(red, 3);
  const names = shown.map(({ name }) => escape(name, 40));
  return `not green: ${sentenceList(hidden > 0 ? [...names, `${hidden} more`] : names)}`;
}

/** "e2e-tests and build did not finish in time" */
export function checksNotInTime(checks: readonly string[]): string {
  const { shown, hidden } = firstOf(checks, 3);
  const names = shown.map((name) => `*${escape(name, 60)}*`);
  return `${sentenceList(hidden > 0 ? [...names, `${hidden} more`] : names)} did not finish in time`;
}
