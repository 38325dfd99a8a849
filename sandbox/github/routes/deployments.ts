import type { Hono } from 'hono';
import { autoMerge } from '../auto-merge.ts';
import { linksFor, resolve } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { unmetContexts } from '../contexts.ts';
import { deploymentRequest, readJson, validationErrors } from '../deployment-request.ts';
import { paginate } from '../paginate.ts';
import type { DeploymentRecord } from '../records.ts';
import { invalid, notFound, refuse } from '../refuse.ts';
import { deploymentView } from '../views/deployment.ts';

const base = '/repos/:owner/:repo/deployments';

export function addDeploymentRoutes(app: Hono, backend: Backend): void {
  app.post(base, async (context) => {
    const parsed = deploymentRequest.safeParse(await readJson(context.req), { reportInput: true });
    if (!parsed.success) return invalid(validationErrors('Deployment', parsed.error));
    const wanted = parsed.data;
    const sha = await resolve(backend, wanted.ref);
    if (sha === undefined) return refuse(422, `No ref found for: ${wanted.ref}`);

    if (wanted.auto_merge) {
      const merge = await autoMerge(backend, wanted.ref, sha);
      if (merge.kind === 'conflict') return refuse(409, `Conflict merging main into ${wanted.ref}.`);
      if (merge.kind === 'merged') {
        return context.json({ message: `Auto-merged main into ${wanted.ref} on deployment.` }, 202);
      }
    }
    const unmet = unmetContexts(backend.records, sha, wanted.required_contexts);
    if (unmet.length > 0) {
      const error = { contexts: unmet, resource: 'Deployment', field: 'required_contexts', code: 'invalid' };
      return context.json(
        { message: `Conflict: Commit status checks failed for ${wanted.ref}.`, errors: [error] },
        409,
      );
    }
    const deployment: DeploymentRecord = {
      id: backend.records.nextId(),
      sha,
      ref: wanted.ref,
      task: wanted.task,
      environment: wanted.environment,
      description: wanted.description,
      payload: wanted.payload,
      production: wanted.production_environment ?? wanted.environment === 'production',
      transient: wanted.transient_environment,
      createdAt: backend.kernel.clock.now(),
      statuses: [],
    };
    backend.records.deployments.push(deployment);
    backend.kernel.changed('github');
    return context.json(deploymentView(linksFor(context, backend), deployment), 201);
  });

  app.get(base, (context) => {
    const links = linksFor(context, backend);
    const { sha, ref, task, environment } = context.req.query();
    const deployments = backend.records.deployments
      .filter((deployment) => sha === undefined || deployment.sha === sha)
      .filter((deployment) => ref === undefined || deployment.ref === ref)
      .filter((deployment) => task === undefined || deployment.task === task)
      .filter((deployment) => environment === undefined || deployment.environment === environment)
      .toReversed();
    const { items, headers } = paginate(context, deployments);
    return context.json(
      items.map((deployment) => deploymentView(links, deployment)),
      200,
      headers,
    );
  });

  app.get(`${base}/:id{[0-9]+}`, (context) => {
    const id = Number(context.req.param('id'));
    const deployment = backend.records.deployments.find((one) => one.id === id);
    return deployment ? context.json(deploymentView(linksFor(context, backend), deployment)) : notFound();
  });
}
