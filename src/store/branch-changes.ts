import type { BranchChange, BranchEvent, ToldChange } from '../domain/branch-change.ts';
import type { Lane } from '../domain/lane.ts';
import type { Refusal } from '../domain/reasons.ts';
import { clearAlarm } from './alarms.ts';
import { auditWrite } from './audit.ts';
import { commit, type Store } from './commit.ts';
import { onceFor } from './delivery.ts';
import type { Fence } from './fence.ts';
import { keys } from './keys.ts';
import { answerWrites } from './messages.ts';
import { noticeWrites } from './notices.ts';
import type { Write } from './transaction.ts';

/** Keeps what a person asked of a database's branches, once per Slack delivery, and wakes the worker that does it. */
export async function acceptBranchChange(
  store: Store,
  change: BranchChange,
  delivery: string,
): Promise<void> {
  const { guard, write: once } = onceFor(delivery, change.id);
  await commit(store, {
    guards: [guard],
    writes: [once, ['SET', keys.branchChange(change.id), JSON.stringify(change)]],
    wake: [laneOf(change)],
  });
}

export async function findBranchChange(store: Store, id: string): Promise<BranchChange | undefined> {
  const line = await store.redis.get(keys.branchChange(id));
  return line === null ? undefined : (JSON.parse(line) as BranchChange);
}

/** Who asked is told, alone, and nothing of the wish is left. */
export async function refuseBranchChange(
  store: Store,
  change: BranchChange,
  { refusal, fence }: { readonly refusal: Refusal; readonly fence: Fence },
): Promise<void> {
  const { id, by, channel, wish } = change;
  const now = store.now();
  const event: BranchEvent = { kind: 'branch_refused', at: now, by, asked: wish.kind, code: refusal.code };
  await commit(store, {
    writes: [
      ...gone(change),
      eventWrite(change, event),
      ...answerWrites(undefined, { user: by, channel, delivery: id }, { kind: 'refused', refusal }, now),
    ],
    wake: [{ kind: 'channel', channel }],
    fence,
  });
}

/** How far it has come, and what the channel is told from now on. */
export async function writeBranchChange(
  store: Store,
  change: BranchChange,
  written: { readonly told?: ToldChange; readonly event?: BranchEvent; readonly fence: Fence },
): Promise<void> {
  await write(store, change, {
    ...written,
    writes: [['SET', keys.branchChange(change.id), JSON.stringify(change)]],
  });
}

/** The message tells how it ended; nothing else of it is left. */
export async function endBranchChange(
  store: Store,
  change: BranchChange,
  ended: { readonly told: ToldChange; readonly event: BranchEvent; readonly fence: Fence },
): Promise<void> {
  await write(store, change, { ...ended, writes: gone(change) });
}

/** It is over: the lane was woken once more than it had work. */
export async function restBranchLane(store: Store, change: string, fence: Fence): Promise<void> {
  await commit(store, { writes: [clearAlarm({ kind: 'branch', change })], fence });
}

async function write(
  store: Store,
  change: BranchChange,
  what: {
    readonly writes: readonly Write[];
    readonly told?: ToldChange;
    readonly event?: BranchEvent;
    readonly fence: Fence;
  },
): Promise<void> {
  const { id, channel, app, environment } = change;
  const { told, event, fence } = what;
  const notice = told && ({ kind: 'branch_changed', place: { app, environment }, change: told } as const);
  await commit(store, {
    writes: [
      ...what.writes,
      ...(event ? [eventWrite(change, event)] : []),
      ...(notice ? noticeWrites({ key: `branch-change/${id}`, channel, notice }, store.now()) : []),
    ],
    ...(notice && { wake: [{ kind: 'channel', channel }] }),
    fence,
  });
}

function gone(change: BranchChange): readonly Write[] {
  return [['DEL', keys.branchChange(change.id)], clearAlarm(laneOf(change))];
}

function eventWrite({ app, environment }: BranchChange, event: BranchEvent): Write {
  return auditWrite({ app, environment }, JSON.stringify(event));
}

function laneOf({ id }: BranchChange): Lane {
  return { kind: 'branch', change: id };
}
