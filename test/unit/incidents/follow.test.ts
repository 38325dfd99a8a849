import { describe, expect, it } from 'vitest';
import type { OperationEvent } from '../../../src/domain/event.ts';
import type { OperationId } from '../../../src/domain/ids.ts';
import { entriesOf, signEntry } from '../../../src/domain/incident-entries.ts';
import { type Incident, lastRollback, offered, type TimelineEntry } from '../../../src/domain/incident.ts';
import { happened, resolve } from '../../../src/incidents/follow.ts';
import { lookedAt } from '../../../src/incidents/look.ts';
import { anIncident, elena, incidentChannel } from '../../support/incident-builders.ts';
import { ana, anEnvironment, aRollback, bruno, liveSha, now } from '../../support/operation-builders.ts';
import { aFreeze, aHold, production } from '../../support/stop-builders.ts';

const operation = 'op_01hx2k3m4n5p6q8r' as OperationId;
const rollback = { environment: 'production', operation, commit: liveSha };
const begun: TimelineEntry = { ...rollback, kind: 'rolling_back', at: now, by: elena, subject: '' };
const verified: TimelineEntry = { ...rollback, kind: 'verified', at: now + 5, tookMs: 5 };
const failed: TimelineEntry = {
  ...rollback,
  kind: 'not_rolled_back',
  at: now + 5,
  why: { code: 'internal', facts: {} },
  started: true,
};
const freeze = { kind: 'freeze', place: { app: 'mundo-tango', environment: '*' }, stop: 'stop_1' } as const;

function after(...entries: readonly TimelineEntry[]): Incident {
  return entries.reduce((incident, entry) => happened(incident, entry) ?? incident, anIncident());
}

describe('the timeline of an incident', () => {
  it('tells each thing once, however often it is heard of', () => {
    const entries = [begun, begun, verified, verified];
    expect(after(...entries).timeline).toEqual([begun, verified]);
    expect(happened(after(begun, verified), failed)).toBeUndefined();
  });

  it('knows what it left and what of that still stands', () => {
    const stopped: TimelineEntry = { kind: 'stopped', at: now, by: elena, sign: freeze };
    const lifted: TimelineEntry = { kind: 'lifted', at: now, by: bruno, sign: freeze };
    expect(after(stopped).signs).toEqual([freeze]);
    expect(after(stopped, lifted).signs).toEqual([]);
    expect(after(stopped, stopped, lifted, lifted).timeline).toHaveLength(2);
  });

  it('ends once, and is open again for whoever looks', () => {
    const resolved = resolve(anIncident(), { by: bruno, at: now });
    expect(resolved.timeline).toEqual([{ kind: 'resolved', at: now, by: bruno }]);
    expect(resolve(resolved, { by: ana, at: now + 1 })).toBe(resolved);
    const app = {
      name: 'mundo-tango',
      repository: { owner: 'm', name: 'm' },
      channels: [],
      incidents: { channels: ['inc-*'] },
      environments: [{ ...anEnvironment, aliases: [] }],
    };
    const facts = { name: 'inc-042-checkout', createdAt: resolved.openedAt };
    const { look } = resolved;
    const again = lookedAt(resolved, { app, channel: incidentChannel, facts, by: ana, look });
    expect(again.resolved).toBeUndefined();
    expect(again.timeline.map(({ kind }) => kind)).toEqual(['resolved', 'reopened']);
  });
});

describe('the button', () => {
  const isOffered = (incident: Incident) => offered(incident) !== undefined;

  it('is there until it is pressed, and again where the rollback failed', () => {
    expect(isOffered(anIncident())).toBe(true);
    expect(isOffered(after(begun))).toBe(false);
    expect(isOffered(after(begun, failed))).toBe(true);
    expect(isOffered(after(begun, { ...rollback, kind: 'cancelled', at: now, by: ana }))).toBe(true);
  });

  it('is gone once it was done, until somebody looks again', () => {
    const done = after(begun, verified);
    expect(isOffered(done)).toBe(false);
    expect(isOffered({ ...done, look: { ...done.look, at: now + 60_000 } })).toBe(true);
  });

  it('is not there once the incident is resolved', () => {
    expect(isOffered(resolve(anIncident(), { by: ana, at: now }))).toBe(false);
  });

  it('goes by the newest rollback', () => {
    const second: TimelineEntry = { ...begun, operation: 'op_00000002' as OperationId };
    expect(lastRollback(after(begun, failed, second))).toEqual({ begun: second, ending: undefined });
  });
});

describe('what an incident hears of its rollback', () => {
  const refusal = { code: 'internal', facts: {} } as const;
  const stands = { undone: [], notUndone: [], live: {} };
  const cases: readonly [OperationEvent, string | undefined][] = [
    [{ kind: 'requested', at: now, by: elena }, undefined],
    [{ kind: 'planned', at: now, digest: 'd', commit: liveSha }, 'rolling_back'],
    [{ kind: 'started', at: now }, undefined],
    [{ kind: 'succeeded', at: now, release: 'rel_1', commit: liveSha, durationMs: 5 }, 'verified'],
    [
      { kind: 'failed', at: now, failure: { ...refusal, step: 's', title: 't' }, aftermath: stands },
      'not_rolled_back',
    ],
    [{ kind: 'refused', at: now, refusal }, 'not_rolled_back'],
    [{ kind: 'cancelled', at: now, by: ana, aftermath: stands }, 'cancelled'],
    [{ kind: 'unchanged', at: now }, 'nothing_to_do'],
    [{ kind: 'acknowledged', at: now, by: bruno }, 'acknowledged'],
    [{ kind: 'acknowledgement_missing', at: now, groups: [], users: [] }, undefined],
  ];
  it.each(cases)('$kind', (event, kind) => {
    const [entry] = entriesOf(aRollback({ state: 'queued' }), [event]);
    expect(entry?.kind).toBe(kind);
  });
});

describe('what an incident hears of stop signs', () => {
  const told = (before: object | undefined, after: object | undefined) =>
    signEntry(
      { kind: 'hold', place: production },
      { before: before as never, after: after as never },
      { by: ana, at: now },
    );

  it('is of those alone that it left', () => {
    expect(told(undefined, aHold())).toBeUndefined();
    expect(told(aFreeze(), undefined)).toBeUndefined();
    const own = aHold({ incident: incidentChannel });
    expect(told(undefined, own)).toMatchObject({ channel: incidentChannel, entry: { kind: 'stopped' } });
    expect(told(own, undefined)).toMatchObject({ channel: incidentChannel, entry: { kind: 'lifted' } });
    expect(told(own, { ...own, bad: liveSha })).toBeUndefined();
  });
});
