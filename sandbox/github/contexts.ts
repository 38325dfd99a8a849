import type { Records } from './records.ts';

export interface UnmetContext {
  readonly context: string;
  readonly state: string;
}

/** The contexts that keep a deployment from being created; `required` undefined asks for all that the commit has. */
export function unmetContexts(
  records: Records,
  sha: string,
  required: readonly string[] | undefined,
): readonly UnmetContext[] {
  const states = new Map([
    ...records.checks
      .filter((check) => check.sha === sha)
      .map(
        (check) =>
          [check.name, check.status === 'completed' ? (check.conclusion ?? 'success') : 'pending'] as const,
      ),
    ...records.statuses
      .filter((status) => status.sha === sha)
      .map((status) => [status.context, status.state] as const),
  ]);
  return (required ?? [...states.keys()])
    .map((context) => ({ context, state: states.get(context) ?? 'pending' }))
    .filter(({ state }) => !['success', 'neutral', 'skipped'].includes(state));
}
