import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../../domain/environment.ts';
import type { CommitSha } from '../../domain/ids.ts';
import type { Context } from '../context.ts';

/** The files of one commit on this machine. */
export interface SourceTree {
  readonly directory: string;
  remove(): Promise<void>;
}

export async function fetchTree(
  { providers, scratch }: Pick<Context, 'providers' | 'scratch'>,
  { repository }: App,
  sha: CommitSha,
): Promise<SourceTree> {
  const directory = await mkdtemp(join(scratch, 'tree-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    await providers.source.downloadTree(repository, sha, directory);
    return { directory, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A tree that is fetched before it is known whether anybody wants it. */
export class EarlyTree {
  readonly #log: Context['log'];
  readonly #sha: CommitSha;
  #coming: Promise<SourceTree | undefined> | undefined;

  constructor(context: Pick<Context, 'providers' | 'scratch' | 'log'>, app: App, sha: CommitSha) {
    this.#log = context.log;
    this.#sha = sha;
    this.#coming = fetchTree(context, app, sha).catch((error: unknown) => {
      context.log.info({ sha, err: error }, 'a source did not come early');
      return undefined;
    });
  }

  /** Undefined where it did not come, was taken before, or is of another commit. Whoever takes it removes it. */
  async take(sha: CommitSha): Promise<SourceTree | undefined> {
    const coming = sha === this.#sha ? this.#coming : undefined;
    if (coming) this.#coming = undefined;
    return coming;
  }

  /** Removes what nobody took, once it has come. */
  async close(): Promise<void> {
    const tree = await this.take(this.#sha);
    await tree
      ?.remove()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'a source that nobody took stays'));
  }
}
