import type { OperationEvent } from '../domain/event.ts';
import type { StepRecord } from '../domain/step.ts';
import { FencedError } from '../store/fence.ts';
import { loadSteps, writeStep } from '../store/journal.ts';
import { toFailure } from './failures.ts';
import { Interrupted } from './lease.ts';
import type { RunOptions } from './run-options.ts';
import { type Intent, intentKey, StepAbandoned, StepFailed } from './step.ts';

interface NamedStep {
  readonly id: string;
  readonly title: string;
}

/** What an operation's steps have come to, as it stands in Redis behind the run's fence. */
export class StepJournal {
  readonly #options: RunOptions;
  readonly #records: Map<string, StepRecord>;
  readonly #quiet = new Set<string>();

  private constructor(options: RunOptions, records: readonly StepRecord[]) {
    this.#options = options;
    this.#records = new Map(records.map((record) => [record.id, record]));
  }

  static async open(options: RunOptions): Promise<StepJournal> {
    return new StepJournal(options, await loadSteps(options.store, options.operation.id));
  }

  get records(): readonly StepRecord[] {
    return [...this.#records.values()];
  }

  find(step: string): StepRecord | undefined {
    return this.#records.get(step);
  }

  /** Nobody waits for it: the thread does not tell of it. */
  keepQuiet(step: string): void {
    this.#quiet.add(step);
  }

  intent(record: StepRecord): Intent {
    return { key: intentKey(this.#options.operation.id, record.id), at: record.intentAt };
  }

  /** Before each attempt: the intent, or that it is tried once more. */
  async begin(step: Pick<StepRecord, 'id' | 'title' | 'component'>): Promise<StepRecord> {
    const known = this.#records.get(step.id);
    const at = this.#options.store.now();
    const { id, title, component } = step;
    if (known) return this.write({ ...known, starts: known.starts + 1 });
    return this.write(
      { id, title, ...(component && { component }), status: 'intent', starts: 1, intentAt: at },
      [{ kind: 'step_started', at, step: id, title }],
    );
  }

  /** Journals a failure; interruptions and lost fences pass untouched. */
  async fail(step: NamedStep, error: unknown): Promise<unknown> {
    if (error instanceof Interrupted || error instanceof FencedError || error instanceof StepAbandoned)
      return error;
    const failed = toFailure(step, error, this.#options.operation);
    if (failed.code === 'internal') this.#options.log.error({ step: step.id, err: error }, 'a step threw');
    const record = this.#records.get(step.id);
    const at = this.#options.store.now();
    const log = error instanceof StepFailed ? error.log : undefined;
    if (record) {
      await this.write({ ...record, status: 'failed', failure: failed, finishedAt: at }, [
        { kind: 'step_failed', at, failure: failed, ...(log && { log }) },
      ]);
    }
    return new StepFailed(failed);
  }

  async write(record: StepRecord, events: readonly OperationEvent[] = []): Promise<StepRecord> {
    const { store, operation, fence } = this.#options;
    const told = !this.#quiet.has(record.id);
    await writeStep(store, operation, record, { fence, events, told });
    this.#records.set(record.id, record);
    return record;
  }
}
