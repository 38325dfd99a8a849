import type { SlackUserId } from '../domain/ids.ts';
import type { Incident, TimelineEntry } from '../domain/incident.ts';

/** One line of the audit stream about an incident. */
export type IncidentEvent = { readonly at: number; readonly channel: string } & (
  | { readonly kind: 'incident_looked_at'; readonly by: SlackUserId; readonly name: string }
  | { readonly kind: 'incident'; readonly entry: TimelineEntry }
  | {
      readonly kind: 'incident_refused';
      readonly by: SlackUserId;
      readonly asked: string;
      readonly code: string;
    }
);

export function withEntries(incident: Incident, entries: readonly TimelineEntry[]): Incident {
  return { ...incident, timeline: [...incident.timeline, ...entries] };
}
