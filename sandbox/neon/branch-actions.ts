import type { z } from 'zod';
import type { Kernel } from '../kernel/contract.ts';
import type { createBody, restoreBody, updateBody } from './branch-rules.ts';
import {
  hasChildren,
  parseExpiry,
  requireDeletable,
  requireFreeName,
  requireRoom,
  requireMayBeParent,
  requireMayExpire,
} from './branch-rules.ts';
import type { Operation, Step } from './operations.ts';
import type { Branch, Project } from './project.ts';
import { Refusal } from './refusal.ts';
import type { Point } from './store.ts';
import { withoutRows } from './without-rows.ts';

export interface Acted {
  readonly branch: Branch;
  readonly operations: readonly Operation[];
}

interface Parts {
  readonly kernel: Kernel;
  readonly project: Project;
}

/** Copies the parent's data, now or as it was; a compute only where an endpoint is asked for. */
export async function createBranch(
  body: z.infer<typeof createBody>,
  { kernel, project }: Parts,
): Promise<Acted> {
  const wanted = body.branch ?? {};
  const parent = wanted.parent_id === undefined ? defaultBranch(project) : project.get(wanted.parent_id);
  const now = kernel.clock.now();
  const schemaOnly = wanted.init_source === 'schema-only';
  requireRoom(project, kernel.settings.neon.branchesLimit);
  if (!schemaOnly) requireMayBeParent(parent);
  requireIdle(project, parent);
  const point = pointOf(wanted.parent_timestamp, wanted.parent_lsn);
  requireReach(parent, point);
  if (wanted.name !== undefined) requireFreeName(wanted.name, project);
  const expiresAt = wanted.expires_at === undefined ? undefined : parseExpiry(wanted.expires_at, now);
  if (expiresAt !== undefined && wanted.protected === true) {
    throw new Refusal(422, 'a protected branch cannot have an expiration');
  }

  const id = kernel.id('br-quiet-tanda', { separator: '-', length: 8 });
  const passwords = parent.protected ? newPasswords(parent, kernel) : parent.passwords;
  const branch = project.add({
    id,
    name: wanted.name ?? id,
    ...(schemaOnly ? ofNobody : parentOf(parent, point, now)),
    default: false,
    protected: wanted.protected ?? false,
    state: 'init',
    expiresAt,
    restoredFrom: undefined,
    lastResetAt: undefined,
    initSource: wanted.init_source ?? 'parent-data',
    annotation: body.annotation_value ?? {},
    ttlMs: expiresAt === undefined ? undefined : expiresAt - now,
    passwords,
    store: project.newStore(passwords, async (directory) => {
      const copied = await parent.store.copyTo(directory, point);
      return schemaOnly ? withoutRows(directory, { copied, passwords }) : copied;
    }),
    endpoint: undefined,
  });
  const [endpointWanted] = body.endpoints ?? [];
  const endpoint =
    endpointWanted &&
    (await project.openEndpoint(branch, {
      id: kernel.id('ep-quiet-tanda', { separator: '-', length: 8 }),
      suspendTimeoutSeconds: endpointWanted.suspend_timeout_seconds ?? 0,
    }));
  const steps: Step[] = [
    {
      action: 'create_branch',
      branch: id,
      work: async () => {
        await branch.store.filled;
        if (branch.parent !== undefined) branch.parentLsn ??= branch.store.lsn();
        project.setState(branch, 'ready');
      },
    },
  ];
  if (endpoint) {
    steps.push({
      action: 'start_compute',
      branch: id,
      endpoint: endpoint.id,
      work: () => endpoint.start(),
    });
  }
  return { branch, operations: project.operations.start(steps) };
}

export function updateBranch(
  branch: Branch,
  { branch: change }: z.infer<typeof updateBody>,
  { kernel, project }: Parts,
): Acted {
  const now = kernel.clock.now();
  requireIdle(project, branch);
  if (change.name !== undefined) requireFreeName(change.name, project, branch);
  const expires = change.expires_at;
  const expiresAt =
    expires === undefined ? branch.expiresAt : expires === null ? undefined : parseExpiry(expires, now);
  const changed = { ...branch, protected: change.protected ?? branch.protected };
  if (expiresAt !== undefined) requireMayExpire(changed, { branches: project.branches, now });

  branch.name = change.name ?? branch.name;
  branch.protected = changed.protected;
  branch.expiresAt = expiresAt;
  if (expires !== undefined) branch.ttlMs = expiresAt === undefined ? undefined : expiresAt - now;
  branch.updatedAt = now;
  kernel.changed('neon');
  return { branch, operations: [] };
}

export function deleteBranch(branch: Branch, { kernel, project }: Parts): Acted {
  requireDeletable(branch, { branches: project.branches, now: kernel.clock.now() });
  requireIdle(project, branch);
  const { endpoint } = branch;
  const removed = project.remove(branch);
  removed.catch(() => {});
  const steps: Step[] = [{ action: 'delete_timeline', branch: branch.id, work: () => removed }];
  if (endpoint) steps.unshift({ action: 'suspend_compute', branch: branch.id, endpoint: endpoint.id });
  return { branch, operations: project.operations.start(steps) };
}

/** The same branch, endpoint and connection string over other data; what was there may live on under another name. */
export function restoreBranch(
  branch: Branch,
  body: z.infer<typeof restoreBody>,
  { kernel, project }: Parts,
): Acted {
  const source = project.get(body.source_branch_id);
  const point = pointOf(body.source_timestamp, body.source_lsn);
  const { preserve_under_name: keptName } = body;
  if (source === branch && point === undefined) {
    throw new Refusal(400, 'source_timestamp or source_lsn is required to restore a branch from itself');
  }
  if (keptName === undefined && (source === branch || hasChildren(branch, project.branches))) {
    throw new Refusal(400, 'preserve_under_name is required: the branch is its own source or has children');
  }
  if (keptName !== undefined) requireFreeName(keptName, project);
  requireIdle(project, branch);
  requireIdle(project, source);
  requireReach(source, point);

  const before = branch.store;
  // Taken now: `source.store` may become the new one below.
  const sourceStore = source.store;
  project.setState(branch, 'resetting');
  const kept = keptName === undefined ? undefined : preserve(branch, keptName, { kernel, project });
  branch.store = project.newStore(branch.passwords, (directory) => sourceStore.copyTo(directory, point));
  branch.restoredFrom = source === branch ? kept?.id : source.id;
  branch.lastResetAt = kernel.clock.now();
  // docs: the time to live is applied anew when a branch is reset from its parent.
  if (branch.ttlMs !== undefined) branch.expiresAt = branch.lastResetAt + branch.ttlMs;
  branch.endpoint?.dropConnections();
  const work = async () => {
    await branch.store.filled;
    if (kept === undefined) await before.destroy();
    else await before.suspend();
    branch.parentLsn = branch.store.lsn();
    project.setState(branch, 'ready');
  };
  const operations = project.operations.start([{ action: 'create_timeline', branch: branch.id, work }]);
  return { branch, operations };
}

export function setDefaultBranch(branch: Branch, { kernel, project }: Parts): Acted {
  if (branch.expiresAt !== undefined) throw new Refusal(422, 'a branch that expires cannot be the default');
  requireIdle(project, branch);
  for (const one of project.branches.values()) one.default = one === branch;
  branch.updatedAt = kernel.clock.now();
  kernel.changed('neon');
  return { branch, operations: [] };
}

export function requireIdle(project: Project, branch: Branch): void {
  if (project.operations.isBusy(branch.id)) {
    throw new Refusal(
      423,
      'project already has running conflicting operations, scheduling of new ones is prohibited',
    );
  }
}

/** The state until now as a branch of its own, which the children move to. */
function preserve(branch: Branch, name: string, { kernel, project }: Parts): Branch {
  const kept = project.add({
    ...branch,
    id: kernel.id('br-quiet-tanda', { separator: '-', length: 8 }),
    name,
    default: false,
    protected: false,
    state: 'ready',
    expiresAt: undefined,
    ttlMs: undefined,
    annotation: {},
    endpoint: undefined,
  });
  for (const child of project.branches.values()) {
    if (child.parent === branch.id) child.parent = kept.id;
  }
  return kept;
}

const ofNobody = { parent: undefined, parentLsn: undefined, parentTimestamp: undefined };

function parentOf(parent: Branch, point: Point | undefined, now: number) {
  return {
    parent: parent.id,
    parentLsn: point !== undefined && 'lsn' in point ? point.lsn : undefined,
    parentTimestamp: point !== undefined && 'timestamp' in point ? point.timestamp : now,
  };
}

function pointOf(timestamp: string | undefined, lsn: string | undefined): Point | undefined {
  if (lsn !== undefined && !/^[0-9A-F]+\/[0-9A-F]+$/i.test(lsn)) {
    throw new Refusal(400, `not a log sequence number: ${lsn}`);
  }
  if (lsn !== undefined) return { lsn };
  return timestamp === undefined ? undefined : { timestamp: Date.parse(timestamp) };
}

function requireReach(branch: Branch, point: Point | undefined): void {
  if (point !== undefined && !branch.store.reaches(point)) {
    throw new Refusal(400, 'the requested point in time is outside of the history window of the branch');
  }
}

function defaultBranch(project: Project): Branch {
  for (const branch of project.branches.values()) if (branch.default) return branch;
  throw new Refusal(404, 'the project has no default branch');
}

function newPasswords(parent: Branch, kernel: Kernel): Branch['passwords'] {
  return Object.fromEntries(
    Object.keys(parent.passwords).map((role) => [role, kernel.id('npg', { length: 16 })]),
  );
}
