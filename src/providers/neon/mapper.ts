import type { RestorePoint } from '../../domain/release.ts';
import type { DataBranch, DataHistory, WorkStatus } from '../contract.ts';
import type { NeonBranch, NeonOperation } from './schema.ts';

export function mapRestorePoint(branch: NeonBranch, expiresAt: number): RestorePoint {
  return {
    branch: branch.id,
    name: branch.name,
    createdAt: Date.parse(branch.created_at),
    expiresAt: branch.expires_at ? Date.parse(branch.expires_at) : expiresAt,
  };
}

/** Neon wants whole seconds. */
export function formatExpiry(expiresAt: number): string {
  return `${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
}

export function formatMoment(at: number): string {
  return new Date(at).toISOString();
}

export function mapDataBranch({ id, name, created_at, expires_at }: NeonBranch): DataBranch {
  return {
    branch: id,
    name,
    createdAt: Date.parse(created_at),
    ...(expires_at && { expiresAt: Date.parse(expires_at) }),
  };
}

/** A branch has no past of its own from before it was made, nor from before other data was last put under it. */
export function mapHistory(branch: NeonBranch, retentionMs: number, now: number): DataHistory {
  const barred = branch.restricted_actions?.find(({ name }) => name === 'restore')?.reason;
  const starts = [branch.created_at, branch.last_reset_at].flatMap((at) => (at ? [Date.parse(at)] : []));
  return {
    from: Math.max(now - retentionMs, ...starts),
    retentionMs,
    ...(branch.last_reset_at && { resetAt: Date.parse(branch.last_reset_at) }),
    ...(barred !== undefined && { barred }),
  };
}

const working = ['scheduling', 'running', 'cancelling'];
const ended = ['failed', 'error', 'cancelled', 'skipped'];

export function isOver(status: string): boolean {
  return status === 'finished' || ended.includes(status);
}

/** Of operations that belong together: what is worst about them. */
export function mapOperations(operations: readonly NeonOperation[]): WorkStatus {
  const say = ({ action, status }: NeonOperation) => `${action} ${status}`;
  const failed = operations.find(({ status }) => ended.includes(status));
  if (failed) return { kind: 'failed', status: say(failed) };
  const strange = operations.find(({ status }) => !isOver(status) && !working.includes(status));
  if (strange) return { kind: 'unknown', status: say(strange) };
  const busy = operations.find(({ status }) => working.includes(status));
  return busy ? { kind: 'working', detail: busy.action.replaceAll('_', ' ') } : { kind: 'ready' };
}

/** Neon lists the newest first. */
export function newestOfEach(operations: readonly NeonOperation[]): readonly NeonOperation[] {
  return operations.filter(
    ({ action }, index) => operations.findIndex((other) => other.action === action) === index,
  );
}

/** An archived branch is only stored more cheaply. */
export function mapBranch(branch: NeonBranch, operations: readonly NeonOperation[]): WorkStatus {
  const { current_state: state, id } = branch;
  if (state === 'ready' || state === 'archived') return { kind: 'ready' };
  const creation = operations.find(({ action, branch_id }) => action === 'create_branch' && branch_id === id);
  if (creation && ended.includes(creation.status))
    return { kind: 'failed', status: `${creation.action} ${creation.status}` };
  if (state === 'init') return { kind: 'working', detail: 'being made' };
  if (state === 'resetting') return { kind: 'working', detail: 'being reset' };
  return { kind: 'unknown', status: state };
}
