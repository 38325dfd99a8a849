import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { repositoryRoot } from './kernel/root.ts';
import type { SlackState } from './slack/state.ts';

export type SlackCommand = SlackState['commands'][number];

/** What installing the app's own manifest would tell Slack; nothing where the bot is not built. */
export async function readSlashCommands(): Promise<readonly SlackCommand[]> {
  const commandLine = join(repositoryRoot(), 'dist/src/cli/main.js');
  if (!existsSync(commandLine)) return [];
  const { stdout } = await promisify(execFile)(process.execPath, [commandLine, 'manifest', '--socket']);
  return manifestSchema.parse(JSON.parse(stdout)).features.slash_commands.map((row) => ({
    command: row.command,
    description: row.description,
    usageHint: row.usage_hint,
  }));
}

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }),
    ),
  }),
});
