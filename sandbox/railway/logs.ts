import type { Deployment, LogLine } from './deployment.ts';
import { railwaySeed } from './seed.ts';

export interface LogArguments {
  readonly deploymentId: string;
  readonly filter?: string | null;
  readonly limit?: number | null;
  readonly startDate?: string | null;
  readonly endDate?: string | null;
}

/** The newest lines, oldest first, and one more than `limit`: Railway's own CLI cuts the surplus line off. */
export function readLogs(deployment: Deployment, lines: readonly LogLine[], wanted: LogArguments) {
  const { filter, startDate, endDate } = wanted;
  const limit = Math.min(wanted.limit ?? 100, 5000);
  return lines
    .filter(
      (line) =>
        matches(line, filter ?? '') &&
        (!startDate || line.timestamp >= Date.parse(startDate)) &&
        (!endDate || line.timestamp <= Date.parse(endDate)),
    )
    .slice(-(limit + 1))
    .map((line) => ({
      message: line.message,
      severity: line.severity,
      timestamp: new Date(line.timestamp).toISOString(),
      attributes: [{ key: 'level', value: `"${line.severity}"` }],
      tags: {
        deploymentId: deployment.id,
        deploymentInstanceId: deployment.id,
        environmentId: railwaySeed.environments[deployment.environment].id,
        projectId: railwaySeed.project.id,
        serviceId: railwaySeed.service.id,
        snapshotId: deployment.id,
      },
    }));
}

/** Of the filter language: `@level:error` and plain substrings, all of which must hold. */
function matches(line: LogLine, filter: string): boolean {
  return filter
    .split(/\s+/)
    .filter((word) => word !== '' && word !== 'AND')
    .every((word) =>
      word.startsWith('@level:')
        ? line.severity === word.slice('@level:'.length)
        : line.message.toLowerCase().includes(word.replaceAll('"', '').toLowerCase()),
    );
}
