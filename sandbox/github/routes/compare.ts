import type { Context, Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { diff, fileView } from '../diff.ts';
import { GitError } from '../git.ts';
import type { Git } from '../git.ts';
import { paginate } from '../paginate.ts';
import { notFound, refuse } from '../refuse.ts';
import { commitView } from '../views/commit.ts';
import { fileLimit } from './commits.ts';

/** Without page parameters only the newest so many commits are listed. */
const commitLimit = 250;

export function addCompareRoute(app: Hono, backend: Backend): void {
  const { repository } = backend;

  app.get('/repos/:owner/:repo/compare/:basehead{.+}', async (context) => {
    const links = linksFor(context, backend);
    const basehead = context.req.param('basehead');
    const [from, to, ...rest] = basehead.split('...');
    const base = await findCommit(backend, from);
    const head = await findCommit(backend, to);
    if (!base || !head || rest.length > 0) return notFound();
    const meeting = repository.find((await mergeBase(repository.git, base.sha, head.sha)) ?? '');
    if (!meeting) return refuse(404, `No common ancestor between ${from} and ${to}.`);

    const ahead = await range(repository.git, base.sha, head.sha);
    const behind = await range(repository.git, head.sha, base.sha);
    const { shas, firstPage, headers } = pageOf(context, ahead);
    const files = firstPage ? await diff(repository.git, meeting.sha, head.sha) : [];
    const html = links.html(`/compare/${basehead}`);
    return context.json(
      {
        url: links.api(`/compare/${basehead}`),
        html_url: html,
        permalink_url: links.html(
          `/compare/${links.owner}:${base.sha.slice(0, 7)}...${links.owner}:${head.sha.slice(0, 7)}`,
        ),
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitView(links, base),
        merge_base_commit: commitView(links, meeting),
        status: statusOf(ahead.length, behind.length),
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: shas.flatMap((sha) => repository.find(sha) ?? []).map((commit) => commitView(links, commit)),
        files: files.slice(0, fileLimit).map((file) => fileView(links, head.sha, file)),
      },
      200,
      headers,
    );
  });
}

async function findCommit(backend: Backend, ref: string | undefined) {
  const sha = ref === undefined ? undefined : await resolve(backend, ref);
  return sha === undefined ? undefined : backend.repository.find(sha);
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** Oldest first, as GitHub lists a comparison. */
async function range(git: Git, base: string, head: string): Promise<readonly string[]> {
  return (await git.recall(['rev-list', '--reverse', `${base}..${head}`])).split('\n').filter(Boolean);
}

function pageOf(context: Context, shas: readonly string[]) {
  const paged = context.req.query('page') !== undefined || context.req.query('per_page') !== undefined;
  if (!paged) return { shas: shas.slice(-commitLimit), firstPage: true, headers: {} };
  const { items, page, headers } = paginate(context, shas);
  return { shas: items, firstPage: page === 1, headers };
}

async function mergeBase(git: Git, base: string, head: string): Promise<string | undefined> {
  try {
    return (await git.recall(['merge-base', base, head])).trim();
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return undefined;
    throw error;
  }
}
