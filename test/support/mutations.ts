import type { JournalLine } from './world.ts';

/** What changed a platform, as its own journal tells it. */
export interface Mutation {
  readonly name: string;
  /** ms since the epoch: when the request arrived. */
  readonly at: number;
  readonly line: JournalLine;
}

const mutating: readonly (readonly [RegExp, string])[] = [
  [/^POST \/v13\/deployments/, 'Vercel: create deployment'],
  [/^POST \/v10\/projects\/[^/]+\/promote/, 'Vercel: promote'],
  [/^POST \/v1\/projects\/[^/]+\/rollback/, 'Vercel: roll back'],
  [/^POST \/v2\/deployments\/[^/]+\/aliases/, 'Vercel: aim an alias'],
  [/^PATCH \/v12\/deployments\/[^/]+\/cancel/, 'Vercel: cancel build'],
  [/^DELETE \/v13\/deployments/, 'Vercel: delete deployment'],
  [/serviceInstanceDeployV2/, 'Railway: deploy'],
  [/deploymentRollback/, 'Railway: roll back'],
  [/deploymentCancel/, 'Railway: cancel build'],
  [/deploymentRemove/, 'Railway: remove deployment'],
  [/^POST .*\/branches$/, 'Neon: create branch'],
  [/^POST .*\/branches\/[^/]+\/restore$/, 'Neon: restore'],
  [/^DELETE .*\/branches\/[^/]+$/, 'Neon: delete branch'],
  [/^POST .*\/deployments$/, 'GitHub: create deployment'],
  [/^POST .*\/deployments\/\d+\/statuses/, 'GitHub: set status'],
];

/** A request that was refused or never reached its route changed nothing; one whose answer was lost did. */
export function mutationsOf(lines: readonly JournalLine[]): readonly Mutation[] {
  return lines.flatMap((line) => {
    const name = line.status > 0 && line.status < 400 ? nameOf(line) : undefined;
    return name === undefined ? [] : [{ name, at: line.at, line }];
  });
}

function nameOf({ method, path, operation, body }: JournalLine): string | undefined {
  const text = `${method} ${path.split('?')[0]}`;
  const call = JSON.stringify([operation, body]);
  const found = mutating.find(([pattern]) => pattern.test(text) || pattern.test(call))?.[1];
  if (found !== 'GitHub: set status') return found;
  return `${found} ${/"state":"(\w+)"/.exec(call)?.[1]}`;
}
