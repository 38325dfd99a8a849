import { isOver, type Operation } from './operation.ts';

/** Whether the end of an operation leaves something to be done, which its own lane does. */
export function needsWrapUp({
  kind,
  state,
  request,
  ending,
  wrappedUp,
}: Omit<Operation, 'version'>): boolean {
  if (wrappedUp || !isOver(state)) return false;
  return kind === 'restore' || (request.withData === true && ending?.kind === 'succeeded');
}
