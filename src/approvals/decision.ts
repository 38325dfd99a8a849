import { alreadyOver } from '../domain/already-over.ts';
import type { Policy } from '../domain/environment.ts';
import type { OperationEvent } from '../domain/event.ts';
import type { OutsideFacts } from '../domain/gates/gate.ts';
import type { Operation } from '../domain/operation.ts';
import type { Permission } from '../domain/permission.ts';
import type { Plan } from '../domain/plan.ts';
import type { Refusal } from '../domain/reasons.ts';

/** Whether the person's nod counts, looked up at the moment of the click. */
export type Standing = 'approver' | 'not_an_approver' | 'unreachable' | 'outsider';

export type RequestDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'changed';
      readonly operation: Omit<Operation, 'version'>;
      readonly events: readonly OperationEvent[];
    };

export type RefusedRequest = RequestDecision & { readonly kind: 'refused' };

export interface RequestFacts {
  readonly standing: Standing;
  /** For which rules of the approval the person's nod may count. */
  readonly rules: readonly number[];
  /** Those who may, as Slack mentions. */
  readonly approvers: string;
  /** Whether `rights` names the person for it here; where everyone may deploy, nobody is named. */
  readonly named?: boolean;
  /** Of the button of a rollback: whether the person may press it. */
  readonly mayPress?: Permission | undefined;
  readonly policy: Policy;
  /** The plan made again at a nod, with what the gates must know; or why that could not be. */
  readonly look?: { readonly plan: Plan; readonly outside: OutsideFacts } | Refusal | undefined;
  readonly now: number;
}

export function refuse(code: Refusal['code'], facts: Refusal['facts'] = {}): RefusedRequest {
  return { kind: 'refused', refusal: { code, facts } };
}

export function tooLate(operation: Operation): RefusedRequest {
  return { kind: 'refused', refusal: alreadyOver(operation) };
}
