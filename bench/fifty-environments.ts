import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';

interface Place {
  readonly url: string;
  readonly environment?: string;
}

interface ConfigFile {
  readonly apps: Readonly<
    Record<string, { readonly environments: Record<string, Readonly<Record<'frontend' | 'backend', Place>>> }>
  >;
}

/** The sandbox's configuration with 50 environments instead of two; what is new exists nowhere. Answers its path. */
export async function writeFiftyEnvironments(configFile: string): Promise<string> {
  const config = parse(await readFile(configFile, 'utf8')) as ConfigFile;
  for (const { environments } of Object.values(config.apps)) {
    const { development } = environments;
    if (!development) throw new Error(`${configFile} has no environment development.`);
    while (Object.keys(environments).length < 50) {
      const name = `team-${Object.keys(environments).length}`;
      const { frontend, backend } = development;
      environments[name] = {
        ...development,
        frontend: { ...frontend, url: `https://${name}.mundo-tango.example` },
        backend: { ...backend, environment: name, url: `https://api.${name}.mundo-tango.example` },
      };
    }
  }
  const file = join(dirname(configFile), 'fifty-environments.yml');
  await writeFile(file, stringify(config));
  return file;
}
