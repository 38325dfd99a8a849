import type { Hono } from 'hono';
import { linksFor } from '../backend.ts';
import type { Backend } from '../backend.ts';
import { readJson, statusRequest, validationErrors } from '../deployment-request.ts';
import { paginate } from '../paginate.ts';
import type { DeploymentRecord, DeploymentStatusRecord } from '../records.ts';
import { invalid, notFound } from '../refuse.ts';
import { deploymentStatusView } from '../views/deployment.ts';
import { sendDeploymentStatus } from '../webhooks.ts';

const base = '/repos/:owner/:repo/deployments/:id{[0-9]+}/statuses';

export function addDeploymentStatusRoutes(app: Hono, backend: Backend): void {
  const find = (id: string) => backend.records.deployments.find((one) => one.id === Number(id));

  app.post(base, async (context) => {
    const deployment = find(context.req.param('id'));
    if (!deployment) return notFound();
    const parsed = statusRequest.safeParse(await readJson(context.req), { reportInput: true });
    if (!parsed.success) return invalid(validationErrors('DeploymentStatus', parsed.error));
    const wanted = parsed.data;
    const status: DeploymentStatusRecord = {
      id: backend.records.nextId(),
      state: wanted.state,
      description: wanted.description,
      environment: wanted.environment ?? deployment.statuses.at(-1)?.environment ?? deployment.environment,
      environmentUrl: wanted.environment_url,
      logUrl: wanted.log_url ?? wanted.target_url,
      createdAt: backend.kernel.clock.now(),
    };
    deployment.statuses.push(status);
    if (wanted.state === 'success' && wanted.auto_inactive) inactivateEarlier(backend, deployment, status);
    backend.kernel.changed('github');
    sendDeploymentStatus(backend, deployment, status);
    const view = deploymentStatusView(linksFor(context, backend), deployment, status);
    return context.json(view, 201, { location: view.url });
  });

  app.get(base, (context) => {
    const links = linksFor(context, backend);
    const deployment = find(context.req.param('id'));
    if (!deployment) return notFound();
    const { items, headers } = paginate(context, deployment.statuses.toReversed());
    return context.json(
      items.map((status) => deploymentStatusView(links, deployment, status)),
      200,
      headers,
    );
  });

  app.get(`${base}/:status{[0-9]+}`, (context) => {
    const deployment = find(context.req.param('id'));
    const id = Number(context.req.param('status'));
    const status = deployment?.statuses.find((one) => one.id === id);
    if (!deployment || !status) return notFound();
    return context.json(deploymentStatusView(linksFor(context, backend), deployment, status));
  });
}

/** Only of the same environment, and only where that is neither transient nor production. */
function inactivateEarlier(
  { records }: Backend,
  current: DeploymentRecord,
  { environment, createdAt }: DeploymentStatusRecord,
): void {
  for (const earlier of records.deployments) {
    const last = earlier.statuses.at(-1);
    if (earlier === current || earlier.production || earlier.transient) continue;
    if (last?.state !== 'success' || last.environment !== environment) continue;
    earlier.statuses.push({ ...last, id: records.nextId(), state: 'inactive', description: '', createdAt });
  }
}
