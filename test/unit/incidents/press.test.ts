import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../src/domain/incident-request.ts';
import type { OperationId } from '../../../src/domain/ids.ts';
import { decideIncidentPress, pressedIncident, type PressFacts } from '../../../src/incidents/press.ts';
import {
  anIncident,
  anOffer,
  aSuspect,
  byHand,
  elena,
  incidentChannel,
} from '../../support/incident-builders.ts';
import {
  anEnvironment,
  aPolicy,
  aRelease,
  aRollback,
  liveSha,
  newSha,
  now,
} from '../../support/operation-builders.ts';

const press: IncidentRequest & { kind: 'roll_back' } = {
  kind: 'roll_back',
  delivery: 'click.1',
  by: elena,
  team: 'T0MUNDO01',
  at: now,
  environment: 'production',
  release: 'rel_00000001',
  leaves: 'rel_00000002',
};

const releases = [
  aRelease({ id: 'rel_00000002', commit: newSha }),
  aRelease({ id: 'rel_00000001', commit: liveSha, subject: 'Show opening hours' }),
];

function facts(over: Partial<PressFacts> = {}): PressFacts {
  const rights = { ...aPolicy().rights, rollback: { groups: ['S0ONCALL'], users: [] } };
  const environment = { ...anEnvironment, aliases: [], policy: aPolicy({ rights }) };
  return { environment, mayPress: 'allowed', releases, underWay: [], ...over };
}

function code(over: Partial<PressFacts>, pressed = press): string {
  const decision = decideIncidentPress(anIncident(), pressed, facts(over));
  return decision.kind === 'refused' ? decision.refusal.code : decision.kind;
}

describe('the press of an incident’s button', () => {
  it('asks for a rollback that is an emergency, bound to what comes back and what goes', () => {
    const decision = decideIncidentPress(anIncident(), press, facts());
    expect(decision).toMatchObject({
      kind: 'pressed',
      request: {
        by: elena,
        channel: incidentChannel,
        to: { kind: 'release', release: 'rel_00000001' },
        emergency: 'incident #inc-042-checkout',
        incident: { channel: incidentChannel, leaves: 'rel_00000002', suspect: 'op_00000002' },
      },
    });
  });

  it.each([
    ['by who may not', { mayPress: 'not_allowed' }, 'roll_back_not_allowed'],
    ['by somebody of another workspace', { mayPress: 'outsider' }, 'other_workspace'],
    ['while Slack does not say who it is', { mayPress: 'unreachable' }, 'person_unreachable'],
    [
      'when a newer release is live',
      { releases: [aRelease({ id: 'rel_00000003' }), ...releases] },
      'incident_stale',
    ],
    ['when nothing is on record any more', { releases: [] }, 'incident_stale'],
    ['while a rollback runs', { underWay: [aRollback({ state: 'running' })] }, 'incident_under_way'],
    ['while a rollback waits its turn', { underWay: [aRollback({ state: 'queued' })] }, 'incident_under_way'],
  ] as const)('is refused %s', (_, over, expected) => {
    expect(code(over)).toBe(expected);
  });

  it('is refused while the rollback of another press is being planned', () => {
    const { request } = aRollback();
    const incident = { channel: incidentChannel, leaves: 'rel_00000002' };
    const other = aRollback({ state: 'planning', request: { ...request, incident } });
    expect(code({ underWay: [other] })).toBe('incident_under_way');
  });

  it('puts back what was released where the suspect was done by hand, and nothing once that is over', () => {
    const pressed = { ...press, release: 'rel_00000002' };
    expect(code({}, pressed)).toBe('incident_stale');
    const offer = anOffer({ release: 'rel_00000002', putsBack: ['frontend'] });
    const { look } = anIncident();
    const incident = anIncident({ look: { ...look, suspect: aSuspect({ change: byHand(), offer }) } });
    expect(decideIncidentPress(incident, pressed, facts())).toMatchObject({
      request: { to: { release: 'rel_00000002', putsBack: ['frontend'] } },
    });
  });

  it('goes past a plan that waits for its own button', () => {
    expect(code({ underWay: [aRollback({ state: 'awaiting_approval' })] })).toBe('pressed');
  });

  it('is told at once: what was suspected, and that it is being taken back; the suspect once', () => {
    const operation = aRollback({ id: 'op_00000009' as OperationId });
    const [, target] = releases;
    if (!target) throw new Error('no target');
    const pressed = pressedIncident(anIncident(), operation, target);
    expect(pressed.timeline.map(({ kind }) => kind)).toEqual(['went_live', 'rolling_back']);
    const again = pressedIncident(pressed, operation, target);
    expect(again.timeline.map(({ kind }) => kind)).toEqual(['went_live', 'rolling_back', 'rolling_back']);
  });
});
