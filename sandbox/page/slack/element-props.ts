import type { Surface } from '../data/calls.ts';

export interface ElementProps<Element> {
  readonly element: Element;
  readonly surface: Surface;
  /** Every block has an id once Slack has taken it. */
  readonly block: string | undefined;
  /** A change is told to the app at once: everywhere but in a modal's input blocks. */
  readonly dispatches: boolean;
  readonly label?: string;
}
