import type { Who } from './environment.ts';
import type { SlackUserId } from './ids.ts';

/** Who is told of a plan in a direct message, and who is called in its thread instead. */
export interface Told {
  readonly told: readonly SlackUserId[];
  readonly called: Who;
}
