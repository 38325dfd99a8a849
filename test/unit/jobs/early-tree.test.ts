import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RetryableError } from '../../../src/domain/errors.ts';
import type { App } from '../../../src/domain/environment.ts';
import type { CommitSha } from '../../../src/domain/ids.ts';
import type { Context } from '../../../src/jobs/context.ts';
import type { DeployContext } from '../../../src/jobs/deploy/context.ts';
import { buildFrontend } from '../../../src/jobs/deploy/frontend.ts';
import { EarlyTree } from '../../../src/jobs/deploy/source.ts';
import { createLog } from '../../../src/jobs/log.ts';
import { anEnvironment, anOperation, aPlan, liveSha, newSha } from '../../support/operation-builders.ts';

const app = { name: 'mundo-tango', repository: { owner: 'mundo-tango', name: 'mundo-tango' } } as App;

let scratch: string;
beforeEach(async () => void (scratch = await mkdtemp(join(tmpdir(), 'early-tree-'))));
afterEach(() => rm(scratch, { recursive: true, force: true }));

/** Platforms that send the source, or fail to so often before. */
function platforms({ failures = 0 } = {}) {
  const downloads: CommitSha[] = [];
  const staged: (readonly string[])[] = [];
  const source = {
    async downloadTree(_: unknown, sha: CommitSha, directory: string) {
      downloads.push(sha);
      if (downloads.length <= failures) throw new RetryableError('broken off', { safe: true });
      await writeFile(join(directory, 'vercel.json'), '{}');
    },
  };
  const frontend = {
    async stage(_: unknown, build: { readonly directory: string }) {
      staged.push(await readdir(build.directory));
      return { deployment: 'dpl_2', url: 'https://dpl-2.example' };
    },
  };
  const log = createLog({ level: 'fatal', scrub: (text) => text });
  const context = { providers: { source, frontend }, scratch, log } as unknown as Context;
  const stage = (early?: EarlyTree) => {
    const more = { app, environment: anEnvironment, plan: aPlan(), operation: anOperation(), early };
    const step = buildFrontend({ ...context, ...more } as unknown as DeployContext, anEnvironment.frontend);
    return step.start({ key: 'op/build-frontend', at: 0 });
  };
  return { context, downloads, staged, stage };
}

it('a source that is fetched early is what the build sends: the source is not fetched again, and does not stay', async () => {
  const { context, downloads, staged, stage } = platforms();
  await stage(new EarlyTree(context, app, newSha));
  expect([downloads, staged, await readdir(scratch)]).toEqual([[newSha], [['vercel.json']], []]);
});

it('a source that is fetched early is fetched once more by a build that is tried again', async () => {
  const { context, downloads, staged, stage } = platforms();
  const early = new EarlyTree(context, app, newSha);
  await stage(early);
  await stage(early);
  expect([downloads.length, staged.length, await readdir(scratch)]).toEqual([2, 2, []]);
});

it('a source that is fetched early fails nothing where it does not come: the build fetches the source itself', async () => {
  const { context, downloads, staged, stage } = platforms({ failures: 1 });
  await stage(new EarlyTree(context, app, newSha));
  expect([downloads.length, staged, await readdir(scratch)]).toEqual([2, [['vercel.json']], []]);
});

it('a source that is fetched early is never the source of another commit', async () => {
  const { context, downloads, stage } = platforms();
  const early = new EarlyTree(context, app, liveSha);
  await stage(early);
  await early.close();
  expect([downloads, await readdir(scratch)]).toEqual([[liveSha, newSha], []]);
});

it('a source that is fetched early does not stay where nobody took it', async () => {
  const { context, downloads } = platforms();
  await new EarlyTree(context, app, newSha).close();
  expect([downloads, await readdir(scratch)]).toEqual([[newSha], []]);
});
