import { afterAll, beforeAll, expect, it } from 'vitest';
import { railwaySeed } from '../../sandbox/railway/seed.ts';
import { vercelSeed } from '../../sandbox/vercel/seed.ts';
import { eventually } from '../support/eventually.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const dario = 'U0DARIO1';

let world: World;

beforeAll(async () => {
  world = await World.start({
    configure: ({ apps }) => {
      const { development } = apps['mundo-tango'].environments;
      if (development) development.policy = { rights: { lock: { groups: ['S0RELEASE'], users: [ana] } } };
    },
  });
});
afterAll(() => world.stop());

it('stops every deploy until somebody releases it, and the bad commit stays refused by name', async () => {
  const bad = await world.commit('develop', 'Loses orders');
  const held = await world.ask(ana, `/hold dev ${bad.slice(0, 7)} orders are lost`, /^🔒/);
  expect(held.text).toMatch(
    /^🔒 \*development\* was put on hold by <@U0ANA001>: “orders are lost”.*marked bad/,
  );
  await world.commit('develop', 'Still on hold');
  const refused = await world.ask(
    bruno,
    '/deploy dev',
    /^🚫.*<@U0ANA001> put \*development\* on hold.*“orders are lost”/s,
  );
  expect(world.buttons(refused)).toContain('Release the hold…');

  await world.press(dario, refused, 'Release the hold');
  await world.whisper(dario, /^🚫 Not done: you may not release the hold of \*development\*/);
  await world.press(bruno, refused, 'Release the hold');
  await eventually(
    async () =>
      (await world.cards()).find(({ ts, text }) => ts === held.ts && text.startsWith('✅ The hold of')),
    { what: 'the hold to be released', withinMs: 10_000 },
  );
  await world.ask(bruno, `/deploy dev ${bad}`, /^🚫.*marked bad by <@U0ANA001>.*orders are lost/s);
  await world.ask(bruno, '/deploy dev', /^✅.*development.*runs/s);
});

it('needs a commit that exists, a reason, and no hold before it; it stands after the bot was killed', async () => {
  expect(await world.type(ana, '/hold dev')).toMatch(/^🚫 Not put on hold: I need to know why/);
  await world.type(ana, '/hold dev 0123456789 no such commit');
  await world.whisper(ana, /^🚫 Not done: GitHub knows no commit “0123456789” in mundo-tango/);
  await world.type(ana, '/release dev');
  await world.whisper(ana, /^🚫 Not done: there is no hold of \*development\*/);
  await world.ask(ana, '/hold dev over a restart', /^🔒/);
  await world.type(bruno, '/hold dev me too');
  await world.whisper(bruno, /^🚫 Not done: <@U0ANA001> put \*development\* on hold already/);
  await world.stopBot('SIGKILL');
  await world.startBot();
  await world.commit('develop', 'After the restart');
  await world.ask(bruno, '/deploy dev', /^🚫.*“over a restart”/s);
  await world.type(bruno, '/release dev');
});

it('switches off the platforms’ own deploying, although one fails and the bot is killed, and restores it', async () => {
  await switchRailway(true);
  await world.fault({
    service: 'vercel',
    method: 'PATCH',
    times: 1,
    effect: { kind: 'status', status: 503 },
  });
  const { ts } = await world.ask(ana, '/hold prod orders are lost', /^🔒 \*production\*/);
  await says(ts, /could not switch off Vercel’s auto-assign yet: Vercel answered 503/);
  await says(ts, /Vercel’s auto-assign and Railway’s auto-deploy are switched off until then\.$/);
  expect(await autoDeploys()).toEqual({ vercel: false, railway: false });
  const before = await deploymentsOfProduction();
  await world.commit('main', 'Pushed while it is held');
  expect(await deploymentsOfProduction()).toHaveLength(before.length);

  await world.stopBot('SIGKILL');
  await world.fault({
    service: 'railway',
    path: 'autoDeployUpdate',
    times: 1,
    effect: { kind: 'drop_after' },
  });
  await world.startBot();
  await world.type(bruno, '/release prod');
  await says(ts, /could not switch Railway’s auto-deploy on again yet: Railway dropped the connection/);
  await says(ts, /^✅ The hold of .*Vercel’s auto-assign and Railway’s auto-deploy are on again\.$/);
  expect(await autoDeploys()).toEqual({ vercel: true, railway: true });
  const sha = await world.commit('main', 'Pushed after it was held');
  expect((await deploymentsOfProduction())[0]?.commit).toBe(sha);
  await switchRailway(false);
});

it('knows that a platform was on although the bot was killed while it switched it off', async () => {
  const slow = { service: 'vercel', method: 'PATCH', times: 1, effect: { kind: 'latency', ms: 1_000 } };
  await world.fault(slow);
  const { ts } = await world.ask(ana, '/hold prod killed on the way', /^🔒 \*production\*/);
  await eventually(async () => (await pendingFaults()) === 0 || undefined, {
    what: 'Vercel to be asked',
    withinMs: 10_000,
  });
  await world.stopBot('SIGKILL');
  await eventually(async () => !(await autoDeploys()).vercel || undefined, {
    what: 'Vercel to do what nobody waits for any more',
    withinMs: 10_000,
  });
  await world.startBot();
  await says(ts, /Vercel’s auto-assign is switched off until then\./, 30_000);
  await world.type(bruno, '/release prod');
  await says(ts, /^✅ The hold of .*Vercel’s auto-assign is on again\./);
  expect(await autoDeploys()).toEqual({ vercel: true, railway: false });
});

async function pendingFaults(): Promise<number> {
  return (await world.call<readonly unknown[]>('GET', '/_sandbox/faults')).length;
}

async function says(ts: string, wanted: RegExp, withinMs = 15_000): Promise<void> {
  await eventually(
    async () => (await world.cards()).find((card) => card.ts === ts && wanted.test(card.text)),
    {
      what: `the message of the hold to say ${wanted}`,
      withinMs,
      found: async () => (await world.cards()).find((card) => card.ts === ts)?.text ?? 'nothing',
    },
  );
}

async function deploymentsOfProduction() {
  const railway = await world.holds('railway');
  return railway.environments.find(({ name }) => name === 'production')?.services[0]?.deployments ?? [];
}

async function autoDeploys(): Promise<{ readonly vercel: boolean; readonly railway: boolean }> {
  const { VERCEL_API_URL: url } = world.botEnvironment;
  const answer = await fetch(`${url}/v9/projects/${vercelSeed.project.id}?teamId=${vercelSeed.team.id}`, {
    headers: { authorization: `Bearer ${vercelSeed.token}` },
  });
  const { autoAssignCustomDomains } = (await answer.json()) as { readonly autoAssignCustomDomains: boolean };
  const railway = await world.holds('railway');
  const service = railway.environments.find(({ name }) => name === 'production')?.services[0];
  return { vercel: autoAssignCustomDomains, railway: service?.autoDeploy ?? false };
}

/** As somebody does at Railway's own page. */
async function switchRailway(enabled: boolean): Promise<void> {
  const ids = { projectId: railwaySeed.project.id, serviceId: railwaySeed.service.id };
  const input = { ...ids, environmentId: railwaySeed.environments.production.id, enabled };
  const query = `mutation byHand($input: ServiceInstanceAutoDeployUpdateInput!) {
    serviceInstanceAutoDeployUpdate(input: $input) { enabled }
  }`;
  const answer = await fetch(world.botEnvironment['RAILWAY_API_URL'] ?? '', {
    method: 'POST',
    headers: { authorization: `Bearer ${railwaySeed.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  expect(await answer.json()).toEqual({ data: { serviceInstanceAutoDeployUpdate: { enabled } } });
}
