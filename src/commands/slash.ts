import { db } from './db/db.ts';
import { dbCommand } from './db-command.ts';
import { deploy } from './deploy.ts';
import { deploys } from './deploys.ts';
import type { Desk } from './desk.ts';
import { incidentCommand } from './incident-commands.ts';
import { incident } from './incidents.ts';
import { type Act, helpOf, type Outcome } from './outcome.ts';
import { parseStopCommand } from './parse-stops.ts';
import { statusCommand, whyCommand } from './question-commands.ts';
import { status, why } from './questions.ts';
import { deployCommand, deploysCommand, rollbackCommand } from './release-commands.ts';
import { rollback } from './rollback.ts';
import { stop } from './stops.ts';

type Answer = (desk: Desk, asked: Act & { readonly text: string }) => Promise<Outcome>;

/** Those about stop signs share one. */
const answers = new Map<string, Answer>([
  [deployCommand.name, deploy],
  [rollbackCommand.name, rollback],
  [deploysCommand.name, deploys],
  [dbCommand.name, db],
  [incidentCommand.name, incident],
  [whyCommand.name, why],
  [statusCommand.name, status],
]);

export async function slash(
  desk: Desk,
  asked: Act & { readonly name: string; readonly text: string },
): Promise<Outcome> {
  const answer = answers.get(asked.name);
  if (answer) return answer(desk, asked);
  const stopping = parseStopCommand(asked.name, asked.text, { apps: desk.apps, channel: asked.channel });
  return stopping ? stop(desk, stopping, asked) : helpOf(asked.name);
}
