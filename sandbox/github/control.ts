import { Hono } from 'hono';
import { z } from 'zod';
import { resolve } from './backend.ts';
import type { Backend } from './backend.ts';
import type { Push } from './contract.ts';
import type { SeedCheck } from '../seed/contract.ts';
import { sendCheckRun } from './webhooks.ts';

const check = z.strictObject({
  name: z.string().min(1),
  status: z.enum(['queued', 'in_progress', 'completed']).default('completed'),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required'])
    .exactOptional(),
});

const commitBody = z.strictObject({
  branch: z.string().regex(/^[\w][\w./-]*$/),
  message: z.string().min(1),
  author: z
    .strictObject({ name: z.string(), email: z.string() })
    .default({ name: 'Ana Ruiz', email: 'ana@mundo-tango.example' }),
  /** Path -> content; null deletes. */
  files: z.record(z.string(), z.string().nullable()),
  checks: z.array(check).default([{ name: 'build', status: 'completed', conclusion: 'success' }]),
});

const checkBody = check.extend({ sha: z.string() });

/** What people do on GitHub, for scripts and tests. */
export function createGithubControl(backend: Backend, pushed: (push: Push) => Promise<void>): Hono {
  const control = new Hono();
  const { kernel, repository } = backend;

  control.post('/commit', async (context) => {
    const body = commitBody.parse(await context.req.json());
    const parent =
      (await repository.resolve(`heads/${body.branch}`)) ?? (await repository.resolve('heads/main'));
    const changes = Object.entries(body.files).map(
      ([path, content]) => [path, content ?? undefined] as const,
    );
    const sha = await repository.add({
      branch: body.branch,
      author: body.author,
      message: body.message,
      date: kernel.clock.now(),
      parents: parent === undefined ? [] : [parent],
      changes: new Map(changes),
    });
    for (const one of body.checks) setCheck(backend, sha, one);
    kernel.changed('github');
    await pushed({ branch: body.branch, sha });
    return context.json({ sha }, 201);
  });

  control.post('/check', async (context) => {
    const { sha: ref, ...wanted } = checkBody.parse(await context.req.json());
    const sha = await resolve(backend, ref);
    if (sha === undefined) return context.json({ error: `No commit found for ${ref}.` }, 404);
    setCheck(backend, sha, wanted);
    kernel.changed('github');
    return context.json({ sha, ...wanted });
  });

  return control;
}

function setCheck(backend: Backend, sha: string, check: SeedCheck): void {
  sendCheckRun(backend, backend.records.setCheck(sha, check, backend.kernel.clock.now()));
}
