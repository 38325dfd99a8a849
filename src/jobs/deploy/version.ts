import type { CommitSha } from '../../domain/ids.ts';
import type { ProbeAnswer } from '../../providers/contract.ts';

const shortestSha = 7;

/** Does what answered run this commit? A short SHA counts from 7 digits on. */
export function isVersion(answer: ProbeAnswer, sha: CommitSha): boolean {
  if (answer.kind !== 'answered' || answer.status !== 200 || answer.version === undefined) return false;
  return answer.version.length >= shortestSha && sha.startsWith(answer.version.toLowerCase());
}

export function sayAnswer(answer: ProbeAnswer): string {
  if (answer.kind === 'unreachable') return `not reachable: ${answer.why}`;
  if (answer.status !== 200) return `answered ${answer.status}`;
  return answer.version === undefined
    ? 'answered without a version'
    : `answered ${answer.version.slice(0, shortestSha)}`;
}
