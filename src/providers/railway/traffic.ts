import type { BackendTarget } from '../../domain/environment.ts';
import type { StatusClass, Traffic } from '../contract.ts';
import type { RailwayContext } from './read.ts';
import { documents, type RailwayHttpCounts, type RailwayHttpDurations } from './schema.ts';

export interface Period {
  readonly from: number;
  readonly to: number;
}

export async function traffic(
  { client }: RailwayContext,
  target: BackendTarget,
  period: Period,
): Promise<Traffic> {
  const answer = await client.ask({ what: 'read the traffic', effect: 'reads' }, documents.traffic, {
    environmentId: target.environment,
    serviceId: target.service,
    startDate: new Date(period.from).toISOString(),
    endDate: new Date(period.to).toISOString(),
    stepSeconds: stepOf(period),
  });
  return mapTraffic(answer.httpMetricsGroupedByStatus, answer.httpDurationMetrics, period);
}

/** About thirty samples, since only whole ones count, and none finer than 10 s where the period allows it. */
function stepOf({ from, to }: Period): number {
  const seconds = Math.max(1, Math.floor((to - from) / 1000));
  return Math.min(Math.max(10, Math.ceil(seconds / 30)), seconds);
}

export function mapTraffic(
  counts: RailwayHttpCounts,
  durations: RailwayHttpDurations,
  period: Period,
): Traffic {
  const isWithin = ({ ts }: { readonly ts: number }) =>
    ts >= Math.floor(period.from / 1000) && ts * 1000 <= period.to;
  const classes = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
  const requestsAt = new Map<number, number>();
  for (const { statusCode, samples } of counts) {
    for (const { ts, value } of samples.filter(isWithin)) {
      classes[classOf(statusCode)] += value;
      requestsAt.set(ts, (requestsAt.get(ts) ?? 0) + value);
    }
  }
  const rounded = roundAll(classes);
  const requests = Object.values(rounded).reduce((sum, count) => sum + count, 0);
  if (requests === 0) return { kind: 'unknown', why: 'no_requests' };
  const p95Ms = weigh(durations.samples.filter(isWithin), requestsAt);
  return {
    kind: 'measured',
    requests,
    errors: rounded['5xx'],
    classes: rounded,
    ...(p95Ms !== undefined && { p95Ms }),
  };
}

/** A status outside of HTTP's is nothing that a client could have understood. */
function classOf(status: number): StatusClass {
  if (status < 100 || status >= 500) return '5xx';
  if (status < 200) return '1xx';
  if (status < 300) return '2xx';
  return status < 400 ? '3xx' : '4xx';
}

function roundAll(classes: Readonly<Record<StatusClass, number>>): Record<StatusClass, number> {
  return {
    '1xx': Math.round(classes['1xx']),
    '2xx': Math.round(classes['2xx']),
    '3xx': Math.round(classes['3xx']),
    '4xx': Math.round(classes['4xx']),
    '5xx': Math.round(classes['5xx']),
  };
}

/** A percentile of the whole cannot be had from those of its parts: their mean by requests comes near. */
function weigh(
  samples: RailwayHttpDurations['samples'],
  requestsAt: ReadonlyMap<number, number>,
): number | undefined {
  let [sum, weight] = [0, 0];
  for (const { ts, p95 } of samples) {
    const requests = requestsAt.get(ts) ?? 0;
    sum += p95 * requests;
    weight += requests;
  }
  return weight > 0 ? Math.round(sum / weight) : undefined;
}
