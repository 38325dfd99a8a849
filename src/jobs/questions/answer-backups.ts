import type { Question } from '../../domain/question.ts';
import type { Answer } from '../../store/messages.ts';
import { type Context, findPlace } from '../context.ts';
import { askPatiently } from '../facts/ask-patiently.ts';
import type { LaneRun } from '../lane-run.ts';

/** Somebody waits for the answer. */
const patienceMs = 10_000;

/** The storage says which there are. */
export async function answerBackups(
  context: Context,
  { app, environment }: Question & { readonly kind: 'backups' },
  run: LaneRun,
): Promise<Answer> {
  const { providers, apps, store } = context;
  const place = { app, environment };
  const policy = findPlace(apps, place)?.environment.policy.backup;
  if (!policy) return { kind: 'refused', refusal: { code: 'backup_not_configured', facts: { environment } } };
  const list = () => providers.backups.list(policy.target, place);
  const answer = await askPatiently(context, { run, patienceMs }, list);
  if (answer.kind === 'silent')
    return { kind: 'refused', refusal: { code: 'backup_list_unread', facts: { message: answer.why } } };
  return { kind: 'backups', place, backups: answer.said, at: store.now() };
}
