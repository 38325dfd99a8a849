import { type CommitSha, shortSha } from './ids.ts';
import type { Refusal } from './reasons.ts';

/** Something else is live than when the button of an incident was made. */
export function incidentStale(environment: string, live: CommitSha | undefined): Refusal {
  const facts = { environment, live: live === undefined ? 'something else' : shortSha(live) };
  return { code: 'incident_stale', facts };
}
