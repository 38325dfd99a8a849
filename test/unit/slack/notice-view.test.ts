import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PauseStanding } from '../../../src/domain/auto-deploy.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { noticeView } from '../../../src/slack/views/notice-view.ts';
import { buttonLabels, problemsOfMessage } from '../../support/block-kit.ts';
import { ana, bruno, newSha, now } from '../../support/operation-builders.ts';
import { aFreeze, aHold, aLock, aPause, production } from '../../support/stop-builders.ts';

const hour = 3_600_000;
const place = production;

/** What is read, without Slack's marks for dates. */
const textOf = (notice: Notice) => noticeView(notice, now).text.replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1');
const buttonsOf = (notice: Notice) => buttonLabels(noticeView(notice, now).blocks);

describe('the message of a lock', () => {
  it('says what, who, why and until when, and what can be done', () => {
    const notice = { kind: 'locked', place, lock: aLock({ until: now + hour }) } as const;
    expect(textOf(notice)).toBe(
      '🔒 *production* is locked by <@U0ANA001>: “checkout is on fire” · expires in 1 h, 15:30 UTC',
    );
    expect(buttonsOf(notice)).toEqual(['Unlock production', 'Take over the lock…']);
  });

  it('says that it lasts until somebody unlocks, and from whom it was taken', () => {
    const { reason: _reason, ...lock } = aLock({ takenFrom: bruno });
    const notice = { kind: 'locked', place, lock } as const;
    expect(textOf(notice)).toBe('🔒 *production* is locked by <@U0ANA001>. · until it is unlocked');
    expect(JSON.stringify(noticeView(notice, now).blocks)).toContain('taken over from <@U0BRUNO1>');
  });

  it('becomes what became of it, without a button', () => {
    const unlocked = { kind: 'unlocked', place, lock: aLock(), by: ana, at: now } as const;
    expect(textOf(unlocked)).toBe(
      '✅ *production* was unlocked by <@U0ANA001> after 2 h · “checkout is on fire”',
    );
    const ended = { kind: 'lock_ended', place, lock: aLock(), at: now } as const;
    expect(textOf(ended)).toMatch(/^✅ \*production\* was locked by <@U0ANA001> for 2 h/);
    expect([...buttonsOf(unlocked), ...buttonsOf(ended)]).toEqual([]);
  });
});

it('tells the channel that a lock ran out', () => {
  expect(textOf({ kind: 'lock_expired', place, lock: aLock(), at: now })).toMatch(
    /^✅ \*production\* is open again: the lock of <@U0ANA001> ran out after 2 h\./,
  );
});

it('asks the owner whether it is still needed, with the way out', () => {
  const notice = { kind: 'lock_nag', place, lock: aLock(), at: now } as const;
  expect(textOf(notice)).toMatch(
    /^🔒 You have locked \*production\* of mundo-tango for 2 h: .*still needed\?/,
  );
  expect(buttonsOf(notice)).toEqual(['Unlock production']);
});

it('tells the former owner who took over', () => {
  const lock = aLock({ by: bruno, takenFrom: ana });
  const notice = { kind: 'lock_taken', place, lock, from: aLock() } as const;
  expect(textOf(notice)).toMatch(
    /^🔒 <@U0BRUNO1> took over your lock of \*production\*.*only <@U0BRUNO1> can/,
  );
});

describe('the message of a freeze', () => {
  const everything = { app: '*', environment: '*' };

  it('says what stands still, by whom and why, and how it is lifted', () => {
    const notice = { kind: 'frozen', place: { ...place, environment: '*' }, freeze: aFreeze() } as const;
    expect(textOf(notice)).toBe(
      '🔒 *all of mundo-tango* is frozen by <@U0ANA001>: “the payment provider is down” Nothing is deployed but rollbacks, until somebody lifts the freeze.',
    );
    expect(buttonsOf(notice)).toEqual(['Lift the freeze…']);
  });

  it('becomes that it was lifted', () => {
    const notice = { kind: 'unfrozen', place: everything, freeze: aFreeze(), by: bruno, at: now } as const;
    expect(textOf(notice)).toMatch(
      /^✅ The freeze of \*everything\* was lifted by <@U0BRUNO1> after 1 h · frozen by/,
    );
    expect(buttonsOf(notice)).toEqual([]);
  });
});

describe('the message of a hold', () => {
  it('says what is held, by whom and why, which commit is bad, and how it is released', () => {
    const notice = { kind: 'held', place, hold: aHold({ bad: newSha }) } as const;
    expect(textOf(notice)).toBe(
      '🔒 *production* was put on hold by <@U0ANA001>: “orders are lost” `a1b2c3d` is marked bad and will not be deployed again. Nothing is deployed but rollbacks, until somebody releases the hold.',
    );
    expect(buttonsOf(notice)).toEqual(['Release the hold…']);
  });

  it.each<readonly [PauseStanding, PauseStanding, string]>([
    ['unread', 'unread', ''],
    ['off', 'off', 'Vercel’s auto-assign and Railway’s auto-deploy are switched off until then.'],
    [
      'off',
      'was_off',
      'Vercel’s auto-assign is switched off until then. Railway’s auto-deploy was off already.',
    ],
  ])('says of platforms that are %s and %s what became of them', (frontend, backend, text) => {
    const notice = { kind: 'held', place, hold: aHold(), pause: aPause({ frontend, backend }) } as const;
    expect(textOf(notice).split('releases the hold.')[1]?.trim()).toBe(text);
  });

  it('says plainly what could not be switched off yet, or not even be read', () => {
    const trouble = { says: 'Vercel answered 503 <!channel>', tries: 1, nextAt: now };
    const { frontend, backend, ...rest } = aPause({ frontend: 'was_on', backend: 'unread' });
    const pause = {
      ...rest,
      ...(frontend && { frontend: { ...frontend, trouble } }),
      ...(backend && { backend: { ...backend, trouble: { ...trouble, says: 'Not Authorized' } } }),
    };
    const held = { kind: 'held', place, hold: aHold(), pause } as const;
    expect(textOf(held)).toContain(
      'I could not switch off Vercel’s auto-assign yet: Vercel answered 503 &lt;!channel&gt;. I keep trying. Until then a push may go live by itself, unless somebody switches it off there.',
    );
    expect(textOf(held)).toContain(
      'I could not find out whether Railway’s auto-deploy is on yet: Not Authorized. I keep trying.',
    );
    const by = { by: bruno, at: now };
    const released = {
      kind: 'released',
      place,
      hold: aHold(),
      ...by,
      pause: { ...pause, released: by },
    } as const;
    expect(textOf(released)).toContain('I could not switch Vercel’s auto-assign on again yet: Vercel');
    expect(textOf(released)).toContain('Railway’s auto-deploy: left alone, since I did not find out');
  });

  it.each<readonly [PauseStanding, PauseStanding, string]>([
    ['restored', 'restored', 'Vercel’s auto-assign and Railway’s auto-deploy are on again.'],
    ['was_off', 'restored', 'Railway’s auto-deploy is on again. Vercel’s auto-assign is off, as before.'],
  ])('says at its end of platforms that are %s and %s that they are as before', (frontend, backend, text) => {
    const by = { by: bruno, at: now };
    const pause = aPause({ frontend, backend }, { released: by });
    expect(textOf({ kind: 'released', place, hold: aHold(), ...by, pause })).toMatch(new RegExp(`${text}$`));
  });

  it('becomes that it was released', () => {
    const notice = { kind: 'released', place, hold: aHold(), by: bruno, at: now } as const;
    expect(textOf(notice)).toMatch(
      /^✅ The hold of \*production\* was released by <@U0BRUNO1> after 1 h · put on/,
    );
    expect(buttonsOf(notice)).toEqual([]);
  });
});

describe('the messages of a freeze window', () => {
  const window = { from: now + hour, to: now + 3 * hour, reason: 'weekend' };

  it.each([
    [
      'window_ahead',
      '🔒 *production* will be frozen from 2026-11-14 15:30 UTC until 2026-11-14 17:30 UTC: “weekend” What is to go before must have started by then; a deploy that runs goes on.',
    ],
    [
      'window_begun',
      '🔒 *production* is frozen until 2026-11-14 17:30 UTC: “weekend” Nothing is deployed but rollbacks until then.',
    ],
    ['window_over', '✅ *production* is open again: the freeze window “weekend” is over.'],
  ] as const)('%s', (kind, text) => {
    expect(textOf({ kind, place, window })).toBe(text);
    expect(buttonsOf({ kind, place, window })).toEqual([]);
  });
});

describe('whatever somebody gives as a reason', () => {
  it('is a message that Slack takes, with no mention in it', () => {
    const reason = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc.constant('<!channel> `*_~ <https://evil.example|x>\n'.repeat(12)),
    );
    fc.assert(
      fc.property(reason, (typed) => {
        const lock = aLock({ reason: typed });
        for (const notice of [
          { kind: 'locked', place, lock },
          { kind: 'unlocked', place, lock, by: ana, at: now },
          { kind: 'lock_expired', place, lock, at: now },
          { kind: 'lock_ended', place, lock, at: now },
          { kind: 'lock_nag', place, lock, at: now },
          { kind: 'lock_taken', place, lock, from: lock },
          { kind: 'held', place, hold: aHold({ reason: typed }) },
          { kind: 'released', place, hold: aHold({ reason: typed }), by: ana, at: now },
          { kind: 'frozen', place, freeze: aFreeze({ reason: typed }) },
          { kind: 'unfrozen', place, freeze: aFreeze({ reason: typed }), by: ana, at: now },
        ] as const) {
          const view = noticeView(notice, now);
          expect(problemsOfMessage(view)).toEqual([]);
          expect(JSON.stringify(view)).not.toContain('<!channel>');
        }
      }),
      { numRuns: 50 },
    );
  });
});
