import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../kernel/contract.ts';
import type { Compute } from './compute-contract.ts';
import { startCompute } from './compute.ts';
import { copyChanges, copyTree, treeSize } from './tree-copy.ts';
import { createTurns } from './turns.ts';

/** A branch's data: one directory, copies of how it was, and a Postgres over it while someone is connected. */
export interface Store {
  /** Resolves when the data is there; rejects where it could not be made. */
  readonly filled: Promise<void>;
  lsn(): string;
  sizeBytes(): number | undefined;
  isRunning(): boolean;
  /** The port of its Postgres, which is started if need be. */
  connect(): Promise<number>;
  /** Takes the newest state, or that of an earlier time or log position. */
  copyTo(target: string, point?: Point): Promise<Copied>;
  /** What is defined in it, as text; starts its Postgres. */
  schema(): Promise<string>;
  suspend(): Promise<void>;
  /** Keeps how the data is now for restores to this moment, which it resolves with. */
  remember(): Promise<number>;
  /** Undefined where the history does not reach that far. */
  reaches(point: Point): boolean;
  destroy(): Promise<void>;
}

export type Point = { readonly timestamp: number } | { readonly lsn: string };

export interface Copied {
  readonly lsn: string;
  /** A directory that stays as it is: to be copied once it is needed. Most branches are never connected to. */
  readonly base?: string;
}

export interface StoreOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly historyMs: () => number;
  readonly passwords: () => Readonly<Record<string, string>>;
  readonly onChange: () => void;
  /** Fills the directory, or names what it is to be filled with. */
  readonly fill: (directory: string) => Promise<Copied>;
}

interface Version {
  /** When the last write that it holds happened. */
  readonly writtenAt: number;
  readonly lsn: string;
  readonly directory: string;
  readonly ours: boolean;
}

/** Writes closer together than this share one entry of the history. */
const granularityMs = 2000;
const mostVersions = 40;

export function createStore(options: StoreOptions): Store {
  const { clock, folder } = options;
  const data = join(folder, 'data');
  const turns = createTurns();
  let versions: Version[] = [];
  let head = { writtenAt: clock.now(), lsn: '0/0' };
  let size: number | undefined;
  let compute: Compute | undefined;
  let destroyed = false;
  let remembering: NodeJS.Timeout | undefined;
  let count = 0;
  /** What `data` equals as long as it has not been copied. */
  let uncopied: string | undefined;

  const filled = options.fill(data).then(async ({ lsn, base }) => {
    head = { ...head, lsn };
    uncopied = base;
    if (base !== undefined) versions = [{ ...head, directory: base, ours: false }];
    size = await treeSize(base ?? data);
  });
  filled.catch(() => {});

  const copyFrozen = async (copy: () => Promise<void>): Promise<string> => {
    if (compute === undefined) {
      await copy();
      return head.lsn;
    }
    return compute.frozen(async (lsn) => {
      await copy();
      return lsn;
    });
  };

  /** They are told with a delay, and before the log stands still. */
  const hearOfWrites = () => copyFrozen(async () => {});

  const remember = async () => {
    const directory = join(folder, `version-${(count += 1)}`);
    const like = versions.at(-1)?.directory;
    let { writtenAt } = head;
    const lsn = await copyFrozen(() => {
      ({ writtenAt } = head);
      return like === undefined ? copyTree(data, directory) : copyChanges(data, directory, like);
    });
    versions.push({ writtenAt, lsn, directory, ours: true });
    size = await treeSize(directory);
    const from = clock.now() - options.historyMs();
    while (versions.length > mostVersions || (versions[1] !== undefined && versions[1].writtenAt <= from)) {
      const dropped = versions.shift();
      if (dropped?.ours === true) await rm(dropped.directory, { recursive: true, force: true });
    }
    options.onChange();
  };

  const onWritten = (lsn: string) => {
    head = { writtenAt: clock.now(), lsn };
    remembering ??= setTimeout(() => {
      remembering = undefined;
      void turns.alone(async () => (destroyed ? undefined : remember())).catch(() => {});
    }, granularityMs).unref();
  };

  const start = async (): Promise<Compute> => {
    if (destroyed) throw new Error('The branch of this endpoint is gone.');
    if (uncopied !== undefined) await copyTree(uncopied, data);
    uncopied = undefined;
    if (versions.length === 0) await remember();
    const started = await startCompute({ directory: data, passwords: options.passwords(), onWritten });
    void started.ended.then(() => {
      if (compute === started) compute = undefined;
      options.onChange();
    });
    options.onChange();
    return started;
  };

  const versionAt = (point: Point): Version | undefined => {
    const holds = (version: { writtenAt: number; lsn: string }) =>
      'timestamp' in point ? version.writtenAt <= point.timestamp : compareLsn(version.lsn, point.lsn) <= 0;
    return versions.findLast(holds);
  };
  const isHead = (point: Point) =>
    'timestamp' in point ? head.writtenAt <= point.timestamp : compareLsn(head.lsn, point.lsn) <= 0;

  const suspend = async () => {
    const running = compute;
    compute = undefined;
    await running?.stop();
    options.onChange();
  };

  return {
    filled,
    lsn: () => head.lsn,
    sizeBytes: () => size,
    isRunning: () => compute !== undefined,
    async connect() {
      await filled;
      return turns.alone(async () => (compute ??= await start()).port);
    },
    async copyTo(target, point) {
      await filled;
      return turns.alone(async () => {
        if (point !== undefined) await hearOfWrites();
        if (point === undefined || isHead(point)) {
          if (uncopied !== undefined) return { lsn: head.lsn, base: uncopied };
          return { lsn: await copyFrozen(() => copyTree(data, target)) };
        }
        const version = versionAt(point);
        if (version === undefined) throw new Error('The history of the branch does not reach that far.');
        if (!version.ours) return { lsn: version.lsn, base: version.directory };
        await copyTree(version.directory, target);
        return { lsn: version.lsn };
      });
    },
    reaches: (point) => {
      const withinRetention = !('timestamp' in point) || point.timestamp >= clock.now() - options.historyMs();
      return withinRetention && (isHead(point) || versionAt(point) !== undefined);
    },
    async schema() {
      await filled;
      return turns.alone(async () => (compute ??= await start()).schema());
    },
    suspend: () => turns.alone(suspend),
    async remember() {
      await filled;
      await turns.alone(async () => (uncopied === undefined ? remember() : undefined));
      return clock.now();
    },
    async destroy() {
      destroyed = true;
      clearTimeout(remembering);
      await filled.catch(() => {});
      await turns.alone(async () => {
        await suspend();
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      });
    },
  };
}

/** `16/B374D848` as a number. */
function compareLsn(one: string, other: string): number {
  const [a, b] = [one, other].map((lsn) => {
    const [high = '0', low = '0'] = lsn.split('/');
    return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
  }) as [bigint, bigint];
  return a < b ? -1 : a > b ? 1 : 0;
}
