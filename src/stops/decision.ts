import type { AutoDeployPause } from '../domain/auto-deploy.ts';
import type { BadMark } from '../domain/bad-mark.ts';
import type { CommitSha } from '../domain/ids.ts';
import type { PlacedNotice } from '../domain/notice.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { StopEvent } from '../domain/stop-event.ts';

/** What a request or the time makes of a place's stop sign. */
export type StopDecision<Stop> = { readonly kind: 'refused'; readonly refusal: Refusal } | StopChange<Stop>;

export interface StopChange<Stop> {
  readonly kind: 'changed';
  /** Undefined: it is gone. */
  readonly stop: Stop | undefined;
  readonly events: readonly StopEvent[];
  readonly notices: readonly PlacedNotice[];
  /** What becomes of the platforms' own deploying. */
  readonly pause?: AutoDeployPause;
  /** A commit that is marked with it. */
  readonly bad?: { readonly sha: CommitSha; readonly mark: BadMark };
}

export function refuse(
  code: Refusal['code'],
  facts: Refusal['facts'],
): { readonly kind: 'refused'; readonly refusal: Refusal } {
  return { kind: 'refused', refusal: { code, facts } };
}
