import { expect, it } from 'vitest';
import type { DeployContext } from '../../../src/jobs/deploy/context.ts';
import { lookBefore } from '../../../src/jobs/watch/before.ts';
import type { ProbeAnswer } from '../../../src/providers/contract.ts';
import { anEnvironment, anOperation, aPlan, liveSha } from '../../support/operation-builders.ts';

const well: ProbeAnswer = { kind: 'answered', status: 200, version: liveSha };
const red: ProbeAnswer = { kind: 'answered', status: 503 };

/** What is seen where the addresses answer so, one look after the other; the last answer stays. */
async function seen(
  answers: { readonly frontend: readonly ProbeAnswer[]; readonly backend: readonly ProbeAnswer[] },
  plan = aPlan(),
) {
  const asked = { frontend: 0, backend: 0 };
  const version = async (url: string) => {
    const component = url === anEnvironment.frontend.url ? 'frontend' : 'backend';
    const known = answers[component];
    asked[component] += 1;
    return known[asked[component] - 1] ?? known.at(-1);
  };
  const context = { environment: anEnvironment, plan, providers: { probe: { version } } };
  const step = lookBefore(context as unknown as DeployContext);
  const checks = await step.start({ key: `${anOperation().id}/look-before`, at: 0 });
  return { checks, asked };
}

it('finds well what answers 200, whichever commit it is', async () => {
  expect(await seen({ frontend: [well], backend: [well] })).toEqual({
    checks: { frontend: { kind: 'well' }, backend: { kind: 'well' } },
    asked: { frontend: 1, backend: 1 },
  });
});

it('calls red only what is red three times, and asks again of nothing else', async () => {
  expect(await seen({ frontend: [red, red, well], backend: [well] })).toEqual({
    checks: { frontend: { kind: 'well' }, backend: { kind: 'well' } },
    asked: { frontend: 3, backend: 1 },
  });
  const { checks } = await seen({ frontend: [well], backend: [red] });
  expect(checks.backend).toEqual({
    kind: 'red',
    answer: 'https://api.mundo-tango.example/health answered 503',
  });
});

it('looks at what the deploy changes alone', async () => {
  const plan = aPlan({ components: [{ component: 'frontend', changed: true, files: 1 }] });
  expect((await seen({ frontend: [well], backend: [red] }, plan)).asked).toEqual({ frontend: 1, backend: 0 });
});
