import type { Button } from '@slack/types';
import type { WatchPolicy } from '../../domain/watch-policy.ts';
import { percentOf } from '../../domain/judge-watch.ts';
import type {
  Consequence,
  Evidence,
  Signal,
  Summary,
  TrafficFigures,
  TrafficReading,
  Unclear,
  WatchEnd,
} from '../../domain/watch.ts';
import { button } from './blocks.ts';
import { escape, link } from './escape.ts';
import { codeOf, duration, mention, plural, sentenceList, when } from './format.ts';
import { environmentOf, type OperationContext, type OperationModel } from './operation-model.ts';

type EndOf<Kind extends WatchEnd['kind']> = Extract<WatchEnd, { readonly kind: Kind }>;

/** On the running card, after the steps: "◻️ Watch 5 m". */
export function watchAhead({ operation, environment }: OperationContext): string | undefined {
  const forMs = environment.policy?.watch.forMs ?? 0;
  return operation.kind === 'deploy' && forMs > 0 ? `◻️ Watch ${duration(forMs)}` : undefined;
}

/** On the card of what succeeded: that it is watched, or how that ended. */
export function watchLines(model: OperationModel): readonly string[] {
  const { watched } = model.operation;
  if (!watched) return [];
  if (watched.end) return [watchEndSentence(watched.end, model)];
  const rollback = model.environment.policy?.watch.rollback;
  return [`Watched until ${when(watched.until, model.now)}: ${promiseOf(rollback)}.`];
}

function promiseOf(rollback: WatchPolicy['rollback'] | undefined): string {
  return rollback === 'button'
    ? 'if it gets worse than before, the thread says so'
    : 'if it gets worse than before, it is rolled back by itself';
}

export function stopWatchingButton({ operation, environment }: OperationContext): Button | undefined {
  if (!operation.watched || operation.watched.end) return undefined;
  return button(
    'Stop watching',
    { kind: 'stop_watching', operation: operation.id },
    {
      confirm: {
        title: `Stop watching ${environment.name}?`,
        text: 'Nobody is told then if it gets worse, and it is not rolled back by itself.',
        confirm: 'Stop watching',
        deny: 'Go on',
      },
    },
  );
}

/** "✅ Watched 5 m: 40 of 40 checks well, 0.2 % errors (0.3 % before), 95 % within 120 ms (130 ms before)." */
export function watchEndSentence(end: WatchEnd, model: OperationContext): string {
  const forMs = model.operation.watched?.forMs ?? 0;
  switch (end.kind) {
    case 'well':
      return `✅ Watched ${duration(forMs)}: ${sayChecks(end)}${sayTraffic(end)}.${sayNotCounted(end)}`;
    case 'unclear':
      return `❔ Watched ${duration(forMs)}, and it is not known whether it does as well as before: ${sayUnclear(end.why)}. ${sentenceOf(end)}`.trim();
    case 'worse':
      return `❌ Worse than before: ${evidenceText(end)} ${sayThen(end.consequence, model)}`;
    case 'overtaken':
      return 'The watch ended early: something else is live, or being put live.';
    case 'stopped':
      return `${mention(end.by)} stopped the watch; it is not rolled back by itself.`;
  }
}

/** In the thread of the deploy, before who is called. */
export function worseSentence(end: EndOf<'worse'>, model: OperationContext): string {
  return `${environmentOf(model)} is worse than before this deploy. ${evidenceText(end)} ${sayThen(end.consequence, model)}`;
}

/** On the card of the rollback that nobody asked for. */
export function automaticLines({ operation, environment }: OperationContext): readonly string[] {
  const { automatic } = operation.request;
  if (!automatic) return [];
  const evidence = automatic.evidence.map(sayEvidence).join(' ');
  return [`*${escape(environment.name, 60)}* got worse after a deploy. ${evidence}`];
}

function evidenceText({ evidence }: EndOf<'worse'>): string {
  return evidence.map(sayEvidence).join(' ');
}

export function sayEvidence(evidence: Evidence): string {
  const { looks, since } = evidence;
  const how = `${looks === 1 ? 'one look' : `${looks} looks in a row`}, since ${when(since, since)}`;
  switch (evidence.signal) {
    case 'frontend':
      return `The public address is not well: ${escape(evidence.answer, 200)} (${how}).`;
    case 'backend':
      return `The health check fails: ${escape(evidence.answer, 200)} (${how}).`;
    case 'errors': {
      const before = evidence.before
        ? `${percent(percentOf(evidence.before))} of ${evidence.before.requests} before`
        : 'no requests before';
      return `${percent(percentOf(evidence.now))} of ${plural(evidence.now.requests, 'request')} failed with 5xx, ${before} (${how}).`;
    }
    case 'latency':
      return `95 % of the requests take up to ${milliseconds(evidence.now)}, ${milliseconds(evidence.before)} before (${how}).`;
  }
}

function sayThen(then: Consequence, { otherCard }: OperationContext): string {
  const card = otherCard === undefined ? '' : ` (${link(otherCard, 'its card')})`;
  switch (then.kind) {
    case 'rolls_back':
      return `It is rolled back to ${codeOf(then.to)} by itself${card}.`;
    case 'button':
      return 'Whoever may roll back decides: the button plans it.';
    case 'under_way':
      return `A rollback is under way already${card}.`;
    case 'earlier_is_bad':
      return `It is not rolled back by itself: ${codeOf(then.commit)}, which was live before, is marked bad.`;
    case 'nothing_earlier':
      return 'There is no earlier release to go back to: deploy the commit that has the fix.';
  }
}

function sayUnclear(why: Unclear): string {
  switch (why.kind) {
    case 'silent':
      return `the platform did not say how its requests fare (${escape(why.why, 200)})`;
    case 'interrupted':
      return `most of the ${why.expected} looks could not be taken`;
    case 'red_at_last':
      return `${sentenceList(why.signals.map(nameOf))} ${why.signals.length === 1 ? 'was' : 'were'} not well at the end, and it takes longer to be sure`;
    case 'not_wanted':
      return 'the configuration asks for no watch any more';
  }
}

function sentenceOf(summary: Summary): string {
  return summary.asked === 0 ? '' : `${capital(sayChecks(summary))}${sayTraffic(summary)}.`;
}

function sayChecks({ well, asked }: Summary): string {
  return `${well} of ${plural(asked, 'check')} well`;
}

/** Nothing is said of what was not known on both sides. */
function sayTraffic({ traffic, before, requests }: Summary): string {
  if (!traffic || traffic.kind === 'silent') return '';
  const count = traffic.kind === 'measured' ? traffic.requests : 0;
  if (traffic.kind === 'no_requests' || count < requests)
    return `; too few requests (${count} of ${requests}) to say anything of errors and latency`;
  const errors = `${percent(percentOf(traffic))} errors${sayBefore(before, (then) => percent(percentOf(then)))}`;
  const latency =
    traffic.p95Ms === undefined
      ? []
      : [`95 % within ${milliseconds(traffic)}${sayBefore(before, (then) => milliseconds(then))}`];
  return [``, errors, ...latency].join(', ');
}

function sayBefore(before: TrafficReading | undefined, say: (figures: TrafficFigures) => string): string {
  if (before?.kind === 'no_requests') return ' (no requests before)';
  return before?.kind === 'measured' ? ` (${say(before)} before)` : '';
}

function sayNotCounted({ notCounted }: Summary): string {
  if (notCounted.length === 0) return '';
  return ` ${capital(sentenceList(notCounted.map(nameOf)))} did not count: red before the deploy already.`;
}

const names: Readonly<Record<Signal, string>> = {
  frontend: 'the public address',
  backend: 'the health check',
  errors: 'errors',
  latency: 'latency',
};

function nameOf(signal: Signal): string {
  return names[signal];
}

/** "0.2 %", "38 %" */
function percent(value: number): string {
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} %`;
}

function milliseconds({ p95Ms }: TrafficFigures): string {
  return p95Ms === undefined ? 'an unknown time' : `${p95Ms} ms`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
