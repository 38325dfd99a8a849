import {
  type App,
  type ApprovalPolicy,
  type ApprovalRule,
  type BackendTarget,
  type ConfirmPolicy,
  type DatabaseTarget,
  type Environment,
  type FrontendTarget,
  guardedActions,
  type Policy,
  type Rights,
  usualRights,
} from '../domain/environment.ts';
import { everyoneOf } from '../domain/who.ts';
import { toBackupPolicy } from './backup-schema.ts';
import { toDrillPolicy } from './drill-schema.ts';
import { toFreezeWindow } from './freezes.ts';
import { toIncidents } from './incidents.ts';
import type { AppFile, EnvironmentFile } from './schema.ts';
import { toWatchPolicy } from './watch-schema.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const usualConfirm: ConfirmPolicy = { commits: 50, files: 300, days: 14, diverged: true };

const usualAliases = new Map([
  ['production', 'prod'],
  ['development', 'dev'],
]);

/** The file's app with every default filled in. Asks for a file that `crossCheck` accepts. */
export function toApp(name: string, file: AppFile): App {
  const [owner = '', repositoryName = ''] = file.repository.split('/');
  return {
    name,
    repository: { owner, name: repositoryName },
    channels: file.channels,
    ...(file.announce !== undefined && { announce: file.announce }),
    incidents: toIncidents(file.incidents),
    environments: Object.entries(file.environments).map(([word, environment]) =>
      toEnvironment(word, environment, file),
    ),
  };
}

export function isProduction(name: string, file: EnvironmentFile): boolean {
  return file.production ?? name === 'production';
}

/** A default alias gives way to whatever else in the app bears that word. */
export function aliasesOf(name: string, app: AppFile): readonly string[] {
  const given = app.environments[name]?.aliases;
  if (given !== undefined) return given;
  const usual = usualAliases.get(name);
  const taken = Object.entries(app.environments).flatMap(([other, { aliases = [] }]) => [other, ...aliases]);
  return usual === undefined || taken.includes(usual) ? [] : [usual];
}

function toEnvironment(name: string, file: EnvironmentFile, app: AppFile): Environment {
  const production = isProduction(name, file);
  return {
    name,
    aliases: aliasesOf(name, app),
    branch: file.branch ?? app.branch,
    production,
    ...(file.frontend && { frontend: toFrontend({ ...app.frontend, ...file.frontend }, production) }),
    ...(file.backend && { backend: toBackend({ ...app.backend, ...file.backend }) }),
    ...(file.database && { database: toDatabase({ ...app.database, ...file.database }) }),
    policy: toPolicy(file.policy, { app, production, database: file.database !== undefined }),
  };
}

function toFrontend(file: NonNullable<EnvironmentFile['frontend']>, production: boolean): FrontendTarget {
  const directory = file.directory ?? '.';
  return {
    project: file.project ?? '',
    ...(file.team !== undefined && { team: file.team }),
    target: file.target ?? (production ? 'production' : 'preview'),
    url: file.url,
    version: file.version ?? { path: '/version.json', field: 'commit' },
    directory,
    paths: file.paths ?? [directory],
  };
}

function toBackend(file: NonNullable<EnvironmentFile['backend']>): BackendTarget {
  return {
    project: file.project ?? '',
    environment: file.environment,
    service: file.service ?? '',
    url: file.url,
    health: file.health ?? { path: '/health', field: 'version' },
    paths: file.paths ?? ['.'],
  };
}

function toDatabase(file: NonNullable<EnvironmentFile['database']>): DatabaseTarget {
  return {
    project: file.project ?? '',
    branch: file.branch,
    restorePointTtlMs: file.keepRestorePoints ?? 7 * day,
    paths:
      file.paths ??
      (file.migrations?.folder === undefined ? ['drizzle', 'migrations'] : [file.migrations.folder]),
    ...toMigrations(file.migrations),
  };
}

function toMigrations(
  file: NonNullable<EnvironmentFile['database']>['migrations'],
): Pick<DatabaseTarget, 'migrations'> {
  if (file === undefined || file.run === 'none') return {};
  const { run, kind, database } = file;
  const folder = file.folder ?? (kind === 'drizzle' ? 'drizzle' : 'migrations');
  const usual = kind === 'drizzle' ? 'drizzle.__drizzle_migrations' : 'cabeceo.migrations';
  const [schema = '', name = ''] = (file.table ?? usual).split('.');
  return {
    migrations: {
      run,
      kind,
      folder,
      journal: file.journal ?? (folder === '.' ? 'meta/_journal.json' : `${folder}/meta/_journal.json`),
      table: { schema, name },
      ...(database !== undefined && { database }),
      rehearsalMs: file.rehearsal,
      lockTimeoutMs: file.lockTimeout,
      statementTimeoutMs: file.statementTimeout,
    },
  };
}

/** `required` and `from` are one rule; `of` lists several. */
export function approvalRules(file: EnvironmentFile['policy']['approvals']): readonly ApprovalRule[] {
  const given = file?.of ?? [{ required: file?.required ?? (file?.from ? 1 : 0), from: file?.from }];
  return given
    .map(({ required, from }) => ({ required, groups: from?.groups ?? [], users: from?.users ?? [] }))
    .filter(({ required }) => required > 0);
}

/** Also where a deploy needs nobody. One of two users may be the requester: then the other’s nod is the second word. */
function dataRule(file: EnvironmentFile['policy']['approvals'], database: Rights['database']): ApprovalRule {
  const deployers = everyoneOf(approvalRules(file));
  const isNamed = deployers.groups.length + deployers.users.length > 0;
  const who = file?.data?.from ?? (isNamed ? deployers : database);
  if (who === 'everyone') return { required: file?.data?.required ?? 2, groups: [], users: [], anyone: true };
  const isFew = who.groups.length === 0 && new Set(who.users).size <= 2;
  return { required: file?.data?.required ?? (isFew ? 1 : 2), groups: who.groups, users: who.users };
}

/** Where nobody approves a deploy, nobody could be asked for this. */
function migrationRule(file: EnvironmentFile['policy']['approvals']): Pick<ApprovalPolicy, 'migrations'> {
  const rules = approvalRules(file);
  const { required = 1, from = everyoneOf(rules) } = file?.migrations ?? {};
  const { groups, users } = from;
  const isAsked = required > 0 && (rules.length > 0 || file?.migrations.from !== undefined);
  return isAsked ? { migrations: { required, groups, users, about: 'migrations' } } : {};
}

function toPolicy(
  file: EnvironmentFile['policy'],
  {
    app,
    production,
    database,
  }: { readonly app: AppFile; readonly production: boolean; readonly database: boolean },
): Policy {
  const { approvals } = file;
  const expires = approvals?.expires ?? 30 * minute;
  const rights = toRights(file.rights, app.rights);
  return {
    rights,
    approvals: {
      rules: approvalRules(approvals),
      data: dataRule(approvals, rights.database),
      ...migrationRule(approvals),
      authors: approvals?.authors ?? 'allowed',
      expiresAfterMs: expires,
      tell: approvals?.tell ?? 'direct',
      remindAfterMs: approvals?.remind ?? expires / 2,
      askEveryMs: approvals?.nudge ?? 5 * minute,
      reuseForMs: approvals?.reuse ?? 60 * minute,
    },
    checks: file.checks ?? (production ? 'all' : 'none'),
    waitForChecksMs: file.waitForChecks,
    branch: file.branch ?? (production ? 'own' : 'any'),
    emergency: { skips: file.emergency.skips, remindEveryMs: file.emergency.remind },
    confirm: file.confirm ?? (production ? usualConfirm : 'never'),
    ...(file.promotion && { promotion: { from: file.promotion.from, soakMs: file.promotion.soak } }),
    freezes: file.freezes.map(toFreezeWindow),
    ownLocks: file.ownLocks,
    nagLocksEveryMs: file.nagLocks,
    ...(file.migrationSoak > 0 && { migrationSoakMs: file.migrationSoak }),
    drift: {
      everyMs: file.drift.every ?? (production || file.drift.lock ? 15 * minute : 0),
      lock: file.drift.lock,
    },
    watch: toWatchPolicy(file.watch, production),
    database: {
      connect: file.database.connect,
      expireMs: file.database.branches.expire,
      forever: file.database.branches.forever,
    },
    drill: toDrillPolicy(file.drill, { production, database }),
    ...(file.backup && database && { backup: toBackupPolicy(file.backup) }),
    deadlines: file.deadlines,
  };
}

/** The environment's own wins, action by action. */
function toRights(own: EnvironmentFile['policy']['rights'], shared: AppFile['rights']): Rights {
  const chosen = guardedActions.map(
    (action) => [action, own[action] ?? shared[action] ?? usualRights[action]] as const,
  );
  return { ...usualRights, ...Object.fromEntries(chosen) };
}
