import type { WebClient } from '@slack/web-api';
import type { App } from '../domain/environment.ts';
import type { ToldEvent } from '../domain/event.ts';
import type { Operation } from '../domain/operation.ts';
import type { Store } from '../store/commit.ts';
import type { Fence } from '../store/fence.ts';
import { inboxOf } from '../store/inbox.ts';
import { loadSteps } from '../store/journal.ts';
import { isOvertaken } from '../store/offers.ts';
import { cardLink, otherOf, otherOfEvent } from './card-link.ts';
import type { MessageView } from './views/blocks.ts';
import { copyView } from './views/copy-view.ts';
import type { OperationContext, OperationModel } from './views/operation-model.ts';
import { operationView } from './views/operation-view.ts';
import { threadView } from './views/thread-view.ts';

export interface DrawOptions {
  readonly store: Store;
  readonly slack: WebClient;
  readonly apps: readonly App[];
}

/** A view threw: a mistake of ours that must not keep the messages behind it from being shown. */
export class UndrawableError extends Error {
  override readonly name = 'UndrawableError';
}

/** The root message, as its operation stands at this moment. */
export async function drawCard(
  options: DrawOptions,
  operation: Operation,
  fence?: Fence,
): Promise<MessageView> {
  const model = await modelOf(options, operation, fence);
  return draw(() => operationView(model));
}

/** The same for an approver's direct messages. */
export async function drawCopy(
  options: DrawOptions,
  operation: Operation,
  fence: Fence,
): Promise<MessageView> {
  const model = await modelOf(options, operation, fence);
  const card = await cardLink(options, operation.id, fence);
  return draw(() => copyView(model, card));
}

/** The message of the thread that tells of the event. */
export async function drawReply(
  options: DrawOptions,
  { event, operation }: { readonly event: ToldEvent; readonly operation: Operation },
  fence: Fence,
): Promise<MessageView> {
  const context = await contextOf(options, operation, fence, otherOfEvent(event, operation));
  return draw(() => threadView(event, context));
}

async function modelOf(
  options: DrawOptions,
  operation: Operation,
  fence: Fence | undefined,
): Promise<OperationModel> {
  const { store } = options;
  const [context, steps, inbox, overtaken] = await Promise.all([
    contextOf(options, operation, fence),
    operation.startedAt === undefined ? [] : loadSteps(store, operation.id),
    operation.state === 'queued' ? inboxOf(store, operation) : undefined,
    isOvertaken(store, operation),
  ]);
  const planned = operation.plan?.steps ?? [];
  const place = (inbox?.indexOf(operation.id) ?? -1) + 1;
  return {
    ...context,
    steps: steps.filter(({ id }) => planned.some((step) => step.id === id)),
    planned,
    ...(place > 0 && { queuePlace: place }),
    ...(overtaken && { overtaken }),
    now: store.now(),
  };
}

async function contextOf(
  options: DrawOptions,
  operation: Operation,
  fence: Fence | undefined,
  other = otherOf(operation),
): Promise<OperationContext> {
  const otherCard = await cardLink(options, other, fence);
  const app = options.apps.find(({ name }) => name === operation.app);
  const environment = app?.environments.find(({ name }) => name === operation.environment);
  return {
    operation,
    app: { name: operation.app },
    environment: environment ?? { name: operation.environment, branch: '', production: false },
    ...(otherCard !== undefined && { otherCard }),
  };
}

export function draw<View>(view: () => View): View {
  try {
    return view();
  } catch (cause) {
    throw new UndrawableError('a view threw', { cause });
  }
}
