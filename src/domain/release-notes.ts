import type { Component } from './environment.ts';
import type { SlackUserId } from './ids.ts';

/** What no platform could tell of a release: kept with its GitHub Deployment, for the day on which Redis is lost. */
export interface ReleaseNotes {
  readonly app: string;
  readonly subject: string;
  readonly requestedBy: SlackUserId;
  readonly byItself?: true | undefined;
  readonly approvedBy: readonly SlackUserId[];
  /** ms since the epoch */
  readonly startedAt: number;
  readonly components: readonly Component[];
  /** Deployments that were live before. */
  readonly previous: { readonly frontend?: string | undefined; readonly backend?: string | undefined };
  /** It was deployed past these gates, and why. */
  readonly emergency?: { readonly reason: string; readonly skipped: readonly string[] } | undefined;
  /** Of a rollback: the release that it brought back. */
  readonly backTo?: string | undefined;
  /** Ids of the planned steps, in the order in which `sayDurations` lists how long they took. */
  readonly steps: readonly string[];
}

const label = 'Seconds by step:';

/** "Seconds by step: 0.4 108 41.2", for a text of 140 characters that people see too. */
export function sayDurations(
  steps: ReleaseNotes['steps'],
  durations: Readonly<Record<string, number>>,
): string {
  return [label, ...steps.map((step) => inSeconds(durations[step]))].join(' ');
}

/** Durations by step, ms. Nothing of a text that was cut. */
export function readDurations(steps: ReleaseNotes['steps'], text: string): Readonly<Record<string, number>> {
  const [, said = ''] = text.split(`${label} `);
  const words = said.split(' ');
  if (words.length !== steps.length) return {};
  const known = steps.map((step, index) => [step, Math.round(Number(words[index]) * 1000)] as const);
  return Object.fromEntries(known.filter(([, ms]) => Number.isFinite(ms)));
}

function inSeconds(ms: number | undefined): string {
  return ms === undefined ? '–' : String(Math.round(ms / 100) / 10);
}
