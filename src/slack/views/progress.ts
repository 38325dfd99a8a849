import type { PlannedStep, StepRecord } from '../../domain/step.ts';
import { escape, link } from './escape.ts';
import { bar, duration, roughly } from './format.ts';

/** A step as the card shows it: planned, or taken from the journal. */
interface ShownStep {
  readonly planned: PlannedStep;
  readonly record: StepRecord | undefined;
}

/** "▓▓▓▓▓▓░░░░  4 of 7 · about 1 m 20 s left", a line for each step begun, and one for those to come. */
export function progressLines(
  steps: readonly StepRecord[],
  planned: readonly PlannedStep[],
  now: number,
): readonly string[] {
  const shown = merge(steps, planned);
  const done = shown.filter(({ record }) => record?.status === 'done').length;
  const summary = `${bar(done, shown.length)}  ${done} of ${shown.length}${timeLeft(shown, now)}`;
  return [summary, ...begunLines(steps, planned, now), ...waitingLine(shown)];
}

/** A line for each step begun: all that counts once a run is being undone. */
export function begunLines(
  steps: readonly StepRecord[],
  planned: readonly PlannedStep[],
  now: number,
): readonly string[] {
  return merge(steps, planned).flatMap(({ record }) => (record === undefined ? [] : [stepLine(record, now)]));
}

/** "Build frontend 1 m 48 s · Deploy backend 2 m 10 s" */
export function durationsLine(
  steps: readonly StepRecord[],
  planned: readonly PlannedStep[],
): string | undefined {
  const done = merge(steps, planned).flatMap(({ record }) =>
    record?.status === 'done' && record.finishedAt !== undefined ? [record] : [],
  );
  const parts = done.map((step) => `${escape(step.title, 60)} ${duration(tookMs(step, step.intentAt))}`);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** The step whose failure ends the run, once it is known. */
export function failedStep(steps: readonly StepRecord[]): StepRecord | undefined {
  return steps.find((step) => step.failure !== undefined);
}

/** For the one-sentence text: "Deploy backend, step 4 of 7". */
export function currentStep(
  steps: readonly StepRecord[],
  planned: readonly PlannedStep[],
): string | undefined {
  const shown = merge(steps, planned);
  const running = shown.findIndex(
    ({ record }) => record?.status === 'intent' || record?.status === 'started',
  );
  const title = shown[running]?.record?.title;
  return title === undefined ? undefined : `${escape(title, 60)}, step ${running + 1} of ${shown.length}`;
}

/** In the planned order; steps that the plan does not name follow. */
function merge(steps: readonly StepRecord[], planned: readonly PlannedStep[]): readonly ShownStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const known = new Set(planned.map(({ id }) => id));
  return [
    ...planned.map((step) => ({ planned: step, record: byId.get(step.id) })),
    ...steps
      .filter(({ id }) => !known.has(id))
      .map((record) => ({ planned: { id: record.id, title: record.title }, record })),
  ];
}

function stepLine(step: StepRecord, now: number): string {
  const title = escape(step.title, 80);
  const parts = [
    `${title}  ${duration(tookMs(step, now))}`,
    ...(step.detail !== undefined && isRunning(step) ? [`${escape(step.detail, 80)}…`] : []),
    ...(step.url === undefined ? [] : [link(step.url, 'logs')]),
  ];
  switch (step.status) {
    case 'intent':
    case 'started':
      return `⏳ ${parts.join(' · ')}`;
    case 'done':
      return `✅ ${parts.join(' · ')}`;
    case 'failed':
      return `❌ ${parts.join(' · ')}`;
    case 'undoing':
      return `⏳ ${title} · being undone`;
    case 'undone':
      return `↩️ ${title} · undone`;
    case 'stuck':
      return `❌ ${title} · could not be undone, someone must look`;
  }
}

function waitingLine(shown: readonly ShownStep[]): readonly string[] {
  const waiting = shown.filter(({ record }) => record === undefined);
  const titles = waiting.map(({ planned }) => `◻️ ${escape(planned.title, 60)}`);
  return titles.length === 0 ? [] : [titles.join('   ')];
}

function isRunning(step: StepRecord): boolean {
  return step.status === 'intent' || step.status === 'started';
}

function tookMs(step: StepRecord, now: number): number {
  return (step.finishedAt ?? now) - step.intentAt;
}

/** Running steps go on together, waiting ones follow each other. Nothing is said where a step has no estimate. */
function timeLeft(shown: readonly ShownStep[], now: number): string {
  const open = shown.filter(({ record }) => record === undefined || isRunning(record));
  if (open.length === 0 || open.some(({ planned }) => planned.estimateMs === undefined)) return '';
  const rest = ({ planned, record }: ShownStep) =>
    Math.max(0, (planned.estimateMs ?? 0) - (record === undefined ? 0 : tookMs(record, now)));
  const running = open.filter(({ record }) => record !== undefined).map(rest);
  const waiting = open.filter(({ record }) => record === undefined).map(rest);
  const left = Math.max(0, ...running) + waiting.reduce((sum, ms) => sum + ms, 0);
  return left === 0 ? ' · taking longer than usual' : ` · about ${roughly(left)} left`;
}
