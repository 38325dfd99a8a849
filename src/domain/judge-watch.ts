import type {
  Before,
  Checks,
  CheckSeen,
  Evidence,
  Seen,
  Signal,
  Streak,
  Summary,
  TrafficFigures,
  TrafficReading,
  Unclear,
  Watch,
  WatchLook,
} from './watch.ts';
import type { WatchPolicy } from './watch-policy.ts';

const signals = ['frontend', 'backend', 'errors', 'latency'] as const satisfies readonly Signal[];
const served = ['frontend', 'backend'] as const;

/** What one look says of a signal. `no_news`: nothing that was not known before, so neither better nor worse. */
type Judgement = 'red' | 'well' | 'no_news';

/** The watch after one more look. */
export function afterLook(watch: Watch, look: WatchLook, policy: WatchPolicy): Watch {
  const { before, seen } = watch;
  const streaks = signals.flatMap((signal) => {
    const streak = nextStreak(seen.streaks[signal], judge(signal, { look, before, seen, policy }), look.at);
    return streak ? [[signal, streak] as const] : [];
  });
  return {
    ...watch,
    nextAt: look.at + policy.everyMs,
    seen: {
      looks: seen.looks + 1,
      checks: countChecks(seen.checks, look.checks),
      ...newestTraffic(seen.traffic, look.traffic),
      streaks: Object.fromEntries(streaks),
    },
  };
}

export type Verdict =
  | { readonly kind: 'goes_on' }
  | { readonly kind: 'well' }
  | { readonly kind: 'worse'; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'unclear'; readonly why: Unclear };

/** Where something is red when the time is over it is looked at for as long as it takes to be sure, and not longer. */
export function decideWatch(watch: Watch, policy: WatchPolicy, now: number): Verdict {
  const { seen, before, until } = watch;
  const red = signals.filter((signal) => seen.streaks[signal] !== undefined);
  const evidence = red.flatMap((signal) => evidenceOf(signal, { seen, before }));
  if (evidence.some(({ looks }) => looks >= policy.looks))
    return { kind: 'worse', evidence: evidence.filter(({ looks }) => looks >= policy.looks) };
  if (now < until) return { kind: 'goes_on' };
  if (red.length > 0 && now < until + policy.looks * policy.everyMs) return { kind: 'goes_on' };
  if (red.length > 0) return { kind: 'unclear', why: { kind: 'red_at_last', signals: red } };
  const silent = seen.traffic?.kind === 'silent' ? seen.traffic : before.traffic;
  if (silent?.kind === 'silent') return { kind: 'unclear', why: { kind: 'silent', why: silent.why } };
  const expected = Math.floor((until - watch.since) / policy.everyMs);
  if (seen.looks < expected / 2) return { kind: 'unclear', why: { kind: 'interrupted', expected } };
  return { kind: 'well' };
}

/** What is told of it at its end. */
export function summaryOf({ seen, before }: Watch, policy: WatchPolicy): Summary {
  const checks = served.flatMap((component) => seen.checks[component] ?? []);
  return {
    looks: seen.looks,
    asked: checks.reduce((sum, { asked }) => sum + asked, 0),
    well: checks.reduce((sum, { well }) => sum + well, 0),
    ...(seen.traffic && { traffic: seen.traffic }),
    ...(before.traffic && { before: before.traffic }),
    notCounted: signals.filter((signal) => wasRed(signal, before, policy)),
    requests: policy.requests,
  };
}

interface Facts {
  readonly look: WatchLook;
  readonly before: Before;
  readonly seen: Seen;
  readonly policy: WatchPolicy;
}

function judge(signal: Signal, { look, before, seen, policy }: Facts): Judgement {
  if (wasRed(signal, before, policy)) return 'no_news';
  if (signal === 'frontend' || signal === 'backend') return judgeCheck(look.checks[signal]);
  const { traffic } = look;
  // Platforms count with some delay: the same figures once more are no second evidence.
  if (traffic?.kind !== 'measured' || areSame(traffic, seen.traffic)) return 'no_news';
  if (traffic.requests < policy.requests) return 'no_news';
  return signal === 'errors'
    ? judgeErrors(traffic, before.traffic, policy)
    : judgeLatency(traffic, before.traffic, policy);
}

function judgeCheck(seen: CheckSeen | undefined): Judgement {
  if (!seen || seen.kind === 'other') return 'no_news';
  return seen.kind;
}

/** Where nobody called it before, there were no errors. Where the platform does not say, they cannot be compared. */
function judgeErrors(
  now: TrafficFigures,
  before: TrafficReading | undefined,
  { errors }: WatchPolicy,
): Judgement {
  if (!before || before.kind === 'silent') return 'no_news';
  const share = before.kind === 'measured' ? percentOf(before) : 0;
  return percentOf(now) - share >= errors ? 'red' : 'well';
}

function judgeLatency(
  now: TrafficFigures,
  before: TrafficReading | undefined,
  { latency, latencyFloorMs, requests }: WatchPolicy,
): Judgement {
  if (before?.kind !== 'measured' || before.requests < requests) return 'no_news';
  if (now.p95Ms === undefined || before.p95Ms === undefined) return 'no_news';
  return now.p95Ms >= Math.max(latencyFloorMs, before.p95Ms * latency) ? 'red' : 'well';
}

/** Latency is compared with what it was, however slow that was. */
function wasRed(signal: Signal, { checks, traffic }: Before, { errors }: WatchPolicy): boolean {
  switch (signal) {
    case 'frontend':
    case 'backend':
      return checks[signal]?.kind === 'red';
    case 'errors':
      return traffic?.kind === 'measured' && percentOf(traffic) >= errors;
    case 'latency':
      return false;
  }
}

export function percentOf({ requests, errors }: TrafficFigures): number {
  return requests === 0 ? 0 : (errors / requests) * 100;
}

function nextStreak(streak: Streak | undefined, judgement: Judgement, at: number): Streak | undefined {
  if (judgement === 'well') return undefined;
  if (judgement === 'no_news') return streak;
  return { looks: (streak?.looks ?? 0) + 1, since: streak?.since ?? at };
}

function countChecks(known: Seen['checks'], look: Checks): Seen['checks'] {
  const counted = served.flatMap((component) => {
    const seen = look[component];
    const { asked, well } = known[component] ?? { asked: 0, well: 0 };
    if (!seen) return [];
    const last = seen.kind === 'well' ? {} : { last: seen.answer };
    return [[component, { asked: asked + 1, well: well + (seen.kind === 'well' ? 1 : 0), ...last }] as const];
  });
  return { ...known, ...Object.fromEntries(counted) };
}

/** What was once told is not forgotten because the platform is silent now. */
function newestTraffic(
  known: TrafficReading | undefined,
  read: TrafficReading | undefined,
): Pick<Seen, 'traffic'> {
  const newest = read?.kind === 'silent' && known !== undefined ? known : read;
  return newest ? { traffic: newest } : {};
}

function areSame(one: TrafficFigures, other: TrafficReading | undefined): boolean {
  return other?.kind === 'measured' && one.requests === other.requests && one.errors === other.errors;
}

function evidenceOf(
  signal: Signal,
  { seen, before }: { readonly seen: Seen; readonly before: Before },
): readonly Evidence[] {
  const streak = seen.streaks[signal];
  if (!streak) return [];
  if (signal === 'frontend' || signal === 'backend')
    return [{ ...streak, signal, answer: seen.checks[signal]?.last ?? 'did not answer' }];
  const now = figuresOf(seen.traffic);
  const then = figuresOf(before.traffic);
  if (!now) return [];
  if (signal === 'errors') return [{ ...streak, signal, now, ...(then && { before: then }) }];
  return then ? [{ ...streak, signal, now, before: then }] : [];
}

function figuresOf(traffic: TrafficReading | undefined): TrafficFigures | undefined {
  if (traffic?.kind !== 'measured') return undefined;
  const { kind: _kind, ...figures } = traffic;
  return figures;
}
