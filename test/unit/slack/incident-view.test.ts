import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../src/domain/ids.ts';
import type { Incident, IncidentSign, LiveChange, TimelineEntry } from '../../../src/domain/incident.ts';
import type { Evidence } from '../../../src/domain/watch.ts';
import { incidentAnswerView, incidentView } from '../../../src/slack/views/incident-view.ts';
import { buttonLabels, problemsOfMessage } from '../../support/block-kit.ts';
import {
  aChange,
  anIncident,
  anOffer,
  aSuspect,
  byHand,
  elena,
  openedAt,
} from '../../support/incident-builders.ts';
import { ana, bruno, liveSha, newSha, now } from '../../support/operation-builders.ts';

const minute = 60_000;
const operation = 'op_01hx2k3m4n5p6q8r' as OperationId;
const rollback = { environment: 'production', operation, commit: liveSha };
const begun: TimelineEntry = {
  ...rollback,
  kind: 'rolling_back',
  at: now,
  by: elena,
  subject: 'Show opening hours',
};
const verified: TimelineEntry = { ...rollback, kind: 'verified', at: now + 9_000, tookMs: 8_000 };
const failed: TimelineEntry = {
  ...rollback,
  kind: 'not_rolled_back',
  at: now + 9_000,
  started: true,
  why: { code: 'unhealthy', facts: { path: '/health', answer: 'answered 503', duration: 60_000 } },
};
const freeze: IncidentSign = {
  kind: 'freeze',
  place: { app: 'mundo-tango', environment: '*' },
  stop: 'stop_00000009',
};
const hold: IncidentSign = {
  kind: 'hold',
  place: { app: 'mundo-tango', environment: 'production' },
  stop: 'stop_00000005',
};

const red: Evidence = { signal: 'backend', answer: 'answered 503', looks: 3, since: openedAt - 9 * minute };

/** Without Slack's marks for dates and the spaces that must not break. */
function plain(text: string): string {
  return text.replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1').replaceAll('\u00A0', ' ');
}

const textOf = (incident: Incident) => plain(incidentView(incident).text);
const buttonsOf = (incident: Incident) => buttonLabels(incidentView(incident).blocks);

/** The lines of the section that begins so. */
function linesOf(incident: Incident, heading: string): readonly string[] {
  const sections = incidentView(incident).blocks.flatMap((block) =>
    block.type === 'section' && block.text ? [plain(block.text.text)] : [],
  );
  return (sections.find((text) => text.startsWith(heading)) ?? '').split('\n').slice(1);
}

describe('the message of an incident', () => {
  it('says the suspect first, with its age, what comes back, and whom it calls', () => {
    expect(textOf(anIncident())).toBe(
      '🚨 Incident *#inc-042-checkout* · mundo-tango · opened 2026-11-14 14:02 UTC ' +
        '*Suspect*  `a1b2c3d` Fix cart totals went live on *production*, *12 m before the incident*, by <@U0ANA001>. ' +
        'Before it *production* ran `9f8e7d6` Show opening hours. <@U0ELENA1> can press, and whoever may roll back.',
    );
    expect(buttonsOf(anIncident())).toEqual(['Roll back to 9f8e7d6']);
  });

  it('asks once, with the consequence: what goes back, what stays, what it brings with it', () => {
    const suspect = aSuspect({ offer: anOffer({ newer: 2 }) });
    const { look } = anIncident();
    const blocks = JSON.stringify(incidentView(anIncident({ look: { ...look, suspect } })).blocks);
    expect(blocks).toContain(
      'production goes back to 9f8e7d6 at once: frontend and backend. 2 newer releases go too. Data and migrations stay as they are. ' +
        'Deploys of mundo-tango are frozen, and someone else must acknowledge it afterwards.',
    );
  });

  it('tells the story in the order of the time', () => {
    expect(linesOf(anIncident(), '*Timeline*')).toEqual([
      '13:50 UTC  `a1b2c3d` Fix cart totals went live on *production* · by <@U0ANA001>',
      '14:02 UTC  🚨 Symptom: this channel was opened',
    ]);
    const went: TimelineEntry = {
      kind: 'went_live',
      at: openedAt - 12 * minute,
      environment: 'production',
      change: aChange(),
    };
    const stopped = { kind: 'stopped', by: elena } as const;
    const timeline: readonly TimelineEntry[] = [
      went,
      begun,
      { ...stopped, at: now, sign: freeze },
      verified,
      { ...stopped, at: now + 9_000, sign: hold },
      { ...rollback, kind: 'acknowledged', at: now + 60_000, by: bruno },
      { kind: 'lifted', at: now + 90_000, by: bruno, sign: freeze },
      { kind: 'resolved', at: now + 90_000, by: bruno },
    ];
    expect(linesOf(anIncident({ timeline }), '*Timeline*')).toEqual([
      '13:50 UTC  `a1b2c3d` Fix cart totals went live on *production* · by <@U0ANA001>',
      '14:02 UTC  🚨 Symptom: this channel was opened',
      '14:30 UTC  ↩️ <@U0ELENA1> began to roll *production* back to `9f8e7d6` Show opening hours',
      '14:30 UTC  🔒 *all of mundo-tango* is frozen: nothing is deployed but rollbacks · <@U0ELENA1>',
      '14:30 UTC  ✅ Verified: *production* is back on `9f8e7d6` · 8 s',
      '14:30 UTC  🔒 *production* is on hold · <@U0ELENA1>',
      '14:31 UTC  ✅ <@U0BRUNO1> acknowledged the rollback of *production*',
      '14:31 UTC  ✅ <@U0BRUNO1> lifted the freeze of *all of mundo-tango*',
      '14:31 UTC  ✅ Resolved, says <@U0BRUNO1>',
    ]);
  });

  it('tells what the watch of a release saw get worse', () => {
    const { look } = anIncident();
    const symptoms = [{ at: openedAt - 9 * minute, environment: 'production', evidence: [red] }];
    expect(linesOf(anIncident({ look: { ...look, symptoms } }), '*Timeline*')[1]).toBe(
      '13:53 UTC  ❌ Symptom: *production* got worse. The health check fails: answered 503 (3 looks in a row, since 13:53 UTC).',
    );
  });

  it('lists what went live, with its age against the incident', () => {
    const changes: readonly LiveChange[] = [
      aChange({ at: openedAt + 3 * minute, commit: liveSha, subject: 'Back', broughtBackFrom: 1 }),
      byHand(),
      byHand({ at: undefined } as never),
      aChange({ takenBack: true }),
      aChange({ at: openedAt - 3 * 24 * 60 * minute }),
    ];
    const unknown = ['Railway did not answer: what was changed there by hand is not known.'];
    const { look } = anIncident();
    const environments = [{ environment: 'production', changes, unknown }];
    expect(linesOf(anIncident({ look: { ...look, environments } }), '*Went live on production*')).toEqual([
      '• `9f8e7d6` Back · 3 m after it began · by <@U0ANA001> · a rollback',
      '• `9999999` Try a banner (frontend), put there by hand · 5 m before the incident · Vercel dpl_9, made by bruno-at-vercel',
      '• `9999999` Try a banner (frontend), put there by hand · nobody knows when · Vercel dpl_9, made by bruno-at-vercel',
      '• `a1b2c3d` Fix cart totals · 12 m before the incident · by <@U0ANA001> · taken back since',
      '• `a1b2c3d` Fix cart totals · 3 days before the incident · by <@U0ANA001>',
      ...unknown,
    ]);
  });

  it('says so where nothing went live before it, or nothing can come back', () => {
    const { look } = anIncident();
    const late = aSuspect({ change: aChange({ at: openedAt + 5 * minute }), before: false });
    expect(textOf(anIncident({ look: { ...look, suspect: late } }))).toContain(
      '*No suspect*  I know of nothing that went live before the incident. The newest change: `a1b2c3d` Fix cart totals went live on *production*, *5 m after it began*',
    );
    const { offer: _offer, ...first } = aSuspect();
    const alone = anIncident({ look: { ...look, suspect: first } });
    expect(textOf(alone)).toContain('There is nothing that a rollback could bring back for it.');
    expect(buttonsOf(alone)).toEqual([]);
    const { suspect: _suspect, ...nothing } = look;
    expect(textOf(anIncident({ look: nothing }))).toContain(
      'I have no record of anything that went live there.',
    );
  });

  it.each([
    ['while it rolls back', [begun], /^⏳ Incident/, []],
    ['once that is verified', [begun, verified], /^↩️ Incident/, []],
    ['where that failed', [begun, failed], /^❌ Incident/, ['Roll back to 9f8e7d6']],
  ] as const)('shows %s how it stands', (_, timeline, mark, buttons) => {
    const incident = anIncident({ timeline });
    expect(textOf(incident)).toMatch(mark);
    expect(buttonsOf(incident)).toEqual(buttons);
  });

  it('says why a rollback failed, where to look and what to do', () => {
    expect(textOf(anIncident({ timeline: [begun, failed] }))).toContain(
      '❌ The rollback of *production* failed, its card says what runs now. The backend did not become healthy (GET /health answered 503 for 1 m). The last log lines are in the thread.',
    );
  });

  it('offers once it is resolved to lift what still stands, and nothing else', () => {
    const resolved = { by: bruno, at: now };
    const incident = anIncident({ timeline: [begun, verified], resolved, signs: [freeze, hold] });
    expect(textOf(incident)).toMatch(/^✅ Incident .* resolved 2026-11-14 14:30 UTC by <@U0BRUNO1>/);
    expect(textOf(incident)).toContain(
      'Still standing: the freeze of *all of mundo-tango* and the hold of *production*.',
    );
    expect(buttonsOf(incident)).toEqual(['Lift the freeze…', 'Release the hold…']);
    expect(buttonsOf(anIncident({ resolved, signs: [hold] }))).toEqual(['Release the hold…']);
    expect(textOf(anIncident({ resolved }))).toContain('Nothing that it left stands any more.');
  });
});

describe('the answer to who asks', () => {
  const answer = (about: 'updated' | 'told' | 'resolved', over: Partial<Incident> = {}) =>
    incidentAnswerView({ about, incident: anIncident(over) }, 'https://slack.example/archives/C0INC042/p1');

  it('leads to the message', () => {
    expect(answer('updated').text).toMatch(/^✅ The message of this incident is up to date\. \*Suspect\*/);
    expect(buttonLabels(answer('updated').blocks)).toEqual(['Open its message']);
    expect(answer('told', { timeline: [begun], signs: [freeze] }).text).toMatch(
      /^⏳ Incident .*began to roll \*production\* back.*Still standing: the freeze/,
    );
  });

  it('offers whoever resolved it to lift what it left', () => {
    const view = answer('resolved', { resolved: { by: ana, at: now }, signs: [freeze, hold] });
    expect(buttonLabels(view.blocks)).toEqual(['Lift the freeze…', 'Release the hold…', 'Open its message']);
  });
});

describe('whatever the names are, Slack takes the message', () => {
  const family = '👩‍👩‍👧‍👦';
  const numbered = <Item>(count: number, make: (n: number) => Item) =>
    Array.from({ length: count }, (_, n) => make(n));

  /** As long as the configuration takes them. */
  const app = 'a'.repeat(40);
  const environment = 'e'.repeat(40);

  function huge(word: string): Incident {
    const changes = numbered(20, (n) =>
      n % 2
        ? byHand({ subject: word, deployment: word, madeBy: word })
        : aChange({ subject: word, takenBack: true }),
    );
    const why = { code: 'provider_refused', facts: { provider: word, message: word } } as const;
    const timeline = numbered(300, (n): TimelineEntry => {
      const at = now + n;
      if (n % 3 === 0) return { ...rollback, environment, kind: 'not_rolled_back', at, why, started: true };
      return n % 3 === 1
        ? { ...rollback, environment, kind: 'rolling_back', at, by: elena, subject: word }
        : { kind: 'stopped', at, by: ana, sign: { ...hold, place: { app, environment } } };
    });
    const signs = numbered(40, (n) => ({
      kind: n % 2 ? ('hold' as const) : ('freeze' as const),
      place: { app, environment: n % 2 ? environment : '*' },
      stop: `stop_${String(n).padStart(8, '0')}`,
    }));
    return anIncident({
      app,
      name: word,
      onCall: { groups: numbered(90, (n) => `S0GROUP${n}`), users: numbered(90, () => elena) },
      look: {
        at: now,
        symptoms: numbered(9, (n) => ({ at: now - n, environment, evidence: [{ ...red, answer: word }] })),
        environments: numbered(60, (n) => ({ environment, changes, unknown: [word, String(n)] })),
        suspect: aSuspect({
          environment,
          change: aChange({ subject: word }),
          offer: anOffer({ subject: word, commit: newSha, newer: 7 }),
        }),
      },
      timeline,
      signs,
    });
  }

  it.each([
    ['the longest names', 'x'.repeat(4000)],
    ['4,000 ampersands', '&'.repeat(4000)],
    ['a call to everyone', '<!channel> <!here> <!everyone> @channel'],
    ['backticks', '`'.repeat(4000)],
    ['emoji', family.repeat(400)],
    ['right-to-left text', 'תיקון עגלת קניות '.repeat(200)],
    ['many lines', 'line\n> quote\r\n'.repeat(300)],
    ['hostile links', '<https://evil.example|click> |>'.repeat(100)],
    ['nothing', ''],
  ])('with %s', (_, word) => {
    const incident = huge(word);
    const open = { ...incident, timeline: [failed] };
    const resolved = { ...incident, resolved: { by: ana, at: now } };
    const views = [incident, open, resolved].flatMap((each) => [
      incidentView(each),
      ...(['updated', 'told', 'resolved'] as const).map((about) =>
        incidentAnswerView({ about, incident: each }, undefined),
      ),
    ]);
    expect(views.flatMap(problemsOfMessage)).toEqual([]);
    expect(JSON.stringify(views)).not.toMatch(/<!channel>|<!here>|<!everyone>|<https:\/\/evil/);
  });
});
