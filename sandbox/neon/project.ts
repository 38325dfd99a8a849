import { join } from 'node:path';
import type { Kernel } from '../kernel/contract.ts';
import type { Endpoint } from './endpoint.ts';
import { openEndpoint } from './endpoint.ts';
import type { Operations } from './operations.ts';
import { createOperations } from './operations.ts';
import { Refusal } from './refusal.ts';
import type { SeedBranch } from './seed.ts';
import { neonSeed } from './seed.ts';
import type { Copied, Store } from './store.ts';
import { createStore } from './store.ts';
import { preparedDataDirectory } from './template.ts';

export interface Branch {
  readonly id: string;
  name: string;
  parent: string | undefined;
  parentLsn: string | undefined;
  parentTimestamp: number | undefined;
  default: boolean;
  protected: boolean;
  state: 'init' | 'ready' | 'resetting';
  stateChangedAt: number;
  readonly createdAt: number;
  updatedAt: number;
  expiresAt: number | undefined;
  restoredFrom: string | undefined;
  lastResetAt: number | undefined;
  readonly initSource: 'parent-data' | 'schema-only';
  readonly annotation: Readonly<Record<string, string>>;
  /** How long it was to live when that was said last, ms. */
  ttlMs: number | undefined;
  readonly passwords: Readonly<Record<string, string>>;
  store: Store;
  endpoint: Endpoint | undefined;
}

/** The one project: its branches, their data and computes, and what is being done to them. */
export interface Project {
  readonly createdAt: number;
  readonly branches: Map<string, Branch>;
  readonly deleted: Set<string>;
  readonly operations: Operations;
  /** 404 where there is none. */
  get(id: string): Branch;
  newStore(passwords: Branch['passwords'], fill: (directory: string) => Promise<Copied>): Store;
  add(branch: Omit<Branch, 'stateChangedAt' | 'updatedAt' | 'createdAt'>): Branch;
  setState(branch: Branch, state: Branch['state']): void;
  openEndpoint(branch: Branch, options: NewEndpoint): Promise<Endpoint>;
  /** Off the list at once; its data goes when nobody uses it any more. */
  remove(branch: Branch): Promise<void>;
  /** Branches whose time is over vanish. */
  sweep(): void;
  connectionUri(branch: Branch, role: string, database: string): string;
  close(): Promise<void>;
}

export interface NewEndpoint {
  readonly id: string;
  readonly port?: number;
  readonly suspendTimeoutSeconds: number;
}

export async function createProject(
  kernel: Kernel,
  ports: Partial<Record<SeedBranch, number>>,
): Promise<Project> {
  const { clock } = kernel;
  const closing = new AbortController();
  const branches = new Map<string, Branch>();
  const deleted = new Set<string>();
  const removals = new Set<Promise<void>>();
  const changed = () => kernel.changed('neon');
  let stores = 0;

  const project: Project = {
    createdAt: clock.now(),
    branches,
    deleted,
    operations: createOperations(kernel, closing.signal),
    get(id) {
      const branch = branches.get(id);
      if (branch === undefined) throw new Refusal(404, 'branch not found');
      return branch;
    },
    newStore: (passwords, fill) =>
      createStore({
        folder: join(kernel.directory, 'neon', `branch-${(stores += 1)}`),
        clock,
        historyMs: () => kernel.settings.neon.historyMs,
        passwords: () => passwords,
        onChange: changed,
        fill,
      }),
    add(facts) {
      const now = clock.now();
      const branch = { ...facts, createdAt: now, updatedAt: now, stateChangedAt: now };
      branches.set(branch.id, branch);
      changed();
      return branch;
    },
    setState(branch, state) {
      branch.state = state;
      branch.stateChangedAt = branch.updatedAt = clock.now();
      changed();
    },
    async openEndpoint(branch, { id, port, suspendTimeoutSeconds }) {
      branch.endpoint = await openEndpoint({
        id,
        branch: branch.id,
        clock,
        port,
        suspendTimeoutSeconds,
        store: () => branch.store,
        onChange: changed,
      });
      changed();
      return branch.endpoint;
    },
    async remove(branch) {
      branches.delete(branch.id);
      deleted.add(branch.id);
      changed();
      await branch.endpoint?.close();
      await branch.store.destroy();
    },
    sweep() {
      for (const branch of branches.values()) {
        if (branch.expiresAt === undefined || branch.expiresAt > clock.now()) continue;
        const removal = project.remove(branch).catch(() => {});
        removals.add(removal);
        void removal.finally(() => removals.delete(removal));
      }
    },
    connectionUri(branch, role, database) {
      const password = branch.passwords[role];
      if (password === undefined) throw new Refusal(404, 'role not found');
      if (database !== neonSeed.database) throw new Refusal(404, 'database not found');
      if (branch.endpoint === undefined) throw new Refusal(404, 'endpoint not found');
      return `postgresql://${role}:${password}@127.0.0.1:${branch.endpoint.port}/${database}`;
    },
    async close() {
      closing.abort(new Error('The sandbox is closing.'));
      await Promise.all([...branches.values()].map(async (branch) => branch.endpoint?.close()));
      await project.operations.settled();
      await Promise.all(removals);
      await Promise.all([...branches.values()].map(async (branch) => branch.store.destroy()));
    },
  };

  const seed = async (name: SeedBranch, parent: SeedBranch | undefined) => {
    const passwords = { [neonSeed.role]: `sandbox-${name}` };
    const branch = project.add({
      id: neonSeed.branches[name].id,
      name,
      parent: parent && neonSeed.branches[parent].id,
      parentLsn: undefined,
      parentTimestamp: undefined,
      default: name === 'production',
      protected: name === 'production',
      state: 'init',
      expiresAt: undefined,
      restoredFrom: undefined,
      lastResetAt: undefined,
      initSource: 'parent-data',
      annotation: {},
      ttlMs: undefined,
      passwords,
      store: project.newStore(passwords, fillFromTemplate),
      endpoint: undefined,
    });
    void branch.store.filled.then(
      () => project.setState(branch, 'ready'),
      (error: unknown) => void process.stderr.write(`sandbox neon: ${String(error)}\n`),
    );
    const port = ports[name];
    await project.openEndpoint(branch, {
      id: neonSeed.branches[name].endpoint,
      suspendTimeoutSeconds: 0,
      ...(port !== undefined && { port }),
    });
  };
  await seed('production', undefined);
  await seed('development', 'production');
  return project;
}

async function fillFromTemplate(): Promise<Copied> {
  return { lsn: '0/1000000', base: await preparedDataDirectory() };
}
