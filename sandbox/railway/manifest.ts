import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

/** How a tree is built and run: its railway.toml, over the service's own settings. */
export interface Manifest {
  readonly buildCommands: readonly string[];
  readonly preDeployCommands: readonly string[];
  readonly startCommand: string;
  readonly healthcheckPath: string | undefined;
  readonly healthcheckTimeoutSeconds: number;
  readonly drainingSeconds: number;
}

export interface ServiceSettings {
  readonly buildCommand?: string | null | undefined;
  readonly preDeployCommand?: readonly string[] | null | undefined;
  readonly startCommand?: string | null | undefined;
  readonly healthcheckPath?: string | null | undefined;
  readonly healthcheckTimeout?: number | null | undefined;
  readonly drainingSeconds?: number | null | undefined;
  readonly restartPolicyType?: string | null | undefined;
  readonly restartPolicyMaxRetries?: number | null | undefined;
}

export async function readManifest(directory: string, settings: ServiceSettings): Promise<Manifest> {
  const toml = tomlSchema.parse(parse((await readIfThere(join(directory, 'railway.toml'))) ?? ''));
  const scripts = packageSchema.parse(
    JSON.parse((await readIfThere(join(directory, 'package.json'))) ?? '{}'),
  ).scripts;
  const deploy = { ...settings, ...toml.deploy };
  const start = deploy.startCommand ?? scripts['start'];
  if (start === undefined || start === null) {
    throw new Error('Nothing to start: neither railway.toml nor package.json has a start command.');
  }
  const expand = (command: string) => expandScript(command, scripts);
  return {
    buildCommands: (await buildCommands(directory, { toml, settings, scripts })).map(expand),
    preDeployCommands: [deploy.preDeployCommand ?? []].flat().map(expand),
    startCommand: expand(start),
    ...checksOf(deploy),
  };
}

/** Where nothing is built there is no tree to read: the service's own settings alone. */
export function manifestOfSettings(settings: ServiceSettings): Manifest {
  return { buildCommands: [], preDeployCommands: [], startCommand: '', ...checksOf(settings) };
}

function checksOf(deploy: ServiceSettings) {
  return {
    healthcheckPath: deploy.healthcheckPath ?? undefined,
    healthcheckTimeoutSeconds: deploy.healthcheckTimeout ?? 300,
    drainingSeconds: deploy.drainingSeconds ?? 0,
  };
}

interface BuildSources {
  readonly toml: z.infer<typeof tomlSchema>;
  readonly settings: ServiceSettings;
  readonly scripts: Readonly<Record<string, string>>;
}

/** The Dockerfile's own `npm run` lines, since there is no container; installing is left to the repository's packages. */
async function buildCommands(
  directory: string,
  { toml, settings, scripts }: BuildSources,
): Promise<readonly string[]> {
  const given = toml.build?.buildCommand ?? settings.buildCommand;
  if (given !== undefined && given !== null) return [given];
  const dockerfile = await readIfThere(join(directory, toml.build?.dockerfilePath ?? 'Dockerfile'));
  if (dockerfile === undefined) return scripts['build'] === undefined ? [] : ['npm run build'];
  return dockerfile
    .split('\n')
    .flatMap((line) => /^\s*RUN\s+(.*)$/.exec(line)?.[1]?.split('&&') ?? [])
    .map((command) => command.trim())
    .filter((command) => command.startsWith('npm run '));
}

/** `npm run x` -> what x says: the same effect without npm's half second. */
function expandScript(command: string, scripts: Readonly<Record<string, string>>): string {
  const name = /^npm (?:run (?:-s )?)?([\w:-]+)$/.exec(command.trim())?.[1];
  const script = name === undefined ? undefined : scripts[name];
  return script ?? command;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()).default({}) });

const tomlSchema = z.object({
  build: z.object({ buildCommand: z.string().optional(), dockerfilePath: z.string().optional() }).optional(),
  deploy: z
    .object({
      preDeployCommand: z.union([z.string().transform((one) => [one]), z.array(z.string())]).exactOptional(),
      startCommand: z.string().exactOptional(),
      healthcheckPath: z.string().exactOptional(),
      healthcheckTimeout: z.number().exactOptional(),
      restartPolicyType: z.string().exactOptional(),
      restartPolicyMaxRetries: z.number().exactOptional(),
      drainingSeconds: z.number().exactOptional(),
    })
    .optional(),
});
