import { setTimeout as pause } from 'node:timers/promises';
import type { OperationId } from '../../../src/domain/ids.ts';
import { isOver, type Operation } from '../../../src/domain/operation.ts';
import { actionId, actionValue } from '../../../src/slack/views/actions.ts';
import { loadMessage } from '../../../src/store/messages.ts';
import { loadOperation } from '../../../src/store/operations.ts';
import { eventually } from '../eventually.ts';
import type { Ledger } from './ledger.ts';
import { type PlannedOperation, type SoakLane, soakLanes } from './plan.ts';
import type { SoakWorld } from './soak-world.ts';

const lookMs = 150;
/** A person who sees nothing happen presses again. */
const patienceMs = 3_000;
const longestOperationMs = 180_000;

export interface Asked {
  readonly lane: SoakLane;
  readonly planned: PlannedOperation;
  readonly sha: string;
  readonly operation: OperationId;
}

/** Does what the plan says in all lanes at once; resolves when every operation is over, or has had time enough. */
export async function actOut(
  soak: SoakWorld,
  ledger: Ledger,
  plan: readonly (readonly PlannedOperation[])[],
): Promise<{ readonly asked: readonly Asked[]; readonly lost: readonly string[] }> {
  const asked: Asked[] = [];
  const lost: string[] = [];
  await Promise.all(
    soakLanes.map(async (lane, index) => {
      const following = new Set<Promise<void>>();
      const note = (error: unknown) => void lost.push(error instanceof Error ? error.message : String(error));
      for (const [number, planned] of (plan[index] ?? []).entries()) {
        while (following.size > planned.company) await Promise.race(following);
        const name = `soak/${index}-${number}`;
        const one = await ask(soak, ledger, { lane, planned, name }).catch(note);
        if (!one) continue;
        asked.push(one);
        const followed: Promise<void> = follow(soak, one)
          .catch(note)
          .finally(() => following.delete(followed));
        following.add(followed);
      }
      await Promise.all(following);
    }),
  );
  return { asked, lost };
}

async function ask(
  soak: SoakWorld,
  ledger: Ledger,
  {
    lane,
    planned,
    name,
  }: { readonly lane: SoakLane; readonly planned: PlannedOperation; readonly name: string },
): Promise<Asked> {
  const { world } = soak;
  const sha = await world.commit(name, `Change ${name}`);
  if (planned.breaks === 'the build')
    await world.call('POST', '/_sandbox/vercel/fail', { step: 'BUILD', forCommit: sha });
  if (planned.breaks === 'the backend')
    await world.call('POST', '/_sandbox/railway/fail', {
      environment: lane.railway,
      step: 'HEALTHCHECK',
      forCommit: sha,
    });
  const ref = planned.ref === 'branch' ? name : sha;
  const { by: user, deliveries } = planned;
  const text = `/deploy ${lane.environment} ${ref} --app ${lane.app}`;
  const command = { user, channel: soak.channelOf(lane), text, deliveries };
  const answer = await world.call<{ status: number }>('POST', '/_sandbox/slack/command', command);
  if (answer.status !== 200) throw new Error(`${text} was answered with ${answer.status}`);
  const operation = await eventually(() => ledger.operationFor(ref), {
    what: `the operation of ${text}`,
    withinMs: 5_000,
  });
  return { lane, planned, sha, operation };
}

/** Presses what the plan and the card ask for, until the operation is over. */
async function follow(soak: SoakWorld, asked: Asked): Promise<void> {
  const deadline = Date.now() + longestOperationMs;
  let pressed = { what: '', at: 0 };
  for (;;) {
    const operation = await loadOperation(soak.store, asked.operation);
    if (isOver(operation.state)) return;
    if (Date.now() > deadline) {
      throw new Error(`${operation.id} is still ${operation.state} after ${longestOperationMs} ms`);
    }
    const wanted = wantedPress(operation, asked.planned);
    const what = `${wanted?.kind} ${operation.state}`;
    if (wanted && (pressed.what !== what || Date.now() - pressed.at > patienceMs)) {
      if (await press(soak, asked, wanted)) pressed = { what, at: Date.now() };
    }
    await pause(lookMs);
  }
}

type Press = { readonly kind: 'approve' | 'cancel'; readonly user: string; readonly value: string };

function wantedPress(operation: Operation, { wish, by, approver }: PlannedOperation): Press | undefined {
  const { id, state, approval, cancelRequested } = operation;
  const cancel = {
    kind: 'cancel',
    user: by,
    value: actionValue({ kind: 'cancel', operation: id }),
  } as const;
  if (wish === 'to cancel while it waits' && (state === 'awaiting_approval' || state === 'queued'))
    return cancel;
  if (wish === 'to cancel while it runs' && state === 'running' && !cancelRequested) return cancel;
  if (state !== 'awaiting_approval' || !approval) return undefined;
  const value = actionValue({ kind: 'approve', operation: id, digest: approval.digest });
  return { kind: 'approve', user: approver, value };
}

/** Whether the button was there to be pressed: the card may not show it yet, or no more. */
async function press(soak: SoakWorld, { operation, lane, planned }: Asked, wanted: Press): Promise<boolean> {
  const card = await loadMessage(soak.store, operation);
  if (card?.ts === undefined) return false;
  const { user, kind, value } = wanted;
  const { deliveries } = planned;
  const click = {
    user,
    channel: soak.channelOf(lane),
    ts: card.ts,
    actionId: actionId(kind),
    value,
    deliveries,
  };
  try {
    await soak.world.call('POST', '/_sandbox/slack/click', click);
    return true;
  } catch (error) {
    if (/answered 409/.test(String(error))) return false;
    throw error;
  }
}
