import type { Hono } from 'hono';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { paginate } from '../paginate.ts';
import { noCommitFound, notFound } from '../refuse.ts';
import { fullPullView, pullView } from '../views/pull.ts';

const base = '/repos/:owner/:repo';

export function addPullRoutes(app: Hono, backend: Backend): void {
  const { repository } = backend;

  app.get(`${base}/pulls`, (context) => {
    const links = linksFor(context, backend);
    const { state = 'open', base: target, head } = context.req.query();
    const pulls = backend.records.pulls
      .filter((pull) => state === 'all' || (pull.mergedAt === undefined) === (state === 'open'))
      .filter((pull) => target === undefined || pull.base === target)
      .filter((pull) => head === undefined || `${links.owner}:${pull.head}` === head)
      .toSorted((a, b) => b.number - a.number);
    const { items, headers } = paginate(context, pulls);
    return context.json(
      items.map((pull) => pullView(links, pull, repository)),
      200,
      headers,
    );
  });

  app.get(`${base}/pulls/:number{[0-9]+}`, (context) => {
    const number = Number(context.req.param('number'));
    const pull = backend.records.pulls.find((one) => one.number === number);
    return pull ? context.json(fullPullView(linksFor(context, backend), pull, repository)) : notFound();
  });

  app.get(`${base}/commits/:sha{.+}/pulls`, async (context) => {
    const links = linksFor(context, backend);
    const sha = await resolve(backend, context.req.param('sha'));
    if (sha === undefined) return noCommitFound(context.req.param('sha'));
    const pulls = backend.records.pulls.filter((pull) => pull.commits.includes(sha));
    const { items, headers } = paginate(context, pulls);
    return context.json(
      items.map((pull) => pullView(links, pull, repository)),
      200,
      headers,
    );
  });
}
