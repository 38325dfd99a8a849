/** What a service answered, and made-up answers that count as well: a test needs more of them than it can ask for. */
export interface Traffic {
  count(answered: Answered): void;
  /** From now on (or from earlier on), instead of what was made up for the same commit before. */
  makeUp(flow: Omit<Flow, 'until'>, now: number): void;
  samples(period: Period, served: readonly Served[]): readonly Sample[];
}

export interface Answered {
  readonly at: number;
  readonly status: number;
  readonly ms: number;
}

export interface Flow {
  /** Only while this commit has the traffic; a flow without one steps back for those that have. */
  readonly commit: string | undefined;
  readonly perMinute: number;
  /** Part of them that is answered with 500, 0 to 1. */
  readonly errorRate: number;
  readonly latencyMs: number;
  readonly since: number;
  until: number;
}

/** The commit that had the traffic from then on, if any. */
export interface Served {
  readonly since: number;
  readonly commit: string | undefined;
}

export interface Period {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
}

/** One step of the period. Steps without a request are left out. */
export interface Sample {
  readonly from: number;
  readonly answers: readonly WeighedAnswer[];
}

export interface WeighedAnswer {
  readonly status: number;
  readonly ms: number;
  readonly times: number;
}

const mostKept = 20_000;

export function createTraffic(): Traffic {
  let answered: Answered[] = [];
  const flows: Flow[] = [];
  return {
    count(one) {
      answered.push(one);
      if (answered.length > mostKept * 1.1) answered = answered.slice(-mostKept);
    },
    makeUp(flow, now) {
      for (const earlier of flows) {
        if (earlier.commit === flow.commit) earlier.until = Math.min(earlier.until, now);
      }
      flows.push({ ...flow, until: Infinity });
    },
    samples({ from, to, stepMs }, served) {
      const samples: Sample[] = [];
      for (let start = from; start < to; start += stepMs) {
        const end = Math.min(start + stepMs, to);
        const real = answered
          .filter(({ at }) => at >= start && at < end)
          .map(({ status, ms }) => ({ status, ms, times: 1 }));
        const answers = [...real, ...madeUp({ from: start, to: end }, { flows, served })];
        if (answers.length > 0) samples.push({ from: start, answers });
      }
      return samples;
    },
  };
}

/** In stretches in which nothing changes: neither the commit nor what is made up. */
function madeUp(
  { from, to }: Pick<Period, 'from' | 'to'>,
  { flows, served }: { readonly flows: readonly Flow[]; readonly served: readonly Served[] },
): readonly WeighedAnswer[] {
  const changes = [
    ...served.map(({ since }) => since),
    ...flows.flatMap(({ since, until }) => [since, until]),
  ];
  const edges = [from, ...changes.filter((at) => at > from && at < to).toSorted((a, b) => a - b), to];
  return edges.slice(1).flatMap((end, index) => {
    const start = edges[index] ?? from;
    const commit = served.findLast(({ since }) => since <= start)?.commit;
    const under = flows.filter(({ since, until }) => since <= start && start < until);
    const flow =
      under.findLast((one) => one.commit !== undefined && one.commit === commit) ??
      under.findLast((one) => one.commit === undefined);
    if (commit === undefined || flow === undefined) return [];
    const times = (flow.perMinute * (end - start)) / 60_000;
    const { errorRate, latencyMs: ms } = flow;
    return [
      { status: 200, ms, times: times * (1 - errorRate) },
      { status: 500, ms, times: times * errorRate },
    ].filter((answer) => answer.times > 0);
  });
}

/** The duration that this part of all answers stays within. */
export function percentile(answers: readonly WeighedAnswer[], part: number): number {
  const all = answers.reduce((sum, { times }) => sum + times, 0);
  let seen = 0;
  for (const { ms, times } of answers.toSorted((a, b) => a.ms - b.ms)) {
    seen += times;
    if (seen >= all * part - 1e-9) return ms;
  }
  return 0;
}
