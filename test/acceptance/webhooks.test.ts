import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { type JournalLine, type SlackMessage, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

/** Longer than any test waits: the test moves the clock. */
const hour = 3_600_000;

/** After this the bot looks about every 800 ms by itself. */
const longMs = 10_000;

interface SentWebhook {
  readonly id: string;
  readonly service: string;
  readonly event: string;
  readonly at: number;
  readonly answers: readonly { readonly status: number; readonly text: string }[];
}

interface LogLine {
  readonly msg: string;
  readonly step?: string;
  readonly platform?: string;
  readonly outcome?: string;
}

let world: World;
let card: SlackMessage;

beforeAll(async () => {
  world = await World.start({
    env: { LOG_LEVEL: 'debug' },
    settings: {
      vercel: { queueMs: 0, buildMs: hour, promoteMs: 50, realBuilds: false },
      railway: { queueMs: 0, buildMs: hour, deployMs: 0, realBuilds: false },
      neon: { operationMs: 50 },
    },
  });
  await world.commit('main', 'Be told when it is built');
  const waiting = await world.ask(ana, '/deploy prod', /^✋/);
  await world.press(bruno, waiting, 'Approve');
  card = await world.card(/^⏳/);
});
afterAll(() => world.stop());

const log = () =>
  world.botLines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as LogLine] : []));
const hinted = (step: string) =>
  log().filter((line) => line.msg === 'looks at once after a hint' && line.step === step).length;
const given = () => log().filter(({ msg, outcome }) => msg === 'webhook' && outcome === 'given').length;

const isLook = {
  'build-frontend': ({ method, path }: JournalLine) =>
    method === 'GET' && path.startsWith('/v13/deployments/dpl'),
  'deploy-backend': ({ operation }: JournalLine) => operation === 'deployment',
};
type WatchedStep = keyof typeof isLook;

const looks = async (step: WatchedStep) =>
  (await world.requests(step === 'build-frontend' ? 'vercel' : 'railway')).filter(isLook[step]);

/** Resolves right after a look, once looks by themselves are far apart. */
async function afterLook(step: WatchedStep): Promise<void> {
  const known = await eventually(
    async () => {
      const all = await looks(step);
      const [first, last] = [all[0], all.at(-1)];
      return first && last && last.at - first.at >= longMs ? all.length : undefined;
    },
    { what: `${step} to be looked at for a while`, withinMs: 30_000 },
  );
  await eventually(async () => ((await looks(step)).length > known ? true : undefined), {
    what: 'one more look',
    withinMs: 5_000,
  });
}

const sent = (event: string) =>
  eventually(
    async () => {
      const all = await world.call<readonly SentWebhook[]>('GET', '/_sandbox/webhooks');
      return all.findLast((one) => one.event === event && one.answers.length > 0);
    },
    { what: `${event} to be answered`, withinMs: 10_000 },
  );

const taken = async () => {
  const all = await world.call<readonly SentWebhook[]>('GET', '/_sandbox/webhooks');
  return all.flatMap(({ answers }) => answers).filter(({ text }) => text === 'Taken.\n').length;
};

const isDone = (step: WatchedStep) =>
  eventually(
    async () => (log().some((line) => line.msg === 'step done' && line.step === step) ? true : undefined),
    { what: `${step} to be done`, withinMs: 10_000 },
  );

/** Ends what the platform does, and says whether the look that saw it was made for the webhook. */
async function endsNoticedByHint(step: WatchedStep, event: string): Promise<void> {
  await afterLook(step);
  const before = hinted(step);
  await world.call('POST', '/_sandbox/clock', { advanceMs: hour });
  await isDone(step);
  const webhook = await sent(event);
  expect(webhook.answers).toEqual([{ status: 200, text: 'Taken.\n' }]);
  expect(hinted(step)).toBe(before + 1);
  const after = (await looks(step)).filter(({ at }) => at >= webhook.at);
  expect(after).toHaveLength(1);
}

const unchanged = () =>
  world.state().then(({ slack, vercel, railway }) => JSON.stringify([slack, vercel, railway]));

describe('while the frontend is built', () => {
  it('a check that ends on GitHub makes the bot look, and changes nothing', async () => {
    await afterLook('build-frontend');
    const before = hinted('build-frontend');
    const body = { sha: 'main', name: 'docs', status: 'completed', conclusion: 'success' };
    await eventually(
      async () => {
        await world.call('POST', '/_sandbox/github/check', body);
        return hinted('build-frontend') > before ? true : undefined;
      },
      { what: 'a look', withinMs: 10_000 },
    );
    expect((await sent('check_run')).answers).toEqual([{ status: 200, text: 'Taken.\n' }]);
    expect(await world.card(/^⏳/)).toMatchObject({ ts: card.ts });
  });

  it('a forged webhook is refused and makes nobody look', async () => {
    const { PORT } = world.botEnvironment;
    for (const [path, headers] of [
      ['github', { 'x-github-event': 'check_run', 'x-hub-signature-256': 'sha256=00' }],
      ['vercel', { 'x-vercel-signature': '00' }],
      ['railway?secret=guessed-guessed-guessed', {}],
    ] as const) {
      const url = `http://127.0.0.1:${PORT}/webhooks/${path}`;
      const answer = await fetch(url, { method: 'POST', headers, body: '{"planted":"words"}' });
      expect(answer.status).toBe(401);
    }
    const refused = () => log().filter(({ msg }) => msg === 'a webhook was refused').length;
    await eventually(async () => refused() === 3 || undefined, {
      what: 'three refusals in the log',
      withinMs: 5_000,
      found: async () => String(refused()),
    });
    // Checks of before may still come in.
    await eventually(async () => (given() === (await taken()) ? true : undefined), {
      what: 'as many looks as webhooks that the platforms sent',
      withinMs: 5_000,
      found: async () => `${given()} of ${await taken()}`,
    });
    expect(world.botLines.join('\n')).not.toMatch(/planted|guessed/);
  });

  it('its end is noticed through Vercel’s webhook', () =>
    endsNoticedByHint('build-frontend', 'deployment.succeeded'));
});

describe('while the backend is deployed', () => {
  it('a webhook that is delivered again changes nothing', async () => {
    await afterLook('deploy-backend');
    const webhooks = [
      await sent('check_run'),
      await sent('deployment.succeeded'),
      await sent('Deployment.building'),
    ];
    const [before, told] = [await unchanged(), given()];
    for (const { id } of webhooks) {
      expect(await world.call('POST', '/_sandbox/webhooks/repeat', { id })).toEqual({
        status: 200,
        text: 'Taken before.\n',
      });
    }
    expect(given()).toBe(told);
    expect(await unchanged()).toBe(before);
  });

  it('its end is noticed through Railway’s webhook', () =>
    endsNoticedByHint('deploy-backend', 'Deployment.deployed'));
});

it('the deploy ends as any other', async () => {
  const done = await world.card(/^✅.*production.*runs/s);
  expect(done.ts).toBe(card.ts);
  expect((await sent('deployment.promoted')).answers).toMatchObject([{ status: 200 }]);
  expect((await sent('deployment_status')).answers).toMatchObject([{ status: 200 }]);
});
