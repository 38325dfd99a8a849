import { platformOf, type Reading, type ReleasedPart, type Served } from '../../domain/drift.ts';
import type { Environment, VersionProbe } from '../../domain/environment.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import type { ComponentStatus, EnvironmentStatus, Health } from '../../domain/status.ts';
import type { ProbeAnswer } from '../../providers/contract.ts';
import { within } from '../../time/within.ts';
import type { Context } from '../context.ts';
import { isVersion, sayAnswer } from '../deploy/version.ts';
import { askPatiently, type Patience } from './ask-patiently.ts';

/** One component as its platform and its address tell of it. */
interface Host {
  readonly component: Served;
  readonly url: string;
  readonly probe: VersionProbe;
  readonly live: () => Promise<LiveDeployment | undefined>;
  readonly madeBy: (deployment: string) => Promise<string | undefined>;
}

/** Every component that the environment has on a platform of its own, read together. */
export async function lookUpComponents(
  context: Context,
  environment: Environment,
  asked: Patience & { readonly released: EnvironmentStatus['released'] },
): Promise<readonly ComponentStatus[]> {
  return Promise.all(
    hostsOf(context, environment).map(async (host) => {
      const { component, url, probe } = host;
      const late = { kind: 'unreachable', why: `no answer within ${asked.patienceMs / 1000} s` } as const;
      const [reading, answer] = await Promise.all([
        lookUp(context, host, { ...asked, released: asked.released[component] }),
        within(asked.patienceMs, context.providers.probe.version(url, probe), late),
      ]);
      return { component, reading, health: healthOf(reading, answer, probe) };
    }),
  );
}

function hostsOf({ providers }: Context, { frontend, backend }: Environment): readonly Host[] {
  return [
    ...(frontend
      ? [
          {
            component: 'frontend' as const,
            url: frontend.url,
            probe: frontend.version,
            live: () => providers.frontend.live(frontend),
            madeBy: (deployment: string) => providers.frontend.madeBy(frontend, deployment),
          },
        ]
      : []),
    ...(backend
      ? [
          {
            component: 'backend' as const,
            url: backend.url,
            probe: backend.health,
            live: () => providers.backend.live(backend),
            madeBy: (deployment: string) => providers.backend.madeBy(backend, deployment),
          },
        ]
      : []),
  ];
}

async function lookUp(
  context: Context,
  host: Host,
  { released, ...patience }: Patience & { readonly released: ReleasedPart | undefined },
): Promise<Reading> {
  const ask = () => askPatiently(context, patience, () => read(host, released));
  const why = `${platformOf[host.component]} did not answer within ${patience.patienceMs / 1000} s`;
  const answer = await within(patience.patienceMs, ask(), { kind: 'silent', why });
  return answer.kind === 'silent' ? answer : answer.said;
}

async function read({ live, madeBy }: Host, released: ReleasedPart | undefined): Promise<Reading> {
  const found = await live();
  if (!found) return { kind: 'nothing' };
  if (found.deployment === released?.deployment) return { kind: 'serves', live: found };
  const [maker, releasedBy] = await Promise.all([
    madeBy(found.deployment),
    released && madeBy(released.deployment),
  ]);
  return {
    kind: 'serves',
    live: found,
    ...(maker !== undefined && { madeBy: maker }),
    ...(releasedBy !== undefined && { releasedBy }),
  };
}

function healthOf(reading: Reading, answer: ProbeAnswer, { path }: VersionProbe): Health {
  const commit = reading.kind === 'serves' ? reading.live.commit : undefined;
  if (commit !== undefined && isVersion(answer, commit)) return { kind: 'well' };
  const answers = answer.kind === 'answered' && answer.status === 200;
  return answers && commit === undefined
    ? { kind: 'answers', answer: sayAnswer(answer) }
    : { kind: 'unwell', path, answer: sayAnswer(answer) };
}
