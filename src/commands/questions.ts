import { randomUUID } from 'node:crypto';
import { parseSlackUserId } from '../domain/ids.ts';
import type { QuestionText } from '../domain/question.ts';
import { acceptQuestion } from '../store/questions.ts';
import type { Desk } from './desk.ts';
import { type Act, helpOf, misunderstood, type Outcome, unavailable } from './outcome.ts';
import { parseEnvironmentsCommand, parseWhyCommand } from './parse.ts';
import { statusCommand, whyCommand } from './question-commands.ts';

export async function why(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const parsed = parseWhyCommand(asked.text, { apps: desk.apps, channel: asked.channel });
  if (parsed.kind === 'help') return helpOf(whyCommand.name);
  if (parsed.kind === 'refused') return misunderstood(whyCommand.name, parsed.refusal);
  const { app, environment, ref } = parsed;
  const text = { kind: 'why', environment: environment.name, ...(ref !== undefined && { ref }) } as const;
  return ask(desk, asked, { app: app.name, text });
}

export async function status(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const place = { apps: desk.apps, channel: asked.channel };
  const parsed = parseEnvironmentsCommand(statusCommand.name, asked.text, place);
  if (parsed.kind === 'help') return helpOf(statusCommand.name);
  if (parsed.kind === 'refused') return misunderstood(statusCommand.name, parsed.refusal);
  const { app, environments } = parsed;
  return ask(desk, asked, {
    app: app.name,
    text: { kind: 'status', environments: environments.map(({ name }) => name) },
  });
}

/** A worker looks it up and answers. */
export async function ask(
  { store, guarded }: Desk,
  { user, team, channel, delivery }: Act,
  { app, text }: { readonly app: string; readonly text: QuestionText },
): Promise<Outcome> {
  const id = `q_${randomUUID()}`;
  const question = { id, by: parseSlackUserId(user), team, channel, app, ...text };
  const outcome = await guarded(() => acceptQuestion(store, question, delivery));
  return outcome === 'unavailable' ? unavailable() : { kind: 'accepted' };
}
