import { runTied } from '../processes/tied-process.ts';
import type { Deployment, FailingStep, ServiceEnvironment } from './deployment.ts';
import type { Image } from './image.ts';
import { emptyImage } from './image.ts';
import type { PipelineParts } from './progress.ts';
import { log, messageOf, moveTo, step } from './progress.ts';
import type { Runtime } from './runtime.ts';
import { processEnvironment, startProcess, startStandIn } from './runtime.ts';

const healthcheckEveryMs = 100;

/** `shortestMs`: a build takes at least this long. */
export async function build(
  deployment: Deployment,
  environment: ServiceEnvironment,
  { parts, shortestMs }: { readonly parts: PipelineParts; readonly shortestMs: number },
): Promise<Image> {
  const { clock, settings } = parts.kernel;
  const { signal } = deployment.controller;
  const { sha } = deployment.commit;
  const logLine = (message: string) =>
    log(deployment, 'build', { message, severity: 'info', at: clock.now() });
  logLine(`Building commit ${sha}`);
  try {
    return await step(deployment, 'BUILD_IMAGE', parts, async () => {
      failIfAsked(deployment, environment, 'BUILD_IMAGE');
      const built = settings.railway.realBuilds
        ? parts.builder.build({ commit: sha, settings: environment.settings, log: logLine })
        : Promise.resolve(emptyImage(sha, environment.settings));
      const [image] = await Promise.all([
        Promise.race([built, aborted(signal)]),
        clock.sleep(shortestMs, signal),
      ]);
      logLine(`Built ${image.digest}`);
      return image;
    });
  } catch (error) {
    log(deployment, 'build', { message: messageOf(error), severity: 'error', at: clock.now() });
    throw error;
  }
}

/** A build goes on for others who wait for the same commit. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

/** Pre-deploy commands, the container, and its health check. */
export async function bringUp(
  deployment: Deployment,
  environment: ServiceEnvironment,
  parts: PipelineParts,
): Promise<Runtime> {
  const { image } = deployment;
  if (image === undefined) throw new Error(`Deployment ${deployment.id} has no image to start.`);
  await preDeploy(deployment, image, { environment, parts });
  const runtime = await step(deployment, 'CREATE_CONTAINER', parts, () => start(deployment, parts));
  await step(deployment, 'HEALTHCHECK', parts, () =>
    untilHealthy(deployment, runtime, { environment, parts }),
  );
  return runtime;
}

/** The container of a deployment whose image is there. */
export async function start(deployment: Deployment, parts: PipelineParts): Promise<Runtime> {
  const { clock } = parts.kernel;
  const { image } = deployment;
  if (image === undefined) throw new Error(`Deployment ${deployment.id} has no image to start.`);
  const runtime =
    image.directory === undefined
      ? startStandIn(deployment.commit.sha, () => clock.now())
      : await startProcess({
          directory: image.directory,
          manifest: image.manifest,
          variables: deployment.variables,
          log: (message, stream) =>
            log(deployment, 'run', {
              message,
              severity: stream === 'stderr' ? 'error' : 'info',
              at: clock.now(),
            }),
        });
  deployment.runtime = runtime;
  void runtime.ended.then(({ code }) => {
    if (code === undefined || deployment.runtime !== runtime || deployment.status !== 'SUCCESS') return;
    log(deployment, 'run', {
      message: `The container ended with exit code ${code}`,
      severity: 'error',
      at: clock.now(),
    });
    moveTo(deployment, 'CRASHED', parts);
  });
  return runtime;
}

interface Surroundings {
  readonly environment: ServiceEnvironment;
  readonly parts: PipelineParts;
}

async function preDeploy(
  deployment: Deployment,
  image: Image,
  { environment, parts }: Surroundings,
): Promise<void> {
  const { directory, manifest } = image;
  const commands = directory === undefined ? [] : manifest.preDeployCommands;
  await step(deployment, 'PRE_DEPLOY_COMMAND', parts, async () => {
    failIfAsked(deployment, environment, 'PRE_DEPLOY_COMMAND');
    for (const command of commands) {
      const code = await runTied(command, {
        cwd: directory ?? '.',
        env: processEnvironment(directory ?? '.', deployment.variables),
        signal: deployment.controller.signal,
        onLine: (message) =>
          log(deployment, 'run', { message, severity: 'info', at: parts.kernel.clock.now() }),
      });
      if (code !== 0) throw new Error(`The pre-deploy command ended with exit code ${code}: ${command}`);
    }
  });
}

async function untilHealthy(
  deployment: Deployment,
  runtime: Runtime,
  { environment, parts }: Surroundings,
): Promise<void> {
  const { clock } = parts.kernel;
  const { signal } = deployment.controller;
  failIfAsked(deployment, environment, 'HEALTHCHECK');
  const { healthcheckPath, healthcheckTimeoutSeconds } = deployment.image?.manifest ?? {};
  if (healthcheckPath === undefined) return;
  let ended: number | undefined;
  void runtime.ended.then(({ code }) => (ended = code));
  const deadline = clock.now() + (healthcheckTimeoutSeconds ?? 300) * 1000;
  let last = 'nothing answered';
  while (clock.now() < deadline) {
    signal.throwIfAborted();
    if (ended !== undefined) {
      throw new Error(`The container ended with exit code ${ended} before it was healthy.`);
    }
    const status = await runtime.check(healthcheckPath);
    if (status === 200) return;
    if (status !== undefined) last = `the last answer was ${status}`;
    await clock.sleep(healthcheckEveryMs, signal);
  }
  throw new Error(
    `Healthcheck failed: GET ${healthcheckPath} did not answer 200 within ${healthcheckTimeoutSeconds} s; ${last}.`,
  );
}

function failIfAsked(deployment: Deployment, environment: ServiceEnvironment, at: FailingStep): void {
  const index = environment.failing.findIndex(
    (one) => one.step === at && (one.commit === undefined || one.commit === deployment.commit.sha),
  );
  if (index === -1) return;
  environment.failing.splice(index, 1);
  throw new Error(`${at} failed: the sandbox was told to.`);
}
