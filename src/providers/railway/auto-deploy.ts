import type { BackendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { AutoDeploy } from '../contract.ts';
import type { Call } from '../failure.ts';
import type { RailwayContext } from './read.ts';
import { documents } from './schema.ts';

export async function autoDeploy({ client }: RailwayContext, target: BackendTarget): Promise<AutoDeploy> {
  const call: Call = { what: 'read whether pushes are deployed', effect: 'reads' };
  try {
    const { serviceInstanceAutoDeployStatus } = await client.ask(
      call,
      documents.autoDeployStatus,
      idsOf(target),
    );
    return { kind: serviceInstanceAutoDeployStatus.enabled ? 'on' : 'off' };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    return { kind: 'unknown', message: String(error.facts['message']) };
  }
}

export async function setAutoDeploy(
  { client, failures }: RailwayContext,
  target: BackendTarget,
  enabled: boolean,
): Promise<void> {
  const call: Call = { what: `switch auto-deploy ${enabled ? 'on' : 'off'}`, effect: 'mutates' };
  const input = { enabled, ...idsOf(target) };
  const { serviceInstanceAutoDeployUpdate } = await client.ask(call, documents.autoDeployUpdate, { input });
  if (serviceInstanceAutoDeployUpdate.enabled !== enabled)
    throw failures.refused(call, `it stays ${enabled ? 'off' : 'on'}`);
}

function idsOf({ project, environment, service }: BackendTarget) {
  return { projectId: project, environmentId: environment, serviceId: service };
}
