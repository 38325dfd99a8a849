import { RetryableError, TerminalError } from '../../domain/errors.ts';
import { parseOperationId } from '../../domain/ids.ts';
import type { LiveState } from '../../domain/plan.ts';
import { type Release, releasedDeployment, type RestorePoint } from '../../domain/release.ts';
import { readDurations } from '../../domain/release-notes.ts';
import type { AnnouncedDeployment } from '../../providers/contract.ts';
import { isRebuilt, keepRebuilt } from '../../store/rebuilt.ts';
import type { Context, Place } from '../context.ts';
import { restorePointName } from '../deploy/database.ts';
import { stagingStep } from '../deploy/frontend.ts';
import { mostLookedAt } from '../deploy/github.ts';
import { intentKey } from '../step.ts';

const mostRebuilt = 10;

/**
 * The environment's newest releases, newest first, where Redis has none: from what GitHub's Deployments say of them and
 * the platforms still hold. Done once; whatever keeps it from being done keeps nobody from deploying.
 */
export async function rebuildReleases(
  context: Context,
  place: Place,
  serving: LiveState,
): Promise<readonly Release[]> {
  const { store, providers, log } = context;
  const { app, environment } = place;
  const where = { app: app.name, environment: environment.name };
  if (await isRebuilt(store, where)) return [];
  try {
    const announced = await providers.source.announced(app.repository, { ...where, most: mostLookedAt });
    const succeeded = announced.filter(isSucceeded).slice(0, mostRebuilt);
    const found = await Promise.all(
      succeeded.map((one, index) => rebuild(context, { ...place, one, serving: index === 0 ? serving : {} })),
    );
    const releases = found.filter((release) => release !== undefined);
    const leftOpen = announced.filter(({ standing }) => standing.kind === 'open').map(({ id }) => id);
    if ((await keepRebuilt(store, where, { releases, leftOpen })) === 'lost') return [];
    if (announced.length > 0) log.info({ ...where, releases: releases.length, leftOpen }, 'releases rebuilt');
    return releases;
  } catch (error) {
    if (!(error instanceof RetryableError || error instanceof TerminalError)) throw error;
    log.warn({ ...where, err: error }, 'earlier releases could not be read from the platforms');
    return [];
  }
}

type Succeeded = AnnouncedDeployment & { readonly standing: { readonly kind: 'succeeded' } };

function isSucceeded(announced: AnnouncedDeployment): announced is Succeeded {
  return announced.standing.kind === 'succeeded';
}

interface Wanted extends Place {
  readonly one: Succeeded;
  /** What is live, where this is the newest. */
  readonly serving: LiveState;
}

/** Undefined where a platform does not hold its part any more: nothing could go back to it. */
async function rebuild(context: Context, wanted: Wanted): Promise<Release | undefined> {
  const { app, environment, one } = wanted;
  const { notes, operation, standing } = one;
  const [frontend, backend, restorePoint] = await Promise.all([
    findFrontend(context, wanted),
    findBackend(context, wanted),
    findRestorePoint(context, wanted),
  ]);
  const { components, previous } = notes;
  if ((components.includes('frontend') && !frontend) || (components.includes('backend') && !backend))
    return undefined;
  return {
    id: operation.replace('op_', 'rel_'),
    app: app.name,
    environment: environment.name,
    operation,
    commit: one.sha,
    subject: notes.subject,
    ...(notes.backTo !== undefined && { backTo: notes.backTo }),
    requestedBy: notes.requestedBy,
    ...(notes.byItself && { byItself: true }),
    approvedBy: notes.approvedBy,
    ...(frontend && {
      frontend: releasedDeployment(frontend.deployment, {
        url: environment.frontend?.url,
        previous: previous.frontend,
      }),
    }),
    ...(backend && {
      backend: releasedDeployment(backend.deployment, {
        url: environment.backend?.url,
        previous: previous.backend,
      }),
    }),
    ...(notes.emergency && { emergency: notes.emergency }),
    ...(restorePoint && { database: { restorePoint } }),
    githubDeployment: one.id,
    startedAt: notes.startedAt,
    liveAt: standing.at,
    stepDurations: readDurations(notes.steps, standing.description),
  };
}

type Found = { readonly deployment: string } | undefined;

async function findFrontend({ providers }: Context, { environment, one }: Wanted): Promise<Found> {
  const { frontend } = environment;
  if (!frontend || !one.notes.components.includes('frontend')) return undefined;
  const { backTo } = one.notes;
  const staged = await providers.frontend.findStaged(frontend, intentKey(one.operation, stagingStep));
  if (staged || backTo === undefined) return staged;
  // A rollback serves what the operation of the release built that it brought back.
  const origin = parseOperationId(backTo.replace('rel_', 'op_'));
  return providers.frontend.findStaged(frontend, intentKey(origin, stagingStep));
}

async function findBackend({ providers }: Context, { environment, one, serving }: Wanted): Promise<Found> {
  const { backend } = environment;
  if (!backend || !one.notes.components.includes('backend')) return undefined;
  if (serving.backend?.commit === one.sha) return serving.backend;
  const { startedAt, previous } = one.notes;
  const except = previous.backend === undefined ? [] : [previous.backend];
  return providers.backend.findDeployment(backend, { sha: one.sha, since: startedAt, except });
}

async function findRestorePoint(
  { providers }: Context,
  { environment, one }: Wanted,
): Promise<RestorePoint | undefined> {
  const { database } = environment;
  if (!database || !one.notes.components.includes('database')) return undefined;
  return providers.database.findRestorePoint(database, restorePointName(one.operation));
}
