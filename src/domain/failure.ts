import type { ReasonCode } from './reasons.ts';

/** Why a step did not succeed. `facts` fill the sentence of the code in the catalogue. */
export interface Failure {
  readonly step: string;
  readonly title: string;
  readonly code: ReasonCode;
  readonly facts: Readonly<Record<string, string | number>>;
}
