import type { DatabaseHost } from '../contract.ts';
import { createFailures } from '../failure.ts';
import {
  branchPage,
  branchStatus,
  connection,
  createBranchAt,
  deleteBranch,
  findBranch,
  setExpiry,
} from './branch.ts';
import {
  createBranch,
  findWork,
  listBranches,
  postgresVersion,
  resetBranch,
  schemaDiff,
  workStatus,
} from './branch-host.ts';
import { type ClientOptions, createNeonClient, type NeonSettings } from './client.ts';
import type { NeonContext } from './read.ts';
import { findRestoration, history, restorationStatus, restore } from './restore.ts';
import { createRestorePoint, findRestorePoint, restorePointStatus } from './restore-point.ts';

export function createNeon(settings: NeonSettings, options: ClientOptions): DatabaseHost {
  const failures = createFailures('Neon', options.scrub);
  const context: NeonContext = { client: createNeonClient(settings, options, failures), failures };
  return {
    createRestorePoint: (target, wanted) => createRestorePoint(context, target, wanted),
    findRestorePoint: (target, name) => findRestorePoint(context, target, name),
    restorePointStatus: (target, branch) => restorePointStatus(context, target, branch),
    async deleteRestorePoint(target, branch) {
      await deleteBranch(context, target, { branch, what: 'delete the restore point' });
    },
    history: (target) => history(context, target),
    restore: (target, wanted) => restore(context, target, wanted),
    findRestoration: (target, name) => findRestoration(context, target, name),
    restorationStatus: (target, restoration) => restorationStatus(context, target, restoration),
    createBranchAt: (target, wanted) => createBranchAt(context, target, wanted),
    findBranch: (target, name) => findBranch(context, target, name),
    branchStatus: (target, branch) => branchStatus(context, target, branch),
    postgresVersion: (target) => postgresVersion(context, target),
    page: branchPage,
    setExpiry: (target, branch, expiresAt) => setExpiry(context, target, { branch, expiresAt }),
    deleteBranch: (target, branch) => deleteBranch(context, target, { branch, what: 'delete the branch' }),
    branches: (target) => listBranches(context, target),
    createBranch: (target, wanted) => createBranch(context, target, wanted),
    resetBranch: (target, reset) => resetBranch(context, target, reset),
    findWork: (target, branch) => findWork(context, target, branch),
    workStatus: (target, work) => workStatus(context, target, work),
    schemaDiff: (target, compared) => schemaDiff(context, target, compared),
    connection: (target, wanted) => connection(context, target, wanted),
  };
}
