import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideRequest, type RequestFacts, type Standing } from '../../../src/approvals/decide.ts';
import { decideDeadline } from '../../../src/approvals/expire.ts';
import { decidePlan } from '../../../src/approvals/plan.ts';
import { decideStart } from '../../../src/approvals/start.ts';
import type { ApprovalRule, Policy } from '../../../src/domain/environment.ts';
import type { OutsideFacts } from '../../../src/domain/gates/gate.ts';
import { type OperationId, parseSlackUserId } from '../../../src/domain/ids.ts';
import type { NodStanding } from '../../../src/domain/nods.ts';
import { canMove, isOver, type Operation } from '../../../src/domain/operation.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import { nodsMissing } from '../../../src/domain/quorum.ts';
import type { OperationRequest } from '../../../src/domain/request.ts';
import {
  ana,
  anApproval,
  anEnvironment,
  aNod,
  anOperation,
  aPlan,
  aPolicy,
  aRule,
  newSha,
  now as start,
  outsideFacts,
} from '../../support/operation-builders.ts';

/*
 * Anybody does anything at any time, in any order and as often as they like, while people join and leave groups, Slack
 * goes down, and what is live or the policy changes. A model of its own says what may come of it.
 */

const groups = ['S0RELEASE', 'S0SECURITY'] as const;
const people = ['U0ANA001', 'U0BRUNO1', 'U0CARLA1', 'U0DARIO1', 'U0ELENA1', 'U0GUEST01'] as const;
const author = 'U0ELENA1';
const guest = 'U0GUEST01';
const expiresAfterMs = 60_000;

type Act =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'look' | 'begin' | 'slack goes' | 'slack comes' | 'live changes' | 'policy changes' }
  | { readonly kind: 'leave' | 'join'; readonly who: string; readonly group: string }
  | { readonly kind: 'ask'; readonly by: string; readonly wish: Wish; readonly deliveries: number };
type Wish =
  | { readonly kind: 'approve' | 'take_back'; readonly digest: string }
  | { readonly kind: 'reject'; readonly digest: string; readonly reason: string }
  | { readonly kind: 'cancel' | 'nudge' }
  | { readonly kind: 'supersede'; readonly newer: OperationId };

const digest = fc.constantFrom('current', 'current', 'current', 'older');
const wish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('approve' as const), digest }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('take_back' as const), digest }) },
  fc.record({ kind: fc.constant('reject' as const), digest, reason: fc.constant('no') }),
  fc.constant({ kind: 'cancel' as const }),
  fc.constant({ kind: 'nudge' as const }),
  fc.constant({ kind: 'supersede' as const, newer: 'op_newer00000' as OperationId }),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      by: fc.constantFrom(...people),
      wish,
      deliveries: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('leave' as const, 'join' as const),
      who: fc.constantFrom(...people),
      group: fc.constantFrom(...groups),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('begin' as const) }) },
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({
    kind: fc.constantFrom(
      'look' as const,
      'slack goes' as const,
      'slack comes' as const,
      'slack comes' as const,
      'live changes' as const,
      'policy changes' as const,
    ),
  }),
);

interface Story {
  readonly operation: Operation;
  readonly rules: readonly ApprovalRule[];
  readonly authors: 'allowed' | 'refused';
  readonly now: number;
  /** Who is in which group at this moment. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  readonly slack: 'up' | 'down';
  /** Of the plan, were it made at this moment. */
  readonly digest: string;
  readonly queued: number;
  /** The model: whose nods were given and not taken back. */
  readonly nods: ReadonlySet<string>;
}

const inGroup = ({ members }: Story, who: string, rule: ApprovalRule) =>
  rule.groups.some((group) => members[group]?.includes(who));

function standingOf(story: Story, who: string): Standing {
  if (story.slack === 'down') return 'unreachable';
  if (who === guest) return 'outsider';
  return story.rules.some((rule) => inGroup(story, who, rule)) ? 'approver' : 'not_an_approver';
}

const rulesOf = (story: Story, who: string) =>
  story.rules.flatMap((rule, index) => (inGroup(story, who, rule) ? [index] : []));

function lookUp(story: Story): { plan: Plan; policy: Policy; outside: OutsideFacts } {
  const nodsNow = (story.operation.approval?.nods ?? []).map(({ by }): NodStanding => {
    const standing = standingOf(story, by);
    if (standing === 'unreachable') return { kind: 'unreachable', by };
    return standing === 'approver'
      ? { kind: 'stands', by, rules: rulesOf(story, by) }
      : { kind: 'lapsed', by, why: 'no longer' };
  });
  const authors = { known: [{ user: parseSlackUserId(author), commit: newSha }], unknown: [] };
  const usual = aPolicy();
  return {
    plan: { ...(story.operation.plan ?? aPlan()), digest: story.digest },
    policy: { ...usual, approvals: { ...usual.approvals, rules: story.rules, authors: story.authors } },
    outside: outsideFacts({ now: story.now, nodsNow, authors }),
  };
}

function play(story: Story, next: Act): Story {
  switch (next.kind) {
    case 'wait':
      return { ...story, now: story.now + next.ms };
    case 'slack goes':
    case 'slack comes':
      return { ...story, slack: next.kind === 'slack goes' ? 'down' : 'up' };
    case 'live changes':
    case 'policy changes':
      return { ...story, digest: `${story.digest}, then ${next.kind}` };
    case 'leave':
    case 'join': {
      const others = (story.members[next.group] ?? []).filter((who) => who !== next.who);
      const members = next.kind === 'leave' ? others : [...others, next.who];
      return { ...story, members: { ...story.members, [next.group]: members } };
    }
    case 'look': {
      const decision = decideDeadline(story.operation, { policy: aPolicy(), now: story.now });
      if (decision?.operation.state === 'expired')
        expect(story.now).toBeGreaterThanOrEqual(start + expiresAfterMs);
      return decision ? moved(story, decision.operation) : story;
    }
    case 'begin':
      return story.operation.state === 'queued' ? begin(story) : story;
    case 'ask':
      return Array.from({ length: next.deliveries }).reduce<Story>((so) => ask(so, next), story);
  }
}

/** The whole point: what begins to run is what was approved, by people who may approve it now. */
function begin(story: Story): Story {
  const { policy, ...look } = lookUp(story);
  const { operation } = decideStart(story.operation, look, policy);
  const next = { ...operation, version: story.operation.version + 1 };
  if (next.state !== 'running') return moved(story, next);
  expect(story.digest).toBe('current');
  expect(story.slack).toBe('up');
  expect(next.plan?.digest).toBe('current');
  const mayNow = [...story.nods].filter(
    (who) => who !== ana && who !== guest && !(who === author && story.authors === 'refused'),
  );
  const counting = mayNow.map((who) => ({ by: parseSlackUserId(who), rules: rulesOf(story, who) }));
  expect(nodsMissing(story.rules, counting)).toBe(0);
  return moved(story, next);
}

function ask(story: Story, { by, wish: wanted }: Act & { kind: 'ask' }): Story {
  const { operation, now } = story;
  const { policy, ...look } = lookUp(story);
  const who = parseSlackUserId(by);
  const request: OperationRequest = { ...wanted, by: who, delivery: 'd', team: 'T', at: now, channel: 'C' };
  const facts: RequestFacts = {
    standing: standingOf(story, by),
    rules: rulesOf(story, by),
    approvers: 'them',
    policy,
    look,
    now,
  };
  const decision = decideRequest(operation, request, facts);
  if (isOver(operation.state)) expect(decision.kind).toBe('refused');
  if (decision.kind === 'refused') return story;
  const next = { ...decision.operation, version: operation.version + 1 };
  const ended = isOver(next.state);
  if (wanted.kind === 'approve' && !ended) {
    expect(wanted.digest).toBe('current');
    expect(now).toBeLessThan(start + expiresAfterMs);
    expect(story.nods.has(by) && standingOf(story, by) === 'approver').toBe(false);
    expect([ana, guest]).not.toContain(by);
    expect(decision.events.at(-1)).toMatchObject({ kind: 'approved', by });
  }
  if (wanted.kind === 'take_back') expect(story.nods.has(by)).toBe(true);
  const lapsed = decision.events.flatMap((event) => (event.kind === 'nod_lapsed' ? [event.by] : []));
  const nods = new Set([...story.nods].filter((each) => !lapsed.some((one) => one === each)));
  if (wanted.kind === 'approve' && !ended) nods.add(by);
  if (wanted.kind === 'take_back') nods.delete(by);
  return moved({ ...story, nods }, next);
}

function moved(story: Story, operation: Operation): Story {
  const { state } = story.operation;
  if (operation.state === state) return { ...story, operation };
  expect(canMove(state, operation.state), `${state} -> ${operation.state}`).toBe(true);
  return { ...story, operation, queued: story.queued + (operation.state === 'queued' ? 1 : 0) };
}

/** Nods to the identical plan of an earlier operation may be there already. */
function planned(story: Story, kept: readonly string[]): Story {
  const { approval: _approval, ...operation } = story.operation;
  const earlier = { operation: 'op_earlier00' as OperationId, until: start + 1 };
  const nods = kept.map((by) => aNod(parseSlackUserId(by), { from: earlier }));
  const { plan, policy, outside } = lookUp({
    ...story,
    operation: { ...operation, approval: anApproval({ nods }) },
  });
  const environment = {
    ...anEnvironment,
    aliases: [],
    policy: { ...policy, approvals: { ...policy.approvals, expiresAfterMs } },
  };
  const decision = decidePlan(operation, plan, { environment, others: [], outside, nods });
  const reused = decision.operation.approval?.nods.map(({ by }) => by) ?? [];
  expect(reused).not.toContain(ana);
  expect(reused).not.toContain(guest);
  if (story.authors === 'refused') expect(reused).not.toContain(author);
  return { ...story, operation: { ...decision.operation, version: 1 }, nods: new Set(reused) };
}

const quorums: readonly (readonly ApprovalRule[])[] = [
  [aRule()],
  [aRule({ required: 2 })],
  [aRule({ groups: ['S0RELEASE'] }), aRule({ groups: ['S0SECURITY'] })],
  [aRule({ groups: [...groups] }), aRule({ groups: ['S0SECURITY'] })],
];
let ran = 0;

it('whatever people do, in whatever order: nothing unapproved, expired, taken back or altered begins to run', () => {
  const all = fc.record({
    rules: fc.constantFrom(...quorums),
    authors: fc.constantFrom('allowed' as const, 'refused' as const),
    kept: fc.subarray([...people]),
    acts: fc.array(act, { maxLength: 60 }),
  });
  fc.assert(
    fc.property(all, ({ rules, authors, kept, acts }) => {
      const unplanned: Story = {
        operation: anOperation({ state: 'planning', plan: aPlan({ digest: 'current' }) }),
        rules,
        authors,
        now: start,
        members: {
          S0RELEASE: ['U0ANA001', 'U0BRUNO1', 'U0CARLA1', 'U0ELENA1'],
          S0SECURITY: ['U0CARLA1', 'U0DARIO1', 'U0GUEST01'],
        },
        slack: 'up',
        digest: 'current',
        queued: 0,
        nods: new Set(),
      };
      const end = acts.reduce<Story>(play, planned(unplanned, kept));
      const { state, endedAt, approval: last } = end.operation;
      expect(last?.nods.map(({ by }) => by).toSorted()).toEqual([...end.nods].toSorted());
      expect(endedAt !== undefined).toBe(isOver(state));
      if (state === 'queued') expect(nodsMissing(rules, last?.nods ?? [])).toBe(0);
      if (state === 'running') ran += 1;
    }),
    { numRuns: 2000 },
  );
  expect(ran, 'stories that came to a run').toBeGreaterThan(50);
});
