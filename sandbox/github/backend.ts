import type { Context } from 'hono';
import type { Kernel } from '../kernel/contract.ts';
import { linksOf } from './links.ts';
import type { Links } from './links.ts';
import type { Records } from './records.ts';
import type { Repository } from './repository.ts';
import type { Tokens } from './tokens.ts';

/** What the routes work on. */
export interface Backend {
  readonly kernel: Kernel;
  readonly repository: Repository;
  readonly tokens: Tokens;
  /** Replaced by a reset. */
  records: Records;
}

export function linksFor(context: Context, { repository }: Backend): Links {
  return linksOf(context.req.raw, repository.owner, repository.name);
}

/** A branch, tag or SHA, or the head of a pull request by `pull/12/head`. */
export async function resolve({ repository, records }: Backend, ref: string): Promise<string | undefined> {
  const number = /^(?:refs\/)?pull\/(\d+)\/head$/.exec(ref)?.[1];
  if (number !== undefined) return records.pulls.find((pull) => pull.number === Number(number))?.headSha;
  return repository.resolve(ref);
}
