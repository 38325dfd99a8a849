import type { FrontendTarget } from '../../domain/environment.ts';
import { TerminalError } from '../../domain/errors.ts';
import type { AutoDeploy } from '../contract.ts';
import type { Call } from '../failure.ts';
import { readProject, type VercelContext } from './read.ts';

const ofPreview = 'the address of a preview is never given to a deployment by itself';

export async function autoDeploy(context: VercelContext, target: FrontendTarget): Promise<AutoDeploy> {
  if (target.target === 'preview') return { kind: 'unknown', message: ofPreview };
  try {
    const { autoAssignCustomDomains } = await readProject(context, target);
    return { kind: autoAssignCustomDomains === false ? 'off' : 'on' };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    return { kind: 'unknown', message: String(error.facts['message']) };
  }
}

export async function setAutoDeploy(
  { client, failures }: VercelContext,
  { target, project, team }: FrontendTarget,
  enabled: boolean,
): Promise<void> {
  const call: Call = { what: `switch auto-assign ${enabled ? 'on' : 'off'}`, effect: 'mutates' };
  if (target === 'preview') throw failures.refused(call, ofPreview);
  const path = `/v9/projects/${encodeURIComponent(project)}`;
  const body = { autoAssignCustomDomains: enabled };
  await client.send(call, { method: 'PATCH', path, team, body });
}
