import type { Environment, Served, VersionProbe } from '../../domain/environment.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Checks, CheckSeen } from '../../domain/watch.ts';
import type { Probe, ProbeAnswer } from '../../providers/contract.ts';
import { isVersion, sayAnswer } from '../deploy/version.ts';

interface Address {
  readonly component: Served;
  readonly url: string;
  readonly probe: VersionProbe;
}

/** Of what the plan changes: what it leaves alone says nothing about it. */
export function addressesOf(
  { frontend, backend }: Pick<Environment, 'frontend' | 'backend'>,
  { components }: Pick<Plan, 'components'>,
): readonly Address[] {
  const isPlanned = (component: Served) => components.some((part) => part.component === component);
  return [
    ...(frontend && isPlanned('frontend')
      ? [{ component: 'frontend' as const, url: frontend.url, probe: frontend.version }]
      : []),
    ...(backend && isPlanned('backend')
      ? [{ component: 'backend' as const, url: backend.url, probe: backend.health }]
      : []),
  ];
}

/** All at once. `sha`: what they must answer with; without one any answer of 200 will do. */
export async function lookAt(
  probe: Probe,
  addresses: readonly Address[],
  sha: CommitSha | undefined,
): Promise<Checks> {
  const seen = await Promise.all(
    addresses.map(async (address) => {
      const answer = await probe.version(address.url, address.probe);
      return [address.component, checkOf(answer, address, sha)] as const;
    }),
  );
  return Object.fromEntries(seen);
}

function checkOf(answer: ProbeAnswer, { url, probe }: Address, sha: CommitSha | undefined): CheckSeen {
  const said = `${url}${probe.path} ${sayAnswer(answer)}`;
  if (answer.kind === 'unreachable' || answer.status !== 200) return { kind: 'red', answer: said };
  return sha === undefined || isVersion(answer, sha) ? { kind: 'well' } : { kind: 'other', answer: said };
}
