import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { neonSeed } from './neon/seed.ts';
import { railwaySeed } from './railway/seed.ts';
import { s3Seed } from './s3/seed.ts';
import type { Seed } from './seed/contract.ts';
import { vercelSeed } from './vercel/seed.ts';

export interface ConfigFacts {
  readonly directory: string;
  /** Local addresses, by the outside name that each stands in for. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Address of the storage of backups. */
  readonly s3: string;
  readonly seed: Seed;
  /** Slack user id by e-mail. */
  readonly slackUsers: ReadonlyMap<string, string>;
}

/** Writes the `cabeceo.yml` of the example app; answers its path. */
export async function writeConfig({ directory, hosts, s3, seed, slackUsers }: ConfigFacts): Promise<string> {
  const url = (name: string) => {
    const local = hosts.get(name);
    if (local === undefined) throw new Error(`No local platform serves ${name}.`);
    return local;
  };
  const idsOf = (email: string) => [slackUsers.get(email) ?? []].flat();
  const { production, development } = railwaySeed.environments;
  const config = {
    apps: {
      'mundo-tango': {
        repository: 'mundo-tango/mundo-tango',
        frontend: { project: vercelSeed.project.id, team: vercelSeed.team.id, paths: frontendPaths },
        backend: { project: railwaySeed.project.id, service: railwaySeed.service.id, paths: backendPaths },
        database: { project: neonSeed.project.id, paths: ['drizzle'] },
        incidents: { onCall: { users: idsOf('elena@mundo-tango.example') } },
        environments: {
          production: {
            frontend: { url: url(vercelSeed.domains.production) },
            backend: { environment: production.id, url: url(production.domain) },
            database: { branch: 'production', migrations: {} },
            policy: {
              backup: { every: '0s', bucket: s3Seed.bucket, region: s3Seed.region, endpoint: s3 },
              // Its history begins with the sandbox.
              drill: { age: '10s' },
              approvals: { from: { groups: ['S0RELEASE'] } },
              watch: { for: '1m', every: '5s' },
              rights: { emergency: { groups: ['S0RELEASE'], users: idsOf('elena@mundo-tango.example') } },
            },
          },
          development: {
            branch: 'develop',
            frontend: { url: url(vercelSeed.domains.development) },
            backend: { environment: development.id, url: url(development.domain) },
            database: { branch: 'development' },
          },
        },
      },
    },
    people: Object.fromEntries(
      seed.people.flatMap(({ login, email }) => {
        const id = slackUsers.get(email);
        return id === undefined ? [] : [[login, id]];
      }),
    ),
  };
  const file = join(directory, 'cabeceo.yml');
  await writeFile(file, stringify(config));
  return file;
}

const frontendPaths = ['src', 'public', 'index.html', 'vite.config.ts', 'vercel.json', 'package.json'];
const backendPaths = ['server', 'drizzle', 'Dockerfile', 'railway.toml', 'package.json'];
