import { RetryableError, TerminalError } from '../domain/errors.ts';
import type { Failure, Operation } from '../domain/operation.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { FencedError } from '../store/fence.ts';
import { Interrupted } from './lease.ts';
import { StepAbandoned, StepFailed } from './step.ts';

interface NamedStep {
  readonly id: string;
  readonly title: string;
}

export function failure(
  step: NamedStep,
  code: ReasonCode,
  facts: Readonly<Record<string, string | number>>,
): StepFailed {
  return new StepFailed({ step: step.id, title: step.title, code, facts });
}

export function unavailable(
  step: NamedStep & { readonly deadlineMs?: number },
  error: RetryableError,
): StepFailed {
  const duration = step.deadlineMs ?? 0;
  return failure(step, 'provider_unavailable', { provider: step.title, duration, message: error.message });
}

/** What a step's error says about it. */
export function toFailure(step: NamedStep, error: unknown, operation: Operation): Failure {
  if (error instanceof StepFailed) return error.failure;
  const at = { step: step.id, title: step.title };
  if (error instanceof TerminalError) return { ...at, code: error.code, facts: error.facts };
  if (error instanceof RetryableError) return unavailable(step, error).failure;
  return { ...at, code: 'internal', facts: { title: step.title, operation: operation.id } };
}

/** Of the errors of steps that ran together, the one that decides how the run goes on. */
export function worst(errors: readonly unknown[]): unknown {
  const rank = (error: unknown) => {
    if (error instanceof FencedError) return 0;
    if (error instanceof Interrupted) return error.kind === 'cancelled' ? 3 : 1;
    return error instanceof StepAbandoned ? 4 : 2;
  };
  return errors.toSorted((a, b) => rank(a) - rank(b))[0];
}
