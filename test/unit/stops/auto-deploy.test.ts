import { describe, expect, it } from 'vitest';
import type { AutoDeployPause, PauseStanding } from '../../../src/domain/auto-deploy.ts';
import { isLasting } from '../../../src/domain/notice.ts';
import {
  decideAttempts,
  decidePause,
  duePauseActions,
  pauseDeadline,
  releasePause,
} from '../../../src/stops/auto-deploy.ts';
import { decideRelease } from '../../../src/stops/holds.ts';
import { ana, anEnvironment, bruno, newSha, now } from '../../support/operation-builders.ts';
import { aHold, aPause, production } from '../../support/stop-builders.ts';

const where = { place: production, environment: anEnvironment };
const at = { place: production, now };
const released = { by: bruno, at: now };
const off = { kind: 'switched' } as const;
const failed = { kind: 'failed', says: 'Vercel answered 503' } as const;

const standingsOf = (pause: AutoDeployPause | undefined) => [
  pause?.frontend?.standing,
  pause?.backend?.standing,
];
const actionsOf = (pause: AutoDeployPause) => duePauseActions(pause, now).map(({ action }) => action);

describe('a hold', () => {
  it('has both platforms asked whether they deploy by themselves', () => {
    const { stop } = decidePause(undefined, aHold(), where) ?? {};
    expect(standingsOf(stop)).toEqual(['unread', 'unread']);
    expect(stop && actionsOf(stop)).toEqual(['read', 'read']);
  });

  it('leaves alone what nobody assigns: the address of a preview, and what is not configured', () => {
    const { frontend, backend: _backend, ...bare } = anEnvironment;
    const preview = frontend && { ...bare, frontend: { ...frontend, target: 'preview' as const } };
    expect(decidePause(undefined, aHold(), { ...where, environment: preview })).toBeUndefined();
    expect(decidePause(undefined, aHold(), { ...where, environment: undefined })).toBeUndefined();
    expect(decidePause(undefined, undefined, where)).toBeUndefined();
  });

  it('is told once more when it marks another commit, and not while it stands as it was', () => {
    const pause = aPause({ frontend: 'off', backend: 'was_off' });
    expect(decidePause(pause, aHold(), where)).toBeUndefined();
    const marked = decidePause(pause, aHold({ bad: newSha }), where);
    expect(standingsOf(marked?.stop)).toEqual(['off', 'was_off']);
    expect(marked?.notices).toMatchObject([{ notice: { kind: 'held', hold: { bad: newSha } } }]);
  });

  it('switches off what was on, and only that', () => {
    const pause = aPause({ frontend: 'unread', backend: 'unread' });
    const read = {
      frontend: { kind: 'read', found: 'on' },
      backend: { kind: 'read', found: 'off' },
    } as const;
    const { stop } = decideAttempts(pause, read, at);
    expect(standingsOf(stop)).toEqual(['was_on', 'was_off']);
    expect(stop && actionsOf(stop)).toEqual(['switch_off']);
    const done = stop && decideAttempts(stop, { frontend: off }, at);
    expect(standingsOf(done?.stop)).toEqual(['off', 'was_off']);
    expect(done?.events).toEqual([
      { kind: 'auto_deploy_off', at: now, component: 'frontend', hold: aHold().id },
    ]);
    expect(done?.stop && actionsOf(done.stop)).toEqual([]);
  });

  it('tries again and again what a platform does not do, ever less often, or as late as the platform asks', () => {
    let pause = aPause({ frontend: 'was_on', backend: 'off' });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      pause = decideAttempts(pause, { frontend: failed }, at).stop ?? pause;
      expect(duePauseActions(pause, now)).toEqual([]);
      waits.push((pauseDeadline(pause) ?? 0) - now);
    }
    expect(waits.slice(0, 3)).toEqual([2_000, 4_000, 8_000]);
    expect(waits.at(-1)).toBe(300_000);
    const busy = { ...failed, retryAfterMs: 900_000 };
    const asked = decideAttempts(pause, { frontend: busy }, at).stop;
    expect(asked && pauseDeadline(asked)).toBe(now + 900_000);
    expect(asked && duePauseActions(asked, now + 900_000)).toHaveLength(1);
  });

  it('edits its message when there is something new to say, not at every try', () => {
    const pause = aPause({ frontend: 'was_on', backend: 'off' });
    const first = decideAttempts(pause, { frontend: failed }, at);
    expect(first.notices).toHaveLength(1);
    expect(first.stop && decideAttempts(first.stop, { frontend: failed }, at).notices).toEqual([]);
    expect(first.stop && decideAttempts(first.stop, { frontend: off }, at).notices).toHaveLength(1);
  });
});

describe('the release', () => {
  it.each<readonly [PauseStanding, readonly string[]]>([
    ['unread', []],
    ['was_off', []],
    ['was_on', ['switch_on']],
    ['off', ['switch_on']],
    ['restored', []],
  ])('of what is “%s” does %j', (standing, actions) => {
    expect(actionsOf(releasePause(aPause({ frontend: standing, backend: 'was_off' }), released))).toEqual(
      actions,
    );
  });

  it('begins at once, however long a platform was to be left alone', () => {
    const tried = decideAttempts(
      aPause({ frontend: 'was_on', backend: 'off' }),
      { frontend: failed },
      at,
    ).stop;
    expect(tried && actionsOf(releasePause(tried, released))).toEqual(['switch_on', 'switch_on']);
  });

  it('follows the message until all is on again, and then forgets it', () => {
    const pause = releasePause(aPause({ frontend: 'off', backend: 'off' }), released);
    const half = decideAttempts(pause, { frontend: off, backend: failed }, at);
    expect(standingsOf(half.stop)).toEqual(['restored', 'off']);
    expect(half.notices.map(({ notice }) => isLasting(notice))).toEqual([true]);
    const whole = half.stop && decideAttempts(half.stop, { backend: off }, at);
    expect(whole?.stop).toBeUndefined();
    expect(whole?.notices.map(({ notice }) => [notice.kind, isLasting(notice)])).toEqual([
      ['released', false],
    ]);
    expect(whole?.events).toMatchObject([{ kind: 'auto_deploy_restored', component: 'backend' }]);
  });

  it('goes with the hold’s own end, and is not another hold’s', () => {
    const request = {
      kind: 'release',
      delivery: 'd1',
      by: bruno,
      team: 'T0MUNDO01',
      at: now,
      channel: 'C1',
    } as const;
    const facts = { place: production, now, newId: 'stop_00000002' };
    const pause = aPause({ frontend: 'off', backend: 'was_off' });
    const own = decideRelease(aHold(), request, { ...facts, pause });
    expect(own).toMatchObject({ pause: { released }, notices: [{ notice: { pause: { released } } }] });
    const other = decideRelease(aHold({ id: 'stop_00000003' }), request, { ...facts, pause });
    expect(other).not.toHaveProperty('pause');
  });
});

describe('a hold that comes before the last one’s end is made good', () => {
  const before = releasePause(aPause({ frontend: 'off', backend: 'restored' }), { by: ana, at: now });
  const next = aHold({ id: 'stop_00000006', by: bruno });

  it('keeps that a platform was on, although it may be off at this moment', () => {
    const change = decidePause(before, next, where);
    expect(standingsOf(change?.stop)).toEqual(['was_on', 'unread']);
    expect(change?.stop).toMatchObject({ hold: { id: next.id } });
    expect(change?.stop).not.toHaveProperty('released');
  });

  it('leaves the other’s message as it is over', () => {
    const kinds = decidePause(before, next, where)?.notices.map(({ notice }) => [
      notice.kind,
      isLasting(notice),
    ]);
    expect(kinds).toEqual([
      ['released', false],
      ['held', true],
    ]);
  });

  it('restores at the platform where it was switched off, whatever is configured since', () => {
    const moved = anEnvironment.frontend && { ...anEnvironment.frontend, project: 'elsewhere' };
    const environment = moved && { ...anEnvironment, frontend: moved };
    const change = decidePause(before, next, { ...where, environment });
    expect(change?.stop?.frontend?.target.project).toBe(anEnvironment.frontend?.project);
    const fresh = decidePause(undefined, next, { ...where, environment });
    expect(fresh?.stop?.frontend?.target.project).toBe('elsewhere');
  });
});
