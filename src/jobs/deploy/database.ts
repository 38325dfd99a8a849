import type { DatabaseTarget } from '../../domain/environment.ts';
import type { OperationId } from '../../domain/ids.ts';
import type { RestorePoint } from '../../domain/release.ts';
import type { DeployContext } from './context.ts';
import type { Step } from '../step.ts';

/**
 * A branch of the database as it was before the deploy. It stays when the deploy fails: a migration may have run, and
 * it expires by itself.
 */
export function prepareRestorePoint(context: DeployContext, target: DatabaseTarget): Step<RestorePoint> {
  const { database } = context.providers;
  const name = restorePointName(context.operation.id);
  return {
    id: 'restore-point',
    title: 'Prepare restore point',
    component: 'database',
    deadlineMs: context.environment.policy.deadlines.restorePoint,
    find: () => database.findRestorePoint(target, name),
    start: ({ at }) =>
      database.createRestorePoint(target, { name, expiresAt: at + target.restorePointTtlMs }),
    async check(point) {
      const status = await database.restorePointStatus(target, point.branch);
      switch (status.kind) {
        case 'ready':
          return { kind: 'done', result: point };
        case 'failed':
          return {
            kind: 'failed',
            code: 'work_failed',
            facts: { what: 'restore point', provider: 'Neon', status: status.status },
          };
        case 'working':
          return { kind: 'working', detail: status.detail };
        case 'unknown':
          return { kind: 'working', detail: `unknown status ${status.status}` };
      }
    },
  };
}

export function restorePointName(operation: OperationId): string {
  return `cabeceo/${operation}`;
}
