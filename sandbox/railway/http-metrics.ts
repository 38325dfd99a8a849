import { GraphQLError } from 'graphql';
import type { Sample } from './traffic.ts';
import { percentile } from './traffic.ts';

export interface MetricArguments {
  readonly environmentId: string;
  readonly serviceId: string;
  readonly startDate: string;
  readonly endDate: string;
  readonly stepSeconds?: number | null;
  readonly method?: string | null;
  readonly path?: string | null;
  readonly statusCode?: number | null;
}

export function periodOf(wanted: MetricArguments, now: number) {
  if (wanted.method || wanted.path || wanted.statusCode) {
    throw new GraphQLError('The sandbox does not filter metrics by method, path or statusCode');
  }
  const [from, to] = [Date.parse(wanted.startDate), Date.parse(wanted.endDate)];
  if (!(from < to)) throw new GraphQLError('startDate must be before endDate');
  const stepMs = (wanted.stepSeconds ?? 60) * 1000;
  if (stepMs < 1000) throw new GraphQLError('stepSeconds must be positive');
  if ((to - from) / stepMs > 11_000) throw new GraphQLError('Too many data points: use a larger stepSeconds');
  return { from, to: Math.min(to, now + 1), stepMs };
}

export function countsByStatus(samples: readonly Sample[]) {
  const statuses = [...new Set(samples.flatMap(({ answers }) => answers.map(({ status }) => status)))];
  return statuses
    .toSorted((a, b) => a - b)
    .map((statusCode) => ({
      statusCode,
      samples: samples.flatMap(({ from, answers }) => {
        const value = answers
          .filter(({ status }) => status === statusCode)
          .reduce((sum, { times }) => sum + times, 0);
        return value > 0 ? [{ ts: seconds(from), value }] : [];
      }),
    }));
}

export function durations(samples: readonly Sample[]) {
  return {
    samples: samples.map(({ from, answers }) => ({
      ts: seconds(from),
      p50: percentile(answers, 0.5),
      p90: percentile(answers, 0.9),
      p95: percentile(answers, 0.95),
      p99: percentile(answers, 0.99),
    })),
  };
}

const seconds = (ms: number) => Math.floor(ms / 1000);
