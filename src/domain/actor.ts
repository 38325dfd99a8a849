import type { SlackUserId } from './ids.ts';

/** Whose doing something is. `byItself`: Cabeceo's, while it watched the deploy that `by` had asked for. */
export interface Actor {
  readonly by: SlackUserId;
  readonly byItself?: true | undefined;
}

/** As Slack mentions. What nobody did is never said to be somebody's doing. */
export function sayActor({ by, byItself }: Actor): string {
  return byItself ? `Cabeceo (watching for <@${by}>)` : `<@${by}>`;
}

/** Of an operation: a watch begins one that nobody asked for. */
export function whoAsked({
  by,
  automatic,
}: {
  readonly by: SlackUserId;
  readonly automatic?: unknown;
}): Actor {
  return { by, ...(automatic !== undefined && { byItself: true }) };
}
