import type { RestorePoint } from '../../domain/release.ts';
import type { WorkStatus } from '../contract.ts';
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

/** An archived branch is only stored more cheaply. */
export function mapBranch(branch: NeonBranch, operations: readonly NeonOperation[]): WorkStatus {
  const { current_state: state, id } = branch;
  if (state === 'ready' || state === 'archived') return { kind: 'ready' };
  const creation = operations.find(({ action, branch_id }) => action === 'create_branch' && branch_id === id);
  if (creation && ['failed', 'error', 'cancelled', 'skipped'].includes(creation.status))
    return { kind: 'failed', status: `${creation.action} ${creation.status}` };
  if (state === 'init' || state === 'resetting') return { kind: 'working', detail: state };
  return { kind: 'unknown', status: state };
}
