import type { Command } from './command.ts';
import { dbCommand } from './db-command.ts';
import { incidentCommand } from './incident-commands.ts';
import { statusCommand, whyCommand } from './question-commands.ts';
import { deployCommand, deploysCommand, rollbackCommand } from './release-commands.ts';
import {
  freezeCommand,
  holdCommand,
  lockCommand,
  releaseCommand,
  unfreezeCommand,
  unlockCommand,
} from './stop-commands.ts';

/** Every slash command. Help, docs/commands.md and the Slack manifest are made from these. */
export const commands: readonly Command[] = [
  deployCommand,
  rollbackCommand,
  dbCommand,
  deploysCommand,
  lockCommand,
  unlockCommand,
  freezeCommand,
  unfreezeCommand,
  holdCommand,
  releaseCommand,
  incidentCommand,
  whyCommand,
  statusCommand,
];
