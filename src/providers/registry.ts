import type { Providers } from './contract.ts';
import type { GitHubSettings } from './github/client.ts';
import { createGitHub } from './github/provider.ts';
import type { NeonSettings } from './neon/client.ts';
import { createNeon } from './neon/provider.ts';
import { createDataReader } from './postgres/reader.ts';
import type { BucketKey } from './backups/bucket.ts';
import { createBackupKeeper } from './backups/keeper.ts';
import { createDataChecks } from './postgres/data-checks.ts';
import { createProbe } from './probe.ts';
import type { RailwaySettings } from './railway/client.ts';
import { createRailway } from './railway/provider.ts';
import { createScrub } from './secrets.ts';
import type { VercelSettings } from './vercel/client.ts';
import { createVercel } from './vercel/provider.ts';

/** Every `apiUrl` is the real service unless said otherwise. */
export interface ProviderSettings {
  readonly github: GitHubSettings;
  readonly vercel: VercelSettings;
  readonly railway: RailwaySettings;
  readonly neon: NeonSettings;
  /** Whatever else must not be repeated when a platform says it: secrets that are not the platforms' own. */
  readonly secrets?: readonly string[];
  /** Of the storage of backups. */
  readonly s3?: BucketKey | undefined;
  /** PATH, where PostgreSQL's programs are. */
  readonly path?: string;
  readonly userAgent: string;
  /** How long one request may take, ms. 10 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** How long an upload or download of the source may take, ms. 5 minutes unless said otherwise. */
  readonly transferMs?: number;
}

/** Cheap: the platforms' own clients are imported when first used. */
export function createProviders(settings: ProviderSettings): Providers {
  const { userAgent, timeoutMs = 10_000, transferMs = 300_000 } = settings;
  const scrub = createScrub([...secretsOf(settings), ...(settings.secrets ?? [])]);
  const options = { userAgent, timeoutMs, transferMs, scrub };
  return {
    source: createGitHub(settings.github, options),
    frontend: createVercel(settings.vercel, options),
    backend: createRailway(settings.railway, options),
    database: createNeon(settings.neon, options),
    data: createDataReader(options),
    dataChecks: createDataChecks(options),
    backups: createBackupKeeper({ ...options, key: settings.s3, path: settings.path ?? '' }),
    probe: createProbe(options),
  };
}

/** One platform may say what another was given: a webhook's header, a variable in a build log. */
function secretsOf({ github, vercel, railway, neon }: ProviderSettings): readonly string[] {
  const { auth } = github;
  const githubSecret = auth.kind === 'token' ? auth.token : auth.privateKey;
  return [githubSecret, vercel.token, railway.token, neon.apiKey];
}
