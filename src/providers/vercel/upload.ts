import { resolve } from 'node:path';
import type { DeploymentOptions } from '@vercel/client';
import type { FrontendTarget } from '../../domain/environment.ts';
import type { FrontendBuild, StagedDeployment } from '../contract.ts';
import { type Call, explain, type Failures } from '../failure.ts';
import { once } from '../once.ts';
import { type ClientOptions, type VercelSettings, vercelUrl } from './client.ts';
import { createGate } from './gate.ts';
import { clientErrorSchema, createdSchema } from './schema.ts';

export interface UploadContext {
  readonly settings: VercelSettings;
  readonly options: ClientOptions & { readonly transferMs: number };
  readonly failures: Failures;
}

/** Meta keys of our deployments: how they are found again, and what they hold. */
export const metaKey = 'cabeceoKey';
export const metaCommit = 'cabeceoCommit';

const loadClient = once(() => import('@vercel/client'));

/** Uploads the folder and returns as soon as the deployment exists: the client's own waiting can last for ever. */
export async function upload(
  { settings, options, failures }: UploadContext,
  target: FrontendTarget,
  build: FrontendBuild,
): Promise<StagedDeployment> {
  const { createDeployment } = await loadClient();
  const gate = createGate(target.team, options.timeoutMs);
  const call: Call = { what: 'create the deployment', effect: 'mutates' };
  const sending: Call = { what: 'take the files', effect: 'reads' };
  let now = call;
  const events = createDeployment(
    {
      token: settings.token,
      path: resolve(build.directory),
      apiUrl: (settings.apiUrl ?? vercelUrl).replace(/\/$/, ''),
      userAgent: options.userAgent,
      skipAutoDetectionConfirmation: true,
      ...(target.team === undefined ? {} : { teamId: target.team }),
      ...(gate.dispatcher === undefined ? {} : { dispatcher: gate.dispatcher }),
    },
    describe(target, build),
  );
  const timeUp = aborted(AbortSignal.timeout(options.transferMs));
  try {
    for (;;) {
      const event = await Promise.race([events.next(), timeUp]);
      if (event.done === true) throw failures.unanswered(now, undefined);
      const { type, payload } = event.value as { readonly type: string; readonly payload: unknown };
      if (type === 'created') {
        const created = failures.parse(call, createdSchema, payload);
        return { deployment: created.id, url: `https://${created.url}`, ...pageOf(created) };
      }
      if (type === 'error') throw translate(failures, now, payload);
      // Between these two the client only sends files, which creates nothing.
      if (type === 'file-count') now = sending;
      if (type === 'all-files-uploaded') now = call;
    }
  } catch (error) {
    throw failures.unanswered(now, error);
  } finally {
    gate.close();
    void events.return?.(undefined).catch(() => undefined);
  }
}

export function pageOf({ inspectorUrl }: { readonly inspectorUrl?: string | null | undefined }) {
  return inspectorUrl ? { page: inspectorUrl } : {};
}

function describe(target: FrontendTarget, build: FrontendBuild): DeploymentOptions & { project: string } {
  const { commit, repository } = build;
  return {
    name: target.project.startsWith('prj_') ? repository.name.toLowerCase() : target.project,
    project: target.project,
    meta: { [metaKey]: build.key, [metaCommit]: commit.sha },
    gitMetadata: {
      commitSha: commit.sha,
      commitRef: build.ref,
      commitMessage: commit.subject,
      commitAuthorName: commit.author.name,
      dirty: false,
      remoteUrl: `https://github.com/${repository.owner}/${repository.name}`,
    },
    build: { env: { CABECEO_COMMIT_SHA: commit.sha } },
    ...(target.target === 'production' ? { target: 'production', autoAssignCustomDomains: false } : {}),
  };
}

function translate(failures: Failures, call: Call, payload: unknown) {
  const error = clientErrorSchema.safeParse(payload).data;
  if (error?.status !== undefined) {
    const reset = error.limit?.reset;
    const retryAfterMs = reset === undefined ? undefined : Math.max(0, reset * 1000 - Date.now());
    return failures.answered(call, { ...error, status: error.status, retryAfterMs });
  }
  // A file that was refused comes as the API's error without its status.
  if (payload instanceof Error && error?.code !== undefined && explain(payload).code === undefined) {
    const message = error.message ?? error.code;
    const passes = /rate|too_many|internal|unavailable|timeout/.test(error.code);
    return passes ? failures.passing(call, message) : failures.refused(call, message);
  }
  return failures.unanswered(call, payload);
}

function aborted(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}
