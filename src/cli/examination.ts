/** One look at something outside. `look` answers what is well, or throws; `advice` is what to do then. */
export interface Examination {
  readonly what: string;
  readonly advice: string;
  readonly look: () => Promise<string>;
}
