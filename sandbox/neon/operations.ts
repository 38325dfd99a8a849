import { createHash } from 'node:crypto';
import type { Kernel } from '../kernel/contract.ts';

/* scheduling -> running -> finished | failed; those behind a failed one -> cancelled */
export interface Operation {
  readonly id: string;
  readonly action: Action;
  readonly branch: string;
  readonly endpoint: string | undefined;
  readonly createdAt: number;
  status: 'scheduling' | 'running' | 'finished' | 'failed' | 'cancelled';
  updatedAt: number;
  error: string | undefined;
}

export type Action =
  | 'create_branch'
  | 'start_compute'
  | 'suspend_compute'
  | 'create_timeline'
  | 'delete_timeline';

export interface Step {
  readonly action: Action;
  readonly branch: string;
  readonly endpoint?: string;
  readonly work?: () => Promise<unknown>;
}

export interface Operations {
  /** Newest last. */
  readonly all: readonly Operation[];
  /** Starts a chain, one after the other, and answers how it stands now. */
  start(steps: readonly Step[]): readonly Operation[];
  isBusy(branch: string): boolean;
  /** Resolves when all chains are over. */
  settled(): Promise<void>;
}

export function createOperations(kernel: Kernel, signal: AbortSignal): Operations {
  const all: Operation[] = [];
  const underWay = new Set<Promise<void>>();

  const move = (operation: Operation, status: Operation['status'], error?: string) => {
    operation.status = status;
    operation.error = error;
    operation.updatedAt = kernel.clock.now();
    kernel.changed('neon');
  };
  const runChain = async (chain: readonly { operation: Operation; step: Step }[]) => {
    for (const { operation, step } of chain) {
      if (chain.some((one) => one.operation.status === 'failed')) {
        move(operation, 'cancelled');
        continue;
      }
      move(operation, 'running');
      try {
        await Promise.all([step.work?.(), kernel.clock.sleep(kernel.settings.neon.operationMs, signal)]);
        move(operation, 'finished');
      } catch (error) {
        move(operation, 'failed', error instanceof Error ? error.message : String(error));
      }
    }
  };

  return {
    all,
    start(steps) {
      const chain = steps.map((step) => ({ step, operation: newOperation(kernel, step) }));
      const operations = chain.map(({ operation }) => operation);
      all.push(...operations);
      const work = runChain(chain);
      underWay.add(work);
      void work.finally(() => underWay.delete(work));
      return operations;
    },
    isBusy: (branch) =>
      all.some((one) => one.branch === branch && (one.status === 'scheduling' || one.status === 'running')),
    async settled() {
      await Promise.all(underWay);
    },
  };
}

function newOperation(kernel: Kernel, { action, branch, endpoint }: Step): Operation {
  const now = kernel.clock.now();
  return {
    id: uuid(kernel.id('op')),
    action,
    branch,
    endpoint,
    createdAt: now,
    updatedAt: now,
    status: 'scheduling',
    error: undefined,
  };
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-');
}
