import type { Actor } from './actor.ts';
import { type Drift, platformOf, type Reading, type ReleasedPart, type Served } from './drift.ts';
import type { DrillStanding } from './drill-watch.ts';
import type { StopFacts } from './gates/gate.ts';
import type { CommitSha, SlackUserId } from './ids.ts';

/** How one component does. */
export interface ComponentStatus {
  readonly component: Served;
  readonly reading: Reading;
  readonly health: Health;
}

/** What our own look at the component's address found. */
export type Health =
  /** It answers with the commit that the platform says is live. */
  | { readonly kind: 'well' }
  /** It answers, and nothing says which commit it should be. */
  | { readonly kind: 'answers'; readonly answer: string }
  | { readonly kind: 'unwell'; readonly path: string; readonly answer: string };

export interface EnvironmentStatus {
  readonly environment: string;
  readonly parts: readonly ComponentStatus[];
  readonly released: Readonly<Partial<Record<Served, ReleasedPart>>>;
  readonly drift: readonly Drift[];
  /** First lines of the messages of live commits, as far as they are known. */
  readonly subjects: Readonly<Record<string, string>>;
  readonly stops: StopFacts;
  readonly queue: readonly QueuedOperation[];
  /** ms since the epoch: until when its release is watched. */
  readonly watchedUntil?: number;
  /** What there is to say of its restore drills: nothing as long as all is well. */
  readonly drill?: DrillStanding;
}

export interface QueuedOperation {
  readonly stands: 'running' | 'waiting';
  readonly by: SlackUserId;
  /** Address of its card. */
  readonly card?: string;
}

export interface StatusReport {
  readonly app: string;
  /** ms since the epoch: when it was looked up. */
  readonly at: number;
  readonly environments: readonly EnvironmentStatus[];
}

/** One commit that is live, and of which components. */
export interface LiveCommit {
  readonly sha: CommitSha;
  readonly components: readonly Served[];
  /** ms since the epoch */
  readonly since?: number;
  /** From the release record; else by their names at the platforms. */
  readonly by: { readonly who: Actor } | { readonly names: readonly string[] };
}

/** The commits that are live, as far as the platforms name them. */
export function liveCommits({ parts, released, drift }: EnvironmentStatus): readonly LiveCommit[] {
  const known = parts.flatMap(({ component, reading }) =>
    reading.kind === 'serves' && reading.live.commit !== undefined
      ? [{ component, sha: reading.live.commit, reading }]
      : [],
  );
  return [...new Set(known.map(({ sha }) => sha))].map((sha) => {
    const those = known.filter((one) => one.sha === sha);
    const since = those.map(({ reading }) => reading.live.since).filter((at) => at !== undefined);
    const names = those.flatMap(({ component, reading: { madeBy } }) =>
      madeBy === undefined ? [] : [`${madeBy} at ${platformOf[component]}`],
    );
    const actors = those.map(({ component }) => {
      const isReplaced = drift.some((one) => one.kind === 'replaced' && one.component === component);
      return isReplaced ? undefined : released[component];
    });
    const [who] = actors;
    const isOurs = who && actors.every((one) => one?.by === who.by && one.byItself === who.byItself);
    return {
      sha,
      components: those.map(({ component }) => component),
      ...(since.length > 0 && { since: Math.max(...since) }),
      by: isOurs ? { who: { by: who.by, byItself: who.byItself } } : { names },
    };
  });
}
