import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decideRequest } from '../../src/approvals/decide.ts';
import { type OperationId, parseSlackUserId } from '../../src/domain/ids.ts';
import type { Operation } from '../../src/domain/operation.ts';
import type { OperationRequest } from '../../src/domain/request.ts';
import type { Store } from '../../src/store/commit.ts';
import { inboxOf, joinInbox, leaveInbox } from '../../src/store/inbox.ts';
import { keys } from '../../src/store/keys.ts';
import {
  changeOperation,
  createOperation,
  findOperation,
  loadEvents,
  operationsUnderWay,
} from '../../src/store/operations.ts';
import { firstWaiting } from '../../src/store/request-inbox.ts';
import { acceptRequest, requestsOf } from '../../src/store/requests.ts';
import {
  anApproval,
  anOperation,
  aPolicy,
  aRule,
  nodsStanding,
  outsideFacts,
} from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

/* Several writers over one Redis, each doing its part of a story in its own order and time. */

let server: Awaited<ReturnType<typeof startRedis>>;
let writers: readonly Redis[];

beforeAll(async () => {
  server = await startRedis();
  writers = [1, 2, 3].map(() => new Redis(server.url));
});
afterAll(async () => {
  for (const redis of writers) redis.disconnect();
  await server.stop();
});

const place = { app: 'mundo-tango', environment: 'production' };
const approvers = ['U0BRUNO1', 'U0CARLA1', 'U0ELENA1'].map(parseSlackUserId);
const idOf = (number: number) => `op_story0000${number}` as OperationId;

interface Task {
  readonly writer: number;
  readonly operation: number;
  /** Slack's name for it: the same one twice is one act. */
  readonly delivery: number;
  readonly kind: 'create' | 'approve' | 'cancel' | 'decide';
}

const task: fc.Arbitrary<Task> = fc.record({
  writer: fc.nat(2),
  operation: fc.nat(2),
  delivery: fc.nat(2),
  kind: fc.constantFrom('create', 'approve', 'approve', 'cancel', 'decide', 'decide'),
});

it('loses nothing and repeats nothing, however writers interleave', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 40 }), async (tasks) => {
      const [first] = writers;
      if (!first) throw new Error('no writer');
      await first.flushall();
      const created = new Map<number, number>();
      const accepted = new Map<string, number>();
      const count = <Key>(counts: Map<Key, number>, key: Key) => counts.set(key, (counts.get(key) ?? 0) + 1);
      await Promise.all(
        [0, 1, 2].map(async (writer) => {
          const redis = writers[writer] ?? first;
          for (const one of tasks.filter((each) => each.writer === writer)) {
            const outcome = await work(storeOf(redis), one);
            if (outcome === 'created') count(created, one.operation);
            if (outcome === 'accepted') count(accepted, `${one.kind}/${one.operation}/${one.delivery}`);
          }
        }),
      );
      for (const times of [...created.values(), ...accepted.values()]) expect(times).toBe(1);
      const store = storeOf(first);
      const made = [...created.keys()].map(idOf);
      await Promise.all(made.map((id) => decideAll(store, id)));
      await expectWhole(store, made, [...accepted.keys()]);
    }),
    { numRuns: 60 },
  );
});

async function work(store: Store, { kind, operation, delivery }: Task): Promise<string> {
  const id = idOf(operation);
  if (kind === 'create') {
    const { plan } = anOperation();
    const bare = anOperation({ id, version: 1 });
    const request = { ...bare.request, ref: `branch-${operation}` };
    const waiting = {
      ...bare,
      request,
      ...(plan && { plan }),
      approval: anApproval({ rules: [aRule({ required: 2 })] }),
    };
    const asked = { kind: 'requested', at: 1, by: request.by } as const;
    return (await createOperation(store, waiting, { delivery: `create/${operation}`, event: asked })).kind;
  }
  if (kind === 'decide') {
    if (await findOperation(store, id)) await decideNext(store, id);
    return 'decided';
  }
  const by = approvers[delivery] ?? expect.unreachable();
  const act = { delivery: `${kind}/${operation}/${delivery}`, by, team: 'T', at: 1, channel: 'C0DEPLOYS' };
  const request: OperationRequest =
    kind === 'approve' ? { ...act, kind, digest: anOperation().plan?.digest ?? '' } : { ...act, kind };
  return acceptRequest(store, id, request);
}

/** As the operation's lane does it: the request goes with its decision, whoever else is at it. */
async function decideNext(store: Store, id: OperationId): Promise<boolean> {
  const waiting = await firstWaiting<OperationRequest>(store, requestsOf(id).inbox);
  if (!waiting) return false;
  const { request, guard, taken } = waiting;
  await changeOperation(store, id, async (operation) => {
    if (
      (await firstWaiting<OperationRequest>(store, requestsOf(id).inbox))?.request.delivery !==
      request.delivery
    )
      return undefined;
    const now = operation.createdAt + 1;
    const look = {
      plan: operation.plan ?? expect.unreachable(),
      outside: outsideFacts({ now, nodsNow: nodsStanding(operation.approval) }),
    };
    const who = { standing: 'approver', rules: [0], approvers: '' } as const;
    const facts = { ...who, policy: aPolicy({}, 2), look, now };
    const decision = decideRequest(operation, request, facts);
    if (decision.kind === 'refused') return { operation, events: [], guards: [guard], writes: [taken] };
    const { state } = decision.operation;
    const inbox = state === 'queued' ? [joinInbox(operation, id)] : [leaveInbox(operation, id)];
    return { ...decision, guards: [guard], writes: [taken, ...inbox] };
  });
  return true;
}

async function decideAll(store: Store, id: OperationId): Promise<void> {
  while (await decideNext(store, id)) await Promise.resolve();
}

async function expectWhole(
  store: Store,
  made: readonly OperationId[],
  accepted: readonly string[],
): Promise<void> {
  const operations: Operation[] = [];
  for (const id of made) operations.push((await findOperation(store, id)) ?? expect.unreachable());
  const byId = (one: Operation, other: Operation) => one.id.localeCompare(other.id);
  const queued = operations.filter(({ state }) => state === 'queued');
  const open = operations.filter(({ state }) => state !== 'cancelled');
  expect([...(await inboxOf(store, place))].toSorted()).toEqual(queued.toSorted(byId).map(({ id }) => id));
  expect((await operationsUnderWay(store, place)).operations.toSorted(byId)).toEqual(open.toSorted(byId));

  let told = 0;
  for (const operation of operations) {
    const events = await loadEvents(store, operation.id);
    told += events.length;
    const nods = operation.approval?.nods ?? [];
    const model = [
      'requested',
      ...nods.map(() => 'approved'),
      ...(operation.state === 'cancelled' ? ['cancelled'] : []),
    ];
    expect(events.map(({ kind }) => kind)).toEqual(model);
    expect(new Set(nods.map(({ by }) => by)).size).toBe(nods.length);
    for (const { by } of nods) {
      expect(accepted).toContain(`approve/${operation.id.at(-1)}/${approvers.indexOf(by)}`);
    }
    const cancels = accepted.filter((key) => key.startsWith(`cancel/${operation.id.at(-1)}/`));
    expect(operation.state === 'cancelled').toBe(cancels.length > 0);
    expect(operation.state === 'queued').toBe(nods.length === 2 && cancels.length === 0);
  }
  expect(await store.redis.xlen(keys.audit)).toBe(told);
  const audit = await store.redis.xrange(keys.audit, '-', '+');
  const order = audit.flatMap(([, fields]) => {
    const event = JSON.parse(fields.at(-1) ?? '') as { kind: string; nods?: number; required?: number };
    return event.kind === 'approved' && event.nods === event.required ? [fields[1]] : [];
  });
  const waiting = await inboxOf(store, place);
  expect(waiting).toEqual(order.filter((id) => waiting.some((one) => one === id)));
}

function storeOf(redis: Redis): Store {
  return { redis, now: () => 1_000, wake: async () => undefined };
}
