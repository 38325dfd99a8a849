import type { BackupPolicy } from './backup.ts';
import type { DrillPolicy } from './drill.ts';
import type { FreezeWindow } from './freeze-window.ts';
import type { SlackUserId } from './ids.ts';
import type { WatchPolicy } from './watch-policy.ts';

export const components = ['frontend', 'backend', 'database'] as const;
export type Component = (typeof components)[number];
/** What people reach over an address of its own. */
export type Served = Exclude<Component, 'database'>;

export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** One application: a repository and the environments that it runs in. */
export interface App {
  readonly name: string;
  readonly repository: Repository;
  /** Slack channel ids whose commands mean this app when several are configured. */
  readonly channels: readonly string[];
  /** Slack channel id where what the clock brings is told. */
  readonly announce?: string;
  readonly incidents: IncidentPolicy;
  readonly environments: readonly Environment[];
}

/** `channels`: names of Slack channels that are an incident’s, `*` standing for anything. `onCall`: who may roll back there too. */
export interface IncidentPolicy {
  readonly channels: readonly string[];
  readonly onCall?: Who;
}

/** Where one version of an app runs. */
export interface Environment {
  readonly name: string;
  readonly aliases: readonly string[];
  /** The branch deployed when no ref is given. */
  readonly branch: string;
  readonly production: boolean;
  readonly frontend?: FrontendTarget;
  readonly backend?: BackendTarget;
  readonly database?: DatabaseTarget;
  readonly policy: Policy;
}

export interface FrontendTarget {
  /** Vercel project id or name, and the team that owns it. */
  readonly project: string;
  readonly team?: string;
  /** `production` is promoted; `preview` gets the URL's host assigned as an alias. */
  readonly target: 'production' | 'preview';
  /** Public address, without a trailing slash. */
  readonly url: string;
  /** JSON document under `url` that names the commit, and the field that holds it. */
  readonly version: VersionProbe;
  /** Folder of the repository that is uploaded; `.` for all of it. */
  readonly directory: string;
  /** Files and folders of the repository that change this component; see `touches`. */
  readonly paths: readonly string[];
}

export interface BackendTarget {
  /** Railway ids. */
  readonly project: string;
  readonly environment: string;
  readonly service: string;
  readonly url: string;
  readonly health: VersionProbe;
  /** As for the frontend. */
  readonly paths: readonly string[];
}

export interface DatabaseTarget {
  /** Neon project id and branch id or name. */
  readonly project: string;
  readonly branch: string;
  /** How long a restore point is kept, ms. */
  readonly restorePointTtlMs: number;
  /** Folders of the migrations in the repository. */
  readonly paths: readonly string[];
  /** None: nobody looks at them. */
  readonly migrations?: MigrationTarget;
}

/** Where migrations are found, and how they run. */
export interface MigrationTarget {
  /** `backend`: its own pre-deploy command. */
  readonly run: 'cabeceo' | 'backend';
  readonly kind: 'drizzle' | 'sql';
  readonly folder: string;
  /** Drizzle's list of them. */
  readonly journal: string;
  readonly table: { readonly schema: string; readonly name: string };
  /** None: the branch has only one. */
  readonly database?: string;
  /** ms */
  readonly rehearsalMs: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

export interface VersionProbe {
  readonly path: string;
  /** Top-level field of the JSON answer that holds the commit SHA (full, or its first 7 digits at least). */
  readonly field: string;
}

export interface Policy {
  readonly rights: Rights;
  readonly approvals: ApprovalPolicy;
  /** CI contexts that must have succeeded: every one there is, none, or these names. */
  readonly checks: 'all' | 'none' | readonly string[];
  /** How long checks that still run are waited for, ms. 0: not at all. */
  readonly waitForChecksMs: number;
  /** Whether commits must be on the environment's branch. */
  readonly branch: 'own' | 'any';
  readonly promotion?: PromotionPolicy;
  /** Times in which nothing is deployed but rollbacks. */
  readonly freezes: readonly FreezeWindow[];
  /** Whether a lock stops its own owner. */
  readonly ownLocks: 'pass' | 'stop';
  /** How often the owner of a lock without an end is asked whether it is still needed. */
  readonly nagLocksEveryMs: number;
  /** Which deploys their requester must confirm. */
  readonly confirm: ConfirmPolicy | 'never';
  /** How long what is live must have been, before a migration may take away what older code needed, ms. */
  readonly migrationSoakMs?: number;
  readonly emergency: EmergencyPolicy;
  readonly drift: DriftPolicy;
  readonly watch: WatchPolicy;
  readonly database: DatabasePolicy;
  readonly drill: DrillPolicy;
  /** None: no backups. */
  readonly backup?: BackupPolicy;
  readonly deadlines: Deadlines;
}

/** Of the branches of the environment’s Neon project. */
export interface DatabasePolicy {
  /** Whose connection strings are shown: `branches`: not of what production, or all, depend on. */
  readonly connect: 'branches' | 'all';
  /** How long a branch is kept where nobody says, ms. */
  readonly expireMs: number;
  /** Whether a branch may be kept until somebody deletes it. */
  readonly forever: 'refused' | 'allowed';
}

export interface DriftPolicy {
  /** How often the platforms are looked at for what was not released, ms. 0: not at all. */
  readonly everyMs: number;
  /** Whether it stops deploys until somebody says which state is right. */
  readonly lock: boolean;
}

/** What a deploy with `--emergency` skips, and how often it is reminded that somebody must acknowledge it. */
export interface EmergencyPolicy {
  readonly skips: readonly Skippable[];
  readonly remindEveryMs: number;
}

export const skippable = ['approvals', 'checks', 'branch', 'promotion', 'confirmation', 'freezes'] as const;
export type Skippable = (typeof skippable)[number];

/** More than this asks for a confirmation. */
export interface ConfirmPolicy {
  readonly commits: number;
  readonly files: number;
  /** Since the last deploy. */
  readonly days: number;
  /** Also where commits that are live now would go. */
  readonly diverged: boolean;
}

/** A commit must have been live and well in another environment of the app before. */
export interface PromotionPolicy {
  readonly from: string;
  /** For how long, ms. */
  readonly soakMs: number;
}

/** Slack user groups and users by their ids; without any: nobody. */
export interface Who {
  readonly groups: readonly string[];
  readonly users: readonly SlackUserId[];
}

/** What somebody may be allowed to do to an environment. Whose approval counts is a matter of `approvals`. */
export const guardedActions = ['deploy', 'rollback', 'lock', 'freeze', 'database', 'emergency'] as const;
export type GuardedAction = (typeof guardedActions)[number];

/** `everyone`: every full member of the workspace. */
export type Rights = Readonly<Record<GuardedAction, Who | 'everyone'>>;

/** Where the configuration names nobody for an action. */
export const usualRights: Rights = {
  deploy: 'everyone',
  rollback: 'everyone',
  lock: 'everyone',
  freeze: 'everyone',
  database: 'everyone',
  emergency: { groups: [], users: [] },
};

export interface ApprovalPolicy {
  /** All of them must be met, each by people of its own; none: no nod needed. */
  readonly rules: readonly ApprovalRule[];
  /** Of restoring data: two people, where the configuration does not say otherwise. */
  readonly data: ApprovalRule;
  /** One more, for migrations that may break or lose something. */
  readonly migrations?: ApprovalRule;
  /** Whether somebody who wrote one of the commits may approve them. */
  readonly authors: 'allowed' | 'refused';
  readonly expiresAfterMs: number;
  /** Whether approvers get the card in a direct message too, or are called in the thread alone. */
  readonly tell: 'direct' | 'channel';
  /** How long after the request those who are missing are reminded; 0: never. */
  readonly remindAfterMs: number;
  /** Nobody is called again for the same request before this has passed. */
  readonly askEveryMs: number;
  /** How long a complete approval serves a retry of the identical plan; 0: not at all. */
  readonly reuseForMs: number;
}

/** So many nods from these people. */
export interface ApprovalRule extends Who {
  readonly required: number;
  /** Every full member of the workspace: nobody is named. */
  readonly anyone?: true;
  /** What these nods are for, where it is not the deploy as such. */
  readonly about?: 'migrations';
}

/** How long each kind of step may take, ms. */
export interface Deadlines {
  readonly build: number;
  readonly restorePoint: number;
  readonly backend: number;
  /** After the platform says so: until our own check answers with the commit. */
  readonly health: number;
  readonly promote: number;
  readonly verify: number;
  /** Neon’s restore of data. */
  readonly restore: number;
}

export function findEnvironment(app: App, word: string): Environment | undefined {
  const wanted = word.toLowerCase();
  return app.environments.find(
    (environment) => environment.name === wanted || environment.aliases.includes(wanted),
  );
}

export function componentsOf(environment: Environment): readonly Component[] {
  return components.filter((component) => environment[component] !== undefined);
}

/** Not what the migrator writes beside them: Drizzle's journal and snapshots are JSON. */
export function isMigration({ paths }: Pick<DatabaseTarget, 'paths'>, file: string): boolean {
  return touches(paths, file) && !file.endsWith('.json');
}

/** Whether a file of the repository lies at or under one of these paths; `.` is all of the repository. */
export function touches(paths: readonly string[], file: string): boolean {
  return paths.some((path) => path === '.' || file === path || file.startsWith(`${path}/`));
}
