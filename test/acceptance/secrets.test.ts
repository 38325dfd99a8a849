import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HomePage } from '../support/home-page.ts';
import { redisContent } from '../support/redis-content.ts';
import { quickPlatforms, World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';

/** The very secrets that the bot was given. */
const own = [
  'xoxb-sandbox-cabeceo',
  'sandbox-signing-secret',
  'ghp_sandbox',
  'vercel_sandbox',
  'railway_sandbox',
  'neon_sandbox',
  'sandbox-vercel-webhook-secret',
  'sandbox-railway-webhook-secret',
  'sandbox-s3-secret-key',
  'planted webhook/secret+of=github'.replaceAll(' ', '-'),
];
/** Of the databases: told by Neon for a connection, and for nothing else. */
const passwords = ['sandbox-production', 'mundo_owner:'];
/** Secrets that it was never given, and must know by their looks. */
const strange = [
  'npg_plantedDatabase1',
  'ghp_plantedGithub123456',
  'xoxb-planted-1234567890',
  'xapp-planted-1234567890',
  'planted-bearer-value',
  'planted-variable-value',
  'planted-client-secret',
];
const carelessWords = [
  ...own.map((secret) => `given ${secret}`),
  'connect postgresql://owner:npg_plantedDatabase1@ep-cool-1.eu.aws.neon.tech/neondb',
  'ghp_plantedGithub123456 xoxb-planted-1234567890 xapp-planted-1234567890',
  'Authorization: Bearer planted-bearer-value',
  '{"API_TOKEN":"planted-variable-value","client_secret":"planted-client-secret"}',
];
/** What a platform says is cut for people: each words stands first once. */
const said = (turn: number) =>
  [...carelessWords.slice(turn), ...carelessWords.slice(0, turn)].map((word) => `${word};`).join(' ');

let world: World;
let turn = 0;

beforeAll(async () => {
  world = await World.start({
    env: { LOG_LEVEL: 'trace', GITHUB_WEBHOOK_SECRET: own.at(-1) ?? '' },
  });
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.call('DELETE', '/_sandbox/faults');
  await world.call('PUT', '/_sandbox/settings', quickPlatforms);
  await expectSilence();
});

const refusal = (status: number, where: object) => {
  turn = (turn + 1) % carelessWords.length;
  return world.fault({ times: 1, ...where, effect: { kind: 'status', status, message: said(turn) } });
};

const planning = [
  { service: 'github', path: '/commits/' },
  { service: 'github', path: '/check-runs' },
  { service: 'vercel', path: '' },
  { service: 'railway', path: 'serviceInstance' },
];

describe('a platform that repeats secrets', () => {
  it.each(planning)('is not repeated when it refuses at planning: $service $path', async (where) => {
    await refusal(400, where);
    expect((await world.ask(ana, '/deploy dev', /🚫/)).text).toContain('•••');
  });

  it('is not repeated when it fails at planning and is asked again', async () => {
    for (const where of planning) await refusal(502, { ...where, times: 2 });
    await world.commit('develop', 'Plan through careless answers');
    await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s, 30_000);
    expect(world.botLines.some((line) => line.includes('planning waits') && line.includes('•••'))).toBe(true);
  });

  const steps = [
    { service: 'vercel', method: 'POST', path: '/deployments' },
    { service: 'railway', path: 'serviceInstanceDeployV2' },
    { service: 'neon', method: 'POST', path: '/branches' },
    { service: 'neon', method: 'GET', path: '/branches' },
    { service: 'vercel', method: 'POST', path: '/aliases' },
  ];

  it.each(steps)('is not repeated when a step is refused: $service $method $path', async (where) => {
    await world.commit('develop', 'Deploy to careless answers');
    await refusal(400, where);
    const card = await world.ask(ana, '/deploy dev', /❌/, 30_000);
    expect(card.text).toContain('•••');
    await world.told(card, /•••/);
  });

  it('is not repeated when steps fail and are asked again', async () => {
    await world.commit('develop', 'Deploy through careless answers');
    for (const where of steps) await refusal(503, where);
    await refusal(500, { service: 'github', method: 'POST', path: '/deployments' });
    await refusal(422, { service: 'github', method: 'POST', path: '/statuses' });
    await world.ask(ana, '/deploy dev', /^✅.*development.*runs/s, 45_000);
    expect(world.botLines.some((line) => line.includes('asking again') && line.includes('•••'))).toBe(true);
  });

  it('is not repeated out of its build log', async () => {
    const printed = carelessWords.map((word) => `echo '${word}'`).join('; ');
    const buildCommand = `${printed}; exit 1`;
    const sha = await push({ 'vercel.json': JSON.stringify({ buildCommand }) });
    await world.call('PUT', '/_sandbox/settings', { vercel: { realBuilds: true } });
    const card = await world.ask(ana, `/deploy dev ${sha} --only frontend`, /❌/, 30_000);
    expect(JSON.stringify(await replies(card.ts))).toMatch(/given •••/);

    await world.call('PUT', '/_sandbox/settings', {
      vercel: { realBuilds: false },
      railway: { realBuilds: true },
    });
    const next = await push({
      'vercel.json': null,
      'railway.toml': `[build]\nbuildCommand = ${JSON.stringify(buildCommand)}\n[deploy]\nstartCommand = "true"\n`,
    });
    const second = await world.ask(ana, `/deploy dev ${next} --only backend`, /❌/, 30_000);
    expect(JSON.stringify(await replies(second.ts))).toMatch(/given •••/);
  });
});

describe('a Slack that repeats secrets', () => {
  it('is not repeated when it fails to take messages, forms and questions', async () => {
    for (const status of [500, 503, 429])
      await refusal(status, { service: 'slack', path: 'chat.postMessage' });
    await refusal(401, { service: 'slack', path: 'views.open' });
    await refusal(500, { service: 'slack', path: 'users.info' });
    await refusal(500, { service: 'slack', path: 'chat.update' });
    await refusal(401, { service: 'slack', path: 'chat.update' });
    await world.type(ana, '/deploy');
    await world.whisper(ana, /did not open/);
    await world.commit('main', 'Tell a careless Slack');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/, 30_000);
    await world.press(bruno, waiting, 'Approve');
    await world.whisper(bruno, /Slack did not tell me/);
    await world.press(bruno, waiting, 'Approve');
    await world.card(/^✅.*production.*runs/s, 30_000);
    await refusal(500, { service: 'slack', path: 'views.publish' });
    const home = new HomePage(world, carla);
    await home.open();
    await home.waitFor('Environments', /production/);
  });
});

describe('a storage that repeats secrets', () => {
  it('is not repeated when it refuses to list the backups, nor when it fails to', async () => {
    await refusal(400, { service: 's3', path: '' });
    await world.type(ana, '/db backups prod');
    expect(await world.whisper(ana, /did not say which backups/)).toContain('•••');
    await refusal(500, { service: 's3', path: '' });
    await world.type(ana, '/db backups prod');
    await world.whisper(ana, /no backup|backups of/i);
  });
});

describe('a database’s address', () => {
  it('goes to the connection alone when data is looked at and restored', { timeout: 180_000 }, async () => {
    await world.call('POST', '/_sandbox/neon/remember', { branch: 'production' });
    await refusal(500, { service: 'neon', path: 'connection_uri' });
    const plan = await world.ask(ana, '/db restore prod 1s ago', /^✋ Restore/, 60_000);
    expect(JSON.stringify(plan.blocks)).toMatch(/\*Rows\*  (?:now → then|no table)/);
    await world.press(bruno, plan, 'Approve');
    await world.card(/waits for 1 nod/);
    await refusal(503, { service: 'neon', path: '/restore' });
    await world.press(carla, plan, 'Approve');
    await world.card(/^✅ \*production\* has its data/, 60_000);
  });
});

async function push(files: Readonly<Record<string, string | null>>): Promise<string> {
  const checks = ['lint', 'types', 'e2e-tests', 'build'].map((name) => ({
    name,
    status: 'completed',
    conclusion: 'success',
  }));
  const body = { branch: 'develop', message: 'Print everything', files, checks };
  return (await world.call<{ sha: string }>('POST', '/_sandbox/github/commit', body)).sha;
}

async function replies(ts: string) {
  return (await world.messages()).filter(({ threadTs }) => threadTs === ts);
}

/** Everything that the bot has left anywhere, and all that it sent. */
async function expectSilence(): Promise<void> {
  const { slack, github, vercel } = await world.state();
  const sent = await Promise.all(
    ['slack', 'github', 'vercel', 'railway', 'neon'].map((service) => world.requests(service)),
  );
  const places = {
    log: world.botLines.join('\n'),
    slack: JSON.stringify(slack),
    redis: await redisContent(world.botEnvironment['REDIS_URL'] ?? ''),
    github: JSON.stringify(github.deployments),
    vercel: JSON.stringify(vercel),
    requests: JSON.stringify(sent.flat().map(({ path, body }) => [path, body])),
  };
  expect(places.redis).toContain('{cabeceo}:audit');
  for (const [place, content] of Object.entries(places)) {
    for (const secret of [...own, ...passwords, ...strange]) {
      const at = content.indexOf(secret);
      expect(at === -1 ? '' : content.slice(Math.max(0, at - 300), at + 100), `${secret} in ${place}`).toBe(
        '',
      );
    }
  }
}
