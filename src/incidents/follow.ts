import type { By } from '../domain/approval.ts';
import { type Incident, isEnding, type TimelineEntry } from '../domain/incident.ts';
import { withEntries } from './incident-change.ts';

/** What happened on an incident's account, once; undefined where it is told already. */
export function happened(incident: Incident, entry: TimelineEntry): Incident | undefined {
  if (isTold(incident, entry)) return undefined;
  const next = withEntries(incident, [entry]);
  switch (entry.kind) {
    case 'stopped':
      return { ...next, signs: [...incident.signs, entry.sign] };
    case 'lifted':
      return { ...next, signs: incident.signs.filter(({ stop }) => stop !== entry.sign.stop) };
    default:
      return next;
  }
}

/** What it left stays until somebody takes that away. */
export function resolve(incident: Incident, { by, at }: By): Incident {
  if (incident.resolved) return incident;
  return withEntries({ ...incident, resolved: { by, at } }, [{ kind: 'resolved', at, by }]);
}

function isTold({ timeline }: Incident, entry: TimelineEntry): boolean {
  if ('operation' in entry)
    return timeline.some(
      (told) =>
        'operation' in told &&
        told.operation === entry.operation &&
        (told.kind === entry.kind || (isEnding(told) && isEnding(entry))),
    );
  if ('sign' in entry)
    return timeline.some(
      (told) => 'sign' in told && told.kind === entry.kind && told.sign.stop === entry.sign.stop,
    );
  return false;
}
