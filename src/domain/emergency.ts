import type { Release } from './release.ts';
import { isOver, type Operation } from './operation.ts';

/** An emergency that has run, to whatever end, is looked at by somebody else afterwards. */
export function needsAcknowledgement({ request, state, startedAt, acknowledged }: Operation): boolean {
  return (
    request.emergency !== undefined && startedAt !== undefined && isOver(state) && acknowledged === undefined
  );
}

/** For the record of its release. */
export function emergencyOf({ request, gates }: Operation): Pick<Release, 'emergency'> {
  const { emergency: reason } = request;
  return reason === undefined ? {} : { emergency: { reason, skipped: gates?.skipped ?? [] } };
}
