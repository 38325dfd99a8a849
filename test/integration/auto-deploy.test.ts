import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../src/domain/errors.ts';
import type { StopRequest, StopWish } from '../../src/domain/stop-request.ts';
import type { Context } from '../../src/jobs/context.ts';
import { createLog } from '../../src/jobs/log.ts';
import { runStopsLane } from '../../src/jobs/stops/stops-lane.ts';
import type { AutoDeploy } from '../../src/providers/contract.ts';
import { assertPermitted } from '../../src/providers/permit.ts';
import { auditAfter } from '../../src/store/audit.ts';
import { dueLanes } from '../../src/store/alarms.ts';
import { commit, type Store } from '../../src/store/commit.ts';
import { raiseFence } from '../../src/store/fence.ts';
import { keys } from '../../src/store/keys.ts';
import { loadMessage } from '../../src/store/messages.ts';
import { acceptStopRequest } from '../../src/store/stop-requests.ts';
import { findStop, stopWrite } from '../../src/store/stops.ts';
import { noticeView } from '../../src/slack/views/notice-view.ts';
import { ana, anEnvironment } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';
import { aHold, production } from '../support/stop-builders.ts';

const lane = 'stops/mundo-tango/production';
const app = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [{ ...anEnvironment, aliases: [] }],
};

/** A platform that deploys by itself or not, and that may be told to fail. */
class Platform {
  isOn = true;
  readonly calls: string[] = [];
  /** Thrown by the next questions. */
  readonly unreadable: Error[] = [];
  /** Thrown by the next switchings; `late`: after the effect. */
  readonly unswitchable: { readonly error: Error; readonly late: boolean }[] = [];
  /** What Redis held when it was asked to switch. */
  known: unknown;

  async autoDeploy(): Promise<AutoDeploy> {
    this.calls.push('read');
    const error = this.unreadable.shift();
    if (error) throw error;
    return { kind: this.isOn ? 'on' : 'off' };
  }

  async setAutoDeploy(_: unknown, enabled: boolean): Promise<void> {
    this.calls.push(enabled ? 'on' : 'off');
    this.known = (await pause())?.frontend?.standing;
    const trouble = this.unswitchable.shift();
    if (trouble && !trouble.late) throw trouble.error;
    this.isOn = enabled;
    if (trouble) throw trouble.error;
  }

  notSwitching(error: Error): void {
    this.unswitchable.push({ error, late: false });
  }

  switchingAnd(error: Error): void {
    this.unswitchable.push({ error, late: true });
  }
}

const unanswered = new RetryableError('Vercel answered 503', { safe: true });

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
let now: number;
let store: Store;
let vercel: Platform;
let railway: Platform;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  store = { redis, now: () => now, wake: async () => undefined };
});
beforeEach(async () => {
  await redis.flushall();
  now = Date.now();
  vercel = new Platform();
  railway = new Platform();
});
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const pause = async () => (await findStop(store, 'pause', production)).stop;
const held = async () => (await findStop(store, 'hold', production)).stop;
const audited = async () =>
  (await auditAfter(store, '0-0', 100)).map(({ event }) => (event as { readonly kind: string }).kind);

async function ask(delivery: string, wish: StopWish): Promise<void> {
  const request: StopRequest = {
    delivery,
    by: ana,
    team: 'T0MUNDO01',
    at: now,
    channel: 'C0DEPLOYS',
    ...wish,
  };
  await acceptStopRequest(store, production, request);
}

async function run(assertHeld: () => void = () => undefined): Promise<void> {
  const context = {
    store,
    apps: [app],
    providers: { frontend: vercel, backend: railway },
    people: { mayDo: async () => 'allowed' },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
  } as unknown as Context;
  const { signal } = new AbortController();
  const fence = await raiseFence(redis, lane);
  await runStopsLane(context, production, { signal, assertHeld, fence, hint: () => signal });
}

async function hold(delivery = 'hold'): Promise<string> {
  await ask(delivery, { kind: 'hold', reason: 'orders are lost' });
  await run();
  return (await held())?.notice.key ?? '';
}

async function release(delivery = 'release'): Promise<void> {
  await ask(delivery, { kind: 'release' });
  await run();
}

/** What the message says now. */
async function saysOf(key: string): Promise<string> {
  const message = await loadMessage(store, key);
  return message?.kind === 'notice' ? noticeView(message.notice, now).text : '';
}

/** The time comes at which the lane is looked at again. */
async function passAlarm(): Promise<void> {
  now = Number(await redis.zscore(keys.alarms, lane));
  expect(await dueLanes(redis, now)).toContain(lane);
  await run();
}

describe('a hold', () => {
  it('switches off what deploys by itself, and its end puts it back', async () => {
    const key = await hold();
    expect([vercel.isOn, railway.isOn]).toEqual([false, false]);
    expect(await saysOf(key)).toContain('Vercel’s auto-assign and Railway’s auto-deploy are switched off');
    expect(await redis.zscore(keys.alarms, lane)).toBeNull();
    await release();
    expect([vercel.isOn, railway.isOn]).toEqual([true, true]);
    expect(await saysOf(key)).toContain('Vercel’s auto-assign and Railway’s auto-deploy are on again');
    expect(await pause()).toBeUndefined();
    const restored = ['auto_deploy_restored', 'auto_deploy_restored'];
    expect(await audited()).toEqual(['held', 'auto_deploy_off', 'auto_deploy_off', 'released', ...restored]);
  });

  it('leaves off what was off', async () => {
    railway.isOn = false;
    const key = await hold();
    expect(await saysOf(key)).toContain('Railway’s auto-deploy was off already');
    await release();
    expect(railway.calls).toEqual(['read']);
    expect([vercel.isOn, railway.isOn]).toEqual([true, false]);
  });

  it('writes that it was on before it switches it off', async () => {
    await hold();
    expect(vercel.known).toBe('was_on');
  });

  it('that is released before a platform was asked asks none', async () => {
    await ask('hold', { kind: 'hold', reason: 'orders are lost' });
    await release();
    expect([...vercel.calls, ...railway.calls]).toEqual([]);
    expect(await held()).toBeUndefined();
  });

  it('that something else placed, as a rollback does, switches off too', async () => {
    await commit(store, { writes: [stopWrite('hold', production, aHold())] });
    await run();
    expect([vercel.isOn, railway.isOn]).toEqual([false, false]);
  });
});

describe('a worker', () => {
  it('that dies after switching off leaves it to the next, which knows that it was on', async () => {
    vercel.switchingAnd(new Error('killed'));
    await expect(hold()).rejects.toThrow('killed');
    expect(vercel.isOn).toBe(false);
    await run();
    expect((await pause())?.frontend?.standing).toBe('off');
    await release();
    expect(vercel.isOn).toBe(true);
  });

  it('that dies after switching on leaves it to the next, which does it once more', async () => {
    await hold();
    railway.switchingAnd(new Error('killed'));
    await expect(release()).rejects.toThrow('killed');
    railway.isOn = false;
    await run();
    expect(railway.isOn).toBe(true);
    expect(await pause()).toBeUndefined();
  });

  it('that has lost its turn changes nothing at a platform', async () => {
    await ask('hold', { kind: 'hold', reason: 'orders are lost' });
    vercel.setAutoDeploy = async () => assertPermitted({ effect: 'mutates' });
    railway.setAutoDeploy = async () => assertPermitted({ effect: 'mutates' });
    const lost = () => {
      throw new Error('the turn is over');
    };
    await expect(run(lost)).rejects.toThrow('the turn is over');
    expect((await pause())?.frontend?.standing).toBe('was_on');
  });
});

describe('a platform that does not answer', () => {
  it('is asked again by the alarm, and the message says so meanwhile', async () => {
    vercel.unreadable.push(unanswered, unanswered);
    const key = await hold();
    expect(railway.isOn).toBe(false);
    expect(await saysOf(key)).toContain(
      'I could not find out whether Vercel’s auto-assign is on yet: Vercel answered 503',
    );
    await passAlarm();
    expect(vercel.isOn).toBe(true);
    const forbidden = { provider: 'Vercel', message: 'Forbidden' };
    vercel.notSwitching(new TerminalError('provider_refused', forbidden));
    await passAlarm();
    expect(await saysOf(key)).toContain(
      'I could not switch off Vercel’s auto-assign yet: Vercel said “Forbidden”',
    );
    await passAlarm();
    expect(vercel.isOn).toBe(false);
    expect(await saysOf(key)).not.toContain('could not');
    expect(railway.calls).toEqual(['read', 'off']);
  });

  it('is not asked before its time, although the lane has other work', async () => {
    vercel.unreadable.push(unanswered);
    await hold();
    await ask('lock', { kind: 'lock' });
    await run();
    expect(vercel.calls).toEqual(['read']);
  });

  it('at the release is followed until all is as it was', async () => {
    const key = await hold();
    vercel.notSwitching(unanswered);
    await release();
    expect(await held()).toBeUndefined();
    expect([vercel.isOn, railway.isOn]).toEqual([false, true]);
    expect(await saysOf(key)).toContain(
      'I could not switch Vercel’s auto-assign on again yet: Vercel answered 503',
    );
    await passAlarm();
    expect(vercel.isOn).toBe(true);
    expect(await saysOf(key)).toContain('are on again');
  });

  it('at the release is on for the next hold too, although it is off at this moment', async () => {
    const first = await hold();
    vercel.notSwitching(unanswered);
    await release();
    const second = await hold('hold-2');
    expect(second).not.toBe(first);
    expect(await saysOf(first)).not.toContain('could not');
    expect(await saysOf(second)).toContain('are switched off until then');
    expect([vercel.isOn, railway.isOn]).toEqual([false, false]);
    await release('release-2');
    expect([vercel.isOn, railway.isOn]).toEqual([true, true]);
    expect(await pause()).toBeUndefined();
  });
});
