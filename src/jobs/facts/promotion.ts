import type { VersionProbe } from '../../domain/environment.ts';
import type { EarlierPart, PromotionFacts } from '../../domain/promotion.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { LiveDeployment } from '../../domain/plan.ts';
import { type Context, type Place, placeOf } from '../context.ts';
import { isVersion, sayAnswer } from '../deploy/version.ts';
import { readServing } from '../planning/plan.ts';
import { askPatiently, type Patience } from './ask-patiently.ts';

/** What the environment that comes before serves, and how well. */
export async function lookUpPromotion(
  context: Context,
  { app, environment }: Place,
  { sha, ...patience }: Patience & { readonly sha: CommitSha },
): Promise<PromotionFacts> {
  const { promotion } = environment.policy;
  if (!promotion) return { kind: 'not_asked' };
  const earlier = placeOf(context.apps, { app: app.name, environment: promotion.from });
  const answer = await askPatiently(context, patience, () => readServing(context, earlier));
  if (answer.kind === 'silent') return { kind: 'unreachable', why: answer.why };
  const { frontend, backend } = earlier.environment;
  const { said } = answer;
  const parts = await Promise.all([
    frontend &&
      look(context, sha, {
        component: 'frontend',
        live: said.frontend,
        url: frontend.url,
        probe: frontend.version,
      }),
    backend &&
      look(context, sha, {
        component: 'backend',
        live: said.backend,
        url: backend.url,
        probe: backend.health,
      }),
  ]);
  return { kind: 'known', parts: parts.filter((part) => part !== undefined) };
}

interface Part {
  readonly component: EarlierPart['component'];
  readonly live: LiveDeployment | undefined;
  readonly url: string;
  readonly probe: VersionProbe;
}

/** Our own look, where the platform says that the wanted commit is live. */
async function look(
  { providers }: Context,
  wanted: CommitSha,
  { component, live, url, probe }: Part,
): Promise<EarlierPart> {
  const part = { component, commit: live?.commit, since: live?.since };
  if (live?.commit !== wanted) return part;
  const answer = await providers.probe.version(url, probe);
  if (isVersion(answer, wanted)) return part;
  return { ...part, unwell: `(${probe.path}) ${sayAnswer(answer)}` };
}
