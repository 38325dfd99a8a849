/** The history of the example repository: what GitHub shows and what was live when the sandbox starts. */
export interface Seed {
  readonly people: readonly SeedPerson[];
  /** Parents before children. */
  readonly commits: readonly SeedCommit[];
  readonly tags?: readonly { readonly name: string; readonly commit: string }[];
  /** Keys of the commits that the platforms serve at the start. */
  readonly liveAtStart: { readonly production: string; readonly development: string };
  /** Path -> content of the tree that the first commit starts from: `examples/mundo-tango`. */
  baseTree(): Map<string, string>;
}

export interface SeedPerson {
  readonly name: string;
  readonly email: string;
  /** On GitHub. */
  readonly login: string;
}

export interface SeedCommit {
  /** Unique name by which tests and other services refer to it. */
  readonly key: string;
  /** The branch that this commit becomes the head of. */
  readonly branch: string;
  /** Default: the head of `branch`; a branch's first commit names its parent (only the very first commit has none). */
  readonly parent?: string;
  /** A second parent: what its branch changed is merged by this commit, before `apply`. */
  readonly merges?: string;
  readonly author: SeedPerson;
  readonly message: string;
  /** Fractions allowed; never less than the parent's age would order. */
  readonly daysAgo: number;
  /** Changes the parent's tree. */
  apply(files: Map<string, string>): void;
  readonly checks: readonly SeedCheck[];
  readonly statuses: readonly SeedStatus[];
  /** The pull request that brought it: merged where `branch` is its base, else open with this commit as head. */
  readonly pullRequest?: SeedPullRequest;
}

/** A GitHub check run. */
export interface SeedCheck {
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  /** Only where completed. */
  readonly conclusion?:
    | 'success'
    | 'failure'
    | 'neutral'
    | 'cancelled'
    | 'skipped'
    | 'timed_out'
    | 'action_required';
}

/** A GitHub commit status. */
export interface SeedStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly description: string;
}

export interface SeedPullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: SeedPerson;
  /** Default `main`. */
  readonly base?: string;
  /** Name of the pull request's own branch, where it was merged. */
  readonly head?: string;
}
