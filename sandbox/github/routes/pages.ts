import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import type { StoredCommit } from '../repository.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const base = '/:owner/:repo';

/** What a link in Slack opens: plain pages with the same facts. */
export function addPages(app: Hono, backend: Backend): void {
  const { repository } = backend;

  app.get(`${base}/commit/:sha`, async (context) => {
    const commit = await find(backend, context.req.param('sha'));
    if (!commit) return missing(context);
    const patch = await repository.git.run(['show', '--format=', '--stat', '--patch', commit.sha]);
    return context.html(
      page(
        commit.sha.slice(0, 7),
        html`${about(backend, commit)}
          <pre>${patch}</pre>`,
      ),
    );
  });

  app.get(`${base}/compare/:basehead{.+}`, async (context) => {
    const [from = '', to = ''] = context.req.param('basehead').split('...');
    const [start, end] = [await find(backend, from), await find(backend, to)];
    if (!start || !end) return missing(context);
    const shas = await repository.git.run(['rev-list', `${start.sha}..${end.sha}`]);
    const patch = await repository.git.run(['diff', '--stat', '--patch', `${start.sha}...${end.sha}`]);
    const commits = shas.split('\n').flatMap((sha) => repository.find(sha) ?? []);
    return context.html(
      page(
        `${from.slice(0, 7)}...${to.slice(0, 7)}`,
        html`<ul>
            ${commits.map(line)}
          </ul>
          <pre>${patch}</pre>`,
      ),
    );
  });

  app.get(`${base}/pull/:number{[0-9]+}`, (context) => {
    const number = Number(context.req.param('number'));
    const pull = backend.records.pulls.find((one) => one.number === number);
    if (!pull) return missing(context);
    const commits = pull.commits.flatMap((sha) => repository.find(sha) ?? []);
    const state = pull.mergedAt === undefined ? 'open' : `merged into ${pull.base}`;
    return context.html(
      page(
        `#${number} ${pull.title}`,
        html`<p>${pull.author.name} · ${pull.head} · ${state}</p>
          <ul>
            ${commits.map(line)}
          </ul>`,
      ),
    );
  });

  app.get(`${base}/runs/:id{[0-9]+}`, (context) => {
    const run = backend.records.checks.find((one) => one.id === Number(context.req.param('id')));
    const commit = run && repository.find(run.sha);
    if (!run || !commit) return missing(context);
    return context.html(page(`${run.name}: ${run.conclusion ?? run.status}`, about(backend, commit)));
  });
}

async function find(backend: Backend, ref: string): Promise<StoredCommit | undefined> {
  const sha = await resolve(backend, ref);
  return sha === undefined ? undefined : backend.repository.find(sha);
}

function about({ records }: Backend, commit: StoredCommit): Html {
  const checks = records.checks.filter((check) => check.sha === commit.sha);
  return html`<p>${commit.author.name} · ${new Date(commit.date).toUTCString()}</p>
    <pre>${commit.message}</pre>
    <ul>
      ${checks.map((check) => html`<li>${check.name}: ${check.conclusion ?? check.status}</li>`)}
    </ul>`;
}

function line(commit: StoredCommit): Html {
  const [subject = ''] = commit.message.split('\n');
  return html`<li>
    <a href="../commit/${commit.sha}"><code>${commit.sha.slice(0, 7)}</code></a> ${subject} ·
    ${commit.author.name}
  </li>`;
}

function missing(context: Context): Response | Promise<Response> {
  return context.html(page('Not found', html`<p>This repository has nothing here.</p>`), 404);
}

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · mundo-tango</title>
        <style>
          :root {
            color-scheme: light dark;
            font:
              16px/1.5 system-ui,
              sans-serif;
          }
          body {
            margin: 2rem auto;
            max-width: 60rem;
            padding: 0 1rem;
          }
          pre {
            overflow-x: auto;
            font-size: 0.85rem;
          }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}
