import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { HomePage } from '../support/home-page.ts';
import { World } from '../support/world.ts';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';

let world: World;

beforeAll(async () => {
  world = await World.start({ env: { SLACK_APP_TOKEN: 'xapp-sandbox-cabeceo', SLACK_SIGNING_SECRET: '' } });
  await hearing();
});
afterAll(() => world.stop());

const connections = async () =>
  (await world.requests('slack')).filter(
    ({ operation, status }) => operation === 'apps.connections.open' && status === 200,
  ).length;

const connectionAfter = (before: number) =>
  eventually(async () => ((await connections()) > before ? true : undefined), {
    what: 'another connection',
    withinMs: 30_000,
    found: async () => world.botLines.slice(-10).join('\n'),
  });

const hearing = () =>
  eventually(async () => ((await hears()) ? true : undefined), {
    what: 'the bot to hear',
    withinMs: 10_000,
  });

/** Without a socket the sandbox turns to HTTP, which this bot does not serve. */
async function hears(): Promise<boolean> {
  const body = { user: ana, channel: 'C0DEPLOYS', text: '/deploy help' };
  const { status } = await world.call<{ status: number }>('POST', '/_sandbox/slack/command', body);
  return status === 200;
}

describe('over Socket Mode', () => {
  it('takes no request over HTTP', async () => {
    const { PORT } = world.botEnvironment;
    const answer = await fetch(`http://127.0.0.1:${PORT}/slack/events`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    expect(await connections()).toBe(1);
  });

  it('outlives a request whose address is none', async () => {
    const port = Number(world.botEnvironment['PORT']);
    const socket = connect(port, '127.0.0.1');
    socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [data] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(data.toString()).toContain('404');
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  it('takes webhooks all the same', async () => {
    const { PORT, RAILWAY_WEBHOOK_SECRET } = world.botEnvironment;
    const post = (secret: string) =>
      fetch(`http://127.0.0.1:${PORT}/webhooks/railway?secret=${secret}`, {
        method: 'POST',
        body: '{"type":"Deployment.deployed","resource":{}}',
      });
    expect((await post(RAILWAY_WEBHOOK_SECRET ?? '')).status).toBe(200);
    expect((await post('guessed')).status).toBe(401);
  });

  it('tells what it cannot do, and opens a form', async () => {
    expect(await world.type(ana, '/deploy prd')).toMatch(/no environment “prd”/);
    await world.type(ana, '/deploy');
    const modal = await eventually(async () => (await world.holds('slack')).modals[0], {
      what: 'the form',
      withinMs: 5_000,
    });
    const values = { environment: { environment: 'development' }, ref: { ref: 'no-such-thing' } };
    await world.call('POST', '/_sandbox/slack/submit', { user: ana, view: modal.id, values });
    await world.card(/no-such-thing/);
  });

  it('draws the Home of whoever opens it', async () => {
    const home = new HomePage(world, bruno);
    await home.open();
    await home.waitFor('Environments', /^\*production\* · /);
  });

  it('ships with a nod, and tells a late one that it is late', async () => {
    const sha = await world.commit('main', 'Dance over a socket');
    const waiting = await world.ask(ana, '/deploy prod', /^✋/);
    await world.press(ana, waiting, 'Approve');
    await world.whisper(ana, /someone else/);
    await Promise.all([
      world.press(bruno, waiting, 'Approve', { deliveries: 2 }),
      world.press('U0CARLA1', waiting, 'Approve'),
    ]);
    expect((await world.card(/^✅.*production.*runs/s)).ts).toBe(waiting.ts);
    expect(await world.served('production')).toEqual({ frontend: sha, backend: sha });
  });

  it.each(['warned', 'cut'])('connects again when its socket is ended (%s), and goes on', async (how) => {
    const before = await connections();
    await world.call('POST', '/_sandbox/slack/disconnect', { how });
    await connectionAfter(before);
    await hearing();
    const running = await world.ask(ana, '/deploy dev', /^(⏳|✅)/);
    expect(running.text).toContain('development');
  });

  it('connects again although Slack does not let it at first', async () => {
    const before = await connections();
    const refuse = (status: number) =>
      world.fault({
        service: 'slack',
        path: 'apps.connections.open',
        times: 1,
        effect: { kind: 'status', status, retryAfterSeconds: 1 },
      });
    await refuse(500);
    await refuse(429);
    await refuse(503);
    await world.call('POST', '/_sandbox/slack/disconnect', {});
    await connectionAfter(before);
    await hearing();
  });

  it('logs one JSON object a line all the while', () => {
    expect(world.botLines.filter((line) => !line.startsWith('{"level":'))).toEqual([]);
  });
});
