import { sayActor } from '../../domain/actor.ts';
import { type Drift, platformOf, type ReleasedPart, type Served } from '../../domain/drift.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { ComponentStatus, EnvironmentStatus } from '../../domain/status.ts';
import { escape } from './escape.ts';
import { codeOf, moment } from './format.ts';

type Shown = Pick<EnvironmentStatus, 'environment' | 'parts' | 'drift' | 'subjects' | 'stops'>;

const whichIsRight = 'Nothing is deployed until somebody says which is right, on the message that told it.';

/** `unknown`: a platform does not answer, so nothing says that all is well. */
export function standingOf({ parts, drift }: Shown): 'well' | 'off' | 'unknown' {
  const isDrifted = drift.some((one) => one.kind !== 'mixed' || !one.asReleased);
  if (isDrifted || parts.some(({ health }) => health.kind === 'unwell')) return 'off';
  return parts.every(({ health }) => health.kind === 'well') ? 'well' : 'unknown';
}

/** What is not as it should be, worst first; nothing where all is well. */
export function offSentences(status: Shown): readonly string[] {
  const { parts, drift, environment } = status;
  const moved = drift.some(({ kind }) => kind !== 'mixed');
  return [
    ...parts.flatMap((part) => sayPart(part, drift)),
    ...drift.map((one) => sayDrift(one, status)),
    ...(moved ? [status.stops.drift ? whichIsRight : wayBack(environment)] : []),
  ];
}

export function wayBack(environment: string): string {
  return `\`/deploy ${escape(environment, 60)}\` puts a release there again.`;
}

/** "Fix cart totals", if anything says so. */
export function subjectIn({ subjects }: Pick<Shown, 'subjects'>, sha: CommitSha): string {
  return escape(subjects[sha] ?? '', 80);
}

function sayPart(
  { component, reading, health }: ComponentStatus,
  drift: readonly Drift[],
): readonly string[] {
  const name = nameOf(component);
  const platform = platformOf[component];
  switch (reading.kind) {
    case 'silent': {
      const answer = health.kind === 'well' ? '' : ` Its own address ${escape(health.answer, 150)}.`;
      return [`*${name}* is not known: ${escape(reading.why, 250)}.${answer}`];
    }
    case 'nothing':
      return drift.some((one) => one.kind === 'gone' && one.component === component)
        ? []
        : [`*${name}*: nothing is live at ${platform}.`];
    case 'serves':
      if (health.kind === 'unwell')
        return [`*${name}* is unhealthy: ${escape(health.path, 80)} ${escape(health.answer, 150)}.`];
      return reading.live.commit === undefined
        ? [`*${name}*: ${platform} does not say which commit ${escape(reading.live.deployment, 60)} is of.`]
        : [];
  }
}

export function sayDrift(drift: Drift, status: Pick<Shown, 'subjects'>): string {
  switch (drift.kind) {
    case 'mixed': {
      const released = drift.asReleased ? ', as they were released' : '';
      return `Frontend and backend are of *different commits*: ${codeOf(drift.frontend)} and ${codeOf(drift.backend)}${released}.`;
    }
    case 'gone':
      return `*${nameOf(drift.component)}* is not as released: nothing is live at ${platformOf[drift.component]}; ${sayReleased(drift.released)}.`;
    case 'replaced':
      return `*${nameOf(drift.component)}* is not as released: ${sayLive(drift, status)}; ${sayReleased(drift.released)}.`;
  }
}

function sayLive(drift: Drift & { readonly kind: 'replaced' }, status: Pick<Shown, 'subjects'>): string {
  const { component, live, madeBy, released } = drift;
  const by = madeBy === undefined ? [] : [`${verbOf[component]} by ${escape(madeBy, 80)}`];
  const since = live.since === undefined ? [] : [`since ${moment(live.since)}`];
  const details = [escape(live.deployment, 60), ...by, ...since].join(', ');
  return `${platformOf[component]} serves ${commitOf(drift, status)}${live.commit === released.commit ? ' once more' : ''} (${details})`;
}

/** Vercel says who made a deployment, not who aimed the address at it. */
const verbOf: Readonly<Record<Served, string>> = { frontend: 'built', backend: 'deployed' };

function commitOf({ live }: Drift & { readonly kind: 'replaced' }, status: Pick<Shown, 'subjects'>): string {
  if (live.commit === undefined) return 'another deployment';
  return [codeOf(live.commit), subjectIn(status, live.commit)].filter((word) => word !== '').join(' ');
}

function sayReleased(released: ReleasedPart): string {
  const { commit, subject, at, deployment } = released;
  const what = `${codeOf(commit)} ${escape(subject, 80)}`.trim();
  return `${what} was released ${moment(at)} by ${sayActor(released)} (${escape(deployment, 60)})`;
}

function nameOf(component: Served): string {
  return component === 'frontend' ? 'Frontend' : 'Backend';
}
