import type { Question } from '../../domain/question.ts';
import type { Answer } from '../../store/messages.ts';
import { type Context, findPlace } from '../context.ts';
import { lookUpStatus } from '../facts/status.ts';
import type { LaneRun } from '../lane-run.ts';

/** Somebody waits for the answer: a platform that takes longer is said not to have answered. */
const patienceMs = 6_000;

/** What is live, and how it does: all environments are read together. */
export async function answerStatus(
  context: Context,
  { app, environments }: Question & { readonly kind: 'status' },
  run: LaneRun,
): Promise<Answer> {
  const { apps, store } = context;
  const places = environments
    .map((environment) => findPlace(apps, { app, environment }))
    .filter((place) => place !== undefined);
  const found = await Promise.all(places.map((place) => lookUpStatus(context, place, { run, patienceMs })));
  return { kind: 'status', report: { app, at: store.now(), environments: found } };
}
