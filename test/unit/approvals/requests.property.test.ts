import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideRequest, type Standing } from '../../../src/approvals/decide.ts';
import { decideExpiry } from '../../../src/approvals/expire.ts';
import type { OperationId, SlackUserId } from '../../../src/domain/ids.ts';
import { canMove, isOver, type Operation } from '../../../src/domain/operation.ts';
import type { OperationRequest } from '../../../src/domain/request.ts';
import { anOperation, aPlan, aPolicy, now as start, outsideFacts } from '../../support/operation-builders.ts';

/* Anybody does anything at any time, in any order and as often as they like; a model says what may come of it. */

const people: Readonly<Record<string, Standing>> = {
  U0ANA001: 'approver', // asked for it, and would be allowed to approve another's
  U0BRUNO1: 'approver',
  U0CARLA1: 'approver',
  U0ELENA1: 'approver',
  U0DARIO1: 'not_an_approver',
  U0GUEST01: 'outsider',
  U0LOST001: 'unreachable',
};
const digests = ['current', 'older'] as const;
const expiresAfterMs = 60_000;

type Act =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'ask'; readonly by: string; readonly wish: Wish; readonly deliveries: number };
type Wish =
  | { readonly kind: 'approve'; readonly digest: string }
  | { readonly kind: 'reject'; readonly digest: string; readonly reason: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'supersede'; readonly newer: OperationId };

const approve = fc.record({ kind: fc.constant('approve' as const), digest: fc.constantFrom(...digests) });
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 6, arbitrary: approve },
  fc.record({
    kind: fc.constant('reject' as const),
    digest: fc.constantFrom(...digests),
    reason: fc.constant('no'),
  }),
  fc.constant({ kind: 'cancel' as const }),
  fc.constant({ kind: 'supersede' as const, newer: 'op_newer00000' as OperationId }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      by: fc.constantFrom(...Object.keys(people)),
      wish,
      deliveries: fc.integer({ min: 1, max: 3 }),
    }),
  },
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  fc.constant({ kind: 'look' as const }),
  fc.constant({ kind: 'begin' as const }),
);

interface Story {
  readonly operation: Operation;
  readonly now: number;
  readonly queued: number;
  readonly moves: number;
  /** The model: whose nod counted, in the order given. */
  readonly nods: readonly string[];
}

function play(story: Story, next: Act): Story {
  switch (next.kind) {
    case 'wait':
      return { ...story, now: story.now + next.ms };
    case 'look': {
      const decision = decideExpiry(story.operation, { policy: aPolicy(), now: story.now });
      if (decision) expect(story.now).toBeGreaterThanOrEqual(start + expiresAfterMs);
      return decision ? moved(story, decision.operation) : story;
    }
    case 'begin':
      return story.operation.state === 'queued'
        ? moved(story, { ...story.operation, state: 'running', startedAt: story.now })
        : story;
    case 'ask':
      return Array.from({ length: next.deliveries }).reduce<Story>((so) => ask(so, next), story);
  }
}

function ask(story: Story, { by, wish: wanted }: Act & { kind: 'ask' }): Story {
  const { operation, now } = story;
  const standing = people[by] ?? 'outsider';
  const request: OperationRequest = {
    ...wanted,
    by: by as SlackUserId,
    delivery: 'd',
    team: 'T',
    at: now,
    channel: 'C',
  };
  const policy = aPolicy({}, operation.approval?.required);
  const look = { plan: operation.plan ?? expect.unreachable(), outside: outsideFacts({ now }) };
  const decision = decideRequest(operation, request, { standing, approvers: 'them', policy, look, now });
  const open = operation.state === 'awaiting_approval' && now < start + expiresAfterMs;
  const counts =
    wanted.kind === 'approve' &&
    wanted.digest === 'current' &&
    open &&
    standing === 'approver' &&
    by !== operation.request.by &&
    !story.nods.includes(by);
  if (wanted.kind === 'approve') expect(decision.kind).toBe(counts ? 'changed' : 'refused');
  if (isOver(operation.state)) expect(decision.kind).toBe('refused');
  if (decision.kind === 'refused') return story;
  expect(decision.events).toHaveLength(1);
  const next = { ...decision.operation, version: operation.version + 1 };
  return moved({ ...story, nods: counts ? [...story.nods, by] : story.nods }, next);
}

function moved(story: Story, operation: Operation): Story {
  const { operation: before, nods } = story;
  if (operation.state === before.state) return { ...story, operation };
  expect(canMove(before.state, operation.state), `${before.state} -> ${operation.state}`).toBe(true);
  if (operation.state === 'queued') expect(nods).toHaveLength(operation.approval?.required ?? -1);
  const queued = story.queued + (operation.state === 'queued' ? 1 : 0);
  return { ...story, operation, queued, moves: story.moves + 1 };
}

it('whatever people do, in whatever order: it is queued once at most, by enough distinct nods to this very plan', () => {
  const acts = fc.array(act, { maxLength: 40 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), acts, (required, story) => {
      const approval = {
        digest: 'current',
        required,
        groups: [],
        users: [],
        nods: [],
        expiresAt: start + expiresAfterMs,
      };
      const end = story.reduce<Story>(play, {
        operation: anOperation({ approval, plan: aPlan({ digest: 'current' }) }),
        now: start,
        queued: 0,
        moves: 0,
        nods: [],
      });
      expect(end.operation.approval?.nods.map(({ by }) => by)).toEqual(end.nods);
      expect(new Set(end.nods).size).toBe(end.nods.length);
      expect(end.queued).toBeLessThanOrEqual(1);
      expect(end.moves).toBeLessThanOrEqual(3);
      expect(end.operation.endedAt !== undefined).toBe(isOver(end.operation.state));
    }),
    { numRuns: 500 },
  );
});
