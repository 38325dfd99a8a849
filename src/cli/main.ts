#!/usr/bin/env node
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { commands } from '../commands/table.ts';
import { ConfigError } from '../config/problem.ts';
import { isAddress } from '../config/values.ts';
import { variables } from '../config/variables.ts';
import { checkConfig } from './config-check.ts';
import { generateDocs } from './docs.ts';
import { slackManifest, type Transport } from './manifest.ts';

const usage = `cabeceo config check [file]              says whether the configuration can be used, and every problem if not
cabeceo manifest --url https://host      the Slack app's manifest (JSON), Slack reaching the bot at that address
cabeceo manifest --socket                the same for Socket Mode; --yaml writes YAML
cabeceo doctor [file]                    asks Redis, Slack, every platform and the storage of backups whether the bot can work with them
cabeceo docs                             writes the generated pages of docs/`;

class UsageError extends Error {}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else if (isUsageError(error)) console.error(`${error.message}\n\n${usage}`);
  else throw error;
  process.exitCode = 1;
}

async function run(words: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      url: { type: 'string' },
      socket: { type: 'boolean' },
      yaml: { type: 'boolean' },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || command === undefined || command === 'help') return console.log(usage);
  switch (command) {
    case 'config': {
      if (rest[0] !== 'check')
        throw new UsageError(`found \`config ${rest[0] ?? ''}\`, expected \`config check\``);
      return console.log(checkConfig(fileOf(rest.slice(1))));
    }
    case 'manifest': {
      const manifest = slackManifest(commands, readTransport(values));
      return console.log(values.yaml ? stringify(manifest) : JSON.stringify(manifest, undefined, 2));
    }
    case 'docs':
      return writeDocs();
    case 'doctor': {
      // Only here: the clients of five services are slow to load.
      const { examine } = await import('./doctor.ts');
      if (!(await examine(fileOf(rest), console.log))) process.exitCode = 1;
      return undefined;
    }
    default:
      throw new UsageError(`there is no command \`${command}\``);
  }
}

function fileOf([file, ...rest]: readonly string[]): string {
  if (rest.length > 0) throw new UsageError(`expected one file, found also ${rest.join(' ')}`);
  return file ?? (process.env['CABECEO_CONFIG'] || variables.CABECEO_CONFIG.fallback);
}

function readTransport({ url, socket }: { url?: string; socket?: boolean }): Transport {
  if (socket && url === undefined) return { kind: 'socket' };
  if (socket || url === undefined) throw new UsageError('expected either --url or --socket');
  if (!isAddress(url)) throw new UsageError(`--url: found ${url}, expected an http(s) address`);
  return { kind: 'http', url };
}

function writeDocs(): void {
  for (const [path, content] of generateDocs()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    console.log(`wrote ${path}`);
  }
}

function isUsageError(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof UsageError || code.startsWith('ERR_PARSE_ARGS');
}
