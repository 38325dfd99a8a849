import { shortSha } from '../ids.ts';
import type { CommitSha } from '../ids.ts';
import type { PromotionPolicy } from '../environment.ts';
import type { EarlierPart } from '../promotion.ts';
import type { Refusal } from '../reasons.ts';
import { gate, type GateAnswer, open, shut } from './gate.ts';

const deployer = 'Whoever deploys the commit there first.';

export const promotion = gate({
  question: 'Has the commit proven itself in the earlier environment?',
  skippable: 'promotion',
  codes: {
    promotion_not_asked: { ending: 'proceed', means: 'The policy names no earlier environment.' },
    promotion_proven: {
      ending: 'proceed',
      means: 'It is live on all of it, well, and has been for as long as the policy asks.',
    },
    promotion_not_live: { ending: 'refused', means: 'It is not live on all of it.', clearedBy: deployer },
    promotion_unwell: {
      ending: 'refused',
      means: 'It is live there, but our own look at it is not answered well.',
      clearedBy: 'Whoever mends the earlier environment.',
    },
    promotion_soaking: {
      ending: 'refused',
      means: 'It has not been live there for as long as the policy asks.',
      clearedBy: 'Time, then whoever asks again.',
    },
    promotion_unreachable: {
      ending: 'refused',
      means: 'A platform did not say what the earlier environment serves, or since when.',
      clearedBy: 'Time, then whoever asks again.',
    },
  },
  ask({ plan, policy, outside }) {
    const found = outside.promotion;
    if (!policy.promotion || found.kind === 'not_asked') return open('promotion_not_asked');
    const { from } = policy.promotion;
    const facts = { commit: shortSha(plan.commit.sha), environment: plan.environment, from };
    if (found.kind === 'unreachable') return shut('promotion_unreachable', { ...facts, message: found.why });
    return decideParts(found.parts, {
      wanted: plan.commit.sha,
      policy: policy.promotion,
      now: outside.now,
      facts,
    });
  },
});

type Code =
  | 'promotion_proven'
  | 'promotion_not_live'
  | 'promotion_unwell'
  | 'promotion_soaking'
  | 'promotion_unreachable';

function decideParts(
  parts: readonly EarlierPart[],
  {
    wanted,
    policy,
    now,
    facts,
  }: {
    readonly wanted: CommitSha;
    readonly policy: PromotionPolicy;
    readonly now: number;
    readonly facts: Refusal['facts'];
  },
): GateAnswer<Code> {
  if (parts.length === 0 || parts.some(({ commit }) => commit !== wanted))
    return shut('promotion_not_live', { ...facts, live: sayLive(parts) });
  const unwell = parts.find((part) => part.unwell !== undefined);
  if (unwell) return shut('promotion_unwell', { ...facts, what: `its ${unwell.component} ${unwell.unwell}` });
  if (policy.soakMs === 0) return open('promotion_proven');
  const since = parts.map((part) => part.since);
  const known = since.filter((at) => at !== undefined);
  if (known.length < since.length)
    return shut('promotion_unreachable', { ...facts, message: 'since when is not known' });
  const lived = now - Math.max(...known);
  const left = policy.soakMs - lived;
  return left > 0
    ? shut('promotion_soaking', { ...facts, duration: lived, soak: policy.soakMs, left })
    : open('promotion_proven');
}

/** "9f8e7d6", or each component's own where they differ. */
function sayLive(parts: readonly EarlierPart[]): string {
  const said = parts.map(
    ({ component, commit }) => [component, commit ? shortSha(commit) : 'nothing known'] as const,
  );
  const different = new Set(said.map(([, commit]) => commit));
  if (different.size < 2) return said[0]?.[1] ?? 'nothing known';
  return said.map(([component, commit]) => `${commit} (${component})`).join(' and ');
}
