import type { CommitSha, OperationId, SlackUserId } from '../../src/domain/ids.ts';
import type { Incident, LiveChange, Offer, Suspect } from '../../src/domain/incident.ts';
import { ana, liveSha, newSha, now } from './operation-builders.ts';

const minute = 60_000;
export const elena = 'U0ELENA1' as SlackUserId;
export const incidentChannel = 'C0INC042';
/** When the channel was made. */
export const openedAt = now - 28 * minute;

export function aChange(over: Partial<LiveChange & { kind: 'release' }> = {}): LiveChange {
  return {
    kind: 'release',
    release: 'rel_00000002',
    operation: 'op_00000002' as OperationId,
    components: ['frontend', 'backend'],
    commit: newSha,
    subject: 'Fix cart totals',
    by: ana,
    at: openedAt - 12 * minute,
    ...over,
  };
}

export function byHand(over: Partial<LiveChange & { kind: 'by_hand' }> = {}): LiveChange {
  return {
    kind: 'by_hand',
    components: ['frontend'],
    deployment: 'dpl_9',
    madeBy: 'bruno-at-vercel',
    commit: '9'.repeat(40) as CommitSha,
    subject: 'Try a banner',
    at: openedAt - 5 * minute,
    ...over,
  };
}

export function anOffer(over: Partial<Offer> = {}): Offer {
  return {
    release: 'rel_00000001',
    leaves: 'rel_00000002',
    commit: liveSha,
    subject: 'Show opening hours',
    components: ['frontend', 'backend'],
    newer: 0,
    ...over,
  };
}

export function aSuspect(over: Partial<Suspect> = {}): Suspect {
  return { environment: 'production', change: aChange(), before: true, offer: anOffer(), ...over };
}

export function anIncident(over: Partial<Incident> = {}): Incident {
  const suspect = aSuspect();
  return {
    app: 'mundo-tango',
    channel: incidentChannel,
    name: 'inc-042-checkout',
    openedAt,
    by: ana,
    notice: { key: `notice/incident/mundo-tango/${incidentChannel}`, channel: incidentChannel },
    onCall: { groups: [], users: [elena] },
    look: {
      at: now,
      environments: [{ environment: 'production', changes: [suspect.change], unknown: [] }],
      symptoms: [],
      suspect,
    },
    timeline: [],
    signs: [],
    ...over,
  };
}
