import { randomBytes } from 'node:crypto';
import type { ModalView } from '@slack/types';
import { alreadyOver } from '../domain/already-over.ts';
import type { App } from '../domain/environment.ts';
import { askedAt, type OperationId, operationIdOf, parseSlackUserId } from '../domain/ids.ts';
import type { DeployRequest, Operation, OperationKind } from '../domain/operation.ts';
import type { QuestionText } from '../domain/question.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { OperationRequest } from '../domain/request.ts';
import type { StopWish } from '../domain/stop-request.ts';
import type { StopPlace } from '../domain/stop.ts';
import { alreadyUnderWay } from '../domain/under-way.ts';
import type { Action, Submission } from '../slack/views/actions.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import { helpView } from '../slack/views/help.ts';
import { rejectModal } from '../slack/views/modals.ts';
import { refusalView } from '../slack/views/refusal.ts';
import { type Claim, claimFrom } from '../store/claim.ts';
import type { Store } from '../store/commit.ts';
import { loadMessage } from '../store/messages.ts';
import { createOperation, findOperation } from '../store/operations.ts';
import { createPace } from '../time/pace.ts';
import { acceptQuestion } from '../store/questions.ts';
import { acceptRequest } from '../store/requests.ts';
import { acceptStopRequest } from '../store/stop-requests.ts';
import { deployForm } from './deploy-form.ts';
import { listDeploys } from './deploys.ts';
import {
  parseDeployCommand,
  parseEnvironmentsCommand,
  parseRollbackCommand,
  parseWhyCommand,
} from './parse.ts';
import { findStale } from './rollbacks.ts';
import { parseStopCommand, type StopCommand } from './parse-stops.ts';
import {
  commands as table,
  deployCommand,
  deploysCommand,
  rollbackCommand,
  statusCommand,
  whyCommand,
} from './table.ts';

export interface Person {
  readonly user: string;
  readonly team: string;
  readonly channel: string;
}

/** A person's act, with Slack's id of its delivery: the same one delivered twice has one effect. */
export interface Act extends Person {
  readonly delivery: string;
}

export type Outcome =
  | Accepted
  | { readonly kind: 'told'; readonly view: MessageView }
  | { readonly kind: 'modal'; readonly view: ModalView };

/** `card`: what was asked for has a card, which is to be posted now. */
export interface Accepted {
  readonly kind: 'accepted';
  readonly card?: { readonly operation: Operation; readonly claim: Claim };
}

export interface CommandsOptions {
  readonly store: Store;
  readonly apps: readonly App[];
  /** How long what is finished stays in Redis, ms. */
  readonly retentionMs: number;
  readonly log: { error(facts: object, text: string): void; info(facts: object, text: string): void };
}

/** What people may do. Each is kept in Redis when the promise resolves, or refused with a sentence. */
export class Commands {
  readonly #options: CommandsOptions;
  /** What Slack takes from us in one channel: beyond it a worker posts the card, in its time. */
  readonly #firstPosts = createPace({ burst: 5, everyMs: 1_000 });

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  async slash(asked: Act & { readonly name: string; readonly text: string }): Promise<Outcome> {
    const { apps } = this.#options;
    if (asked.name === deploysCommand.name) return this.#deploys(asked);
    if (asked.name === whyCommand.name) return this.#why(asked);
    if (asked.name === statusCommand.name) return this.#status(asked);
    if (asked.name === rollbackCommand.name) return this.#rollbackCommand(asked);
    const stop = parseStopCommand(asked.name, asked.text, { apps, channel: asked.channel });
    if (stop) return this.#stopCommand(stop, asked);
    if (asked.name !== deployCommand.name) return { kind: 'told', view: helpView(table) };
    const parsed = parseDeployCommand(asked.text, { apps, channel: asked.channel });
    switch (parsed.kind) {
      case 'help':
        return { kind: 'told', view: helpView(table) };
      case 'refused':
        return refused(parsed.refusal);
      case 'modal':
        return this.#deployForm(asked.channel, parsed.app ?? (apps.length === 1 ? apps[0] : undefined));
      case 'deploy':
        return this.#plan(asked, {
          kind: 'deploy',
          app: parsed.app.name,
          environment: parsed.environment.name,
          request: {
            ...(parsed.ref !== undefined && { ref: parsed.ref }),
            components: parsed.components,
            ...(parsed.back && { back: true }),
            ...(parsed.emergency !== undefined && { emergency: parsed.emergency }),
          },
        });
    }
  }

  async click(action: Exclude<Action, { kind: 'open' | 'reject' }>, act: Act): Promise<Outcome> {
    switch (action.kind) {
      case 'approve':
      case 'confirm':
      case 'take_back':
        return this.#ask(action.operation, act, { kind: action.kind, digest: action.digest });
      case 'acknowledge':
      case 'nudge':
      case 'cancel':
        return this.#ask(action.operation, act, { kind: action.kind });
      case 'roll_back':
        return this.#rollBackFrom(action, act);
      case 'retry':
        return this.#retry(action.operation, act);
      case 'unlock':
      case 'take_over':
      case 'unfreeze':
      case 'release':
        return this.#askStop(action, act, { kind: action.kind, stop: action.stop });
    }
  }

  /** The form that asks why. */
  async rejectForm(
    action: Action & { kind: 'reject' },
    channel: string,
  ): Promise<Exclude<Outcome, { kind: 'accepted' }>> {
    const operation = await this.#guarded(() => findOperation(this.#options.store, action.operation));
    if (operation === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (!operation) return refused(this.#gone(action.operation));
    if (!operation.plan || operation.state !== 'awaiting_approval') return refused(alreadyOver(operation));
    const { id, environment, plan } = operation;
    return {
      kind: 'modal',
      view: rejectModal({
        operation: id,
        channel,
        digest: action.digest,
        environment,
        commit: plan.commit.sha,
      }),
    };
  }

  async submit(
    submission: Exclude<Submission, { kind: 'incomplete' }>,
    act: Act,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    if (submission.kind === 'reject') {
      const operation = await this.#guarded(() => findOperation(this.#options.store, submission.operation));
      if (operation === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
      const { digest, reason } = submission;
      return this.#ask(submission.operation, act, { kind: 'reject', digest, reason });
    }
    const { app, environment, ref, components: chosen } = submission;
    return this.#plan(act, {
      kind: 'deploy',
      app,
      environment,
      request: { ...(ref !== undefined && { ref }), components: chosen },
    });
  }

  async #deploys(asked: { readonly text: string; readonly channel: string }): Promise<Outcome> {
    const { apps, store } = this.#options;
    const parsed = parseEnvironmentsCommand(deploysCommand.name, asked.text, {
      apps,
      channel: asked.channel,
    });
    switch (parsed.kind) {
      case 'help':
        return { kind: 'told', view: helpView(table) };
      case 'refused':
        return refused(parsed.refusal);
      case 'environments': {
        const view = await this.#guarded(() => listDeploys(store, parsed.app, parsed.environments));
        return view === 'unavailable'
          ? refused({ code: 'redis_unavailable', facts: {} })
          : { kind: 'told', view };
      }
    }
  }

  async #plan(
    act: Act,
    wanted: {
      readonly kind: OperationKind;
      readonly app: string;
      readonly environment: string;
      readonly request: Omit<DeployRequest, 'by' | 'team' | 'channel'>;
    },
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store, log } = this.#options;
    const now = store.now();
    const by = parseSlackUserId(act.user);
    const operation: Operation = {
      id: operationIdOf(now, randomBytes(8).readBigUInt64BE()),
      kind: wanted.kind,
      app: wanted.app,
      environment: wanted.environment,
      request: { by, team: act.team, channel: act.channel, ...wanted.request },
      state: 'planning',
      version: 1,
      createdAt: now,
    };
    const claim = this.#firstPosts.take(act.channel, now) ? claimFrom(now) : undefined;
    const event = { kind: 'requested', at: now, by } as const;
    const created = await this.#guarded(() =>
      createOperation(store, operation, { delivery: act.delivery, event, ...(claim && { claim }) }),
    );
    if (created === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (created.kind === 'being_planned') {
      const card = await this.#guarded(() => loadMessage(store, created.operation.id));
      const link = card === 'unavailable' ? undefined : card?.link;
      return { kind: 'told', view: refusalView(alreadyUnderWay(created.operation), link) };
    }
    const { id, kind, app, environment } = operation;
    // After the acknowledgement.
    setImmediate(() => log.info({ operation: id, by, app, environment }, `${kind} requested`));
    return created.kind === 'created' && claim
      ? { kind: 'accepted', card: { operation, claim } }
      : { kind: 'accepted' };
  }

  async #rollbackCommand(asked: Act & { readonly text: string }): Promise<Outcome> {
    const { apps } = this.#options;
    const parsed = parseRollbackCommand(asked.text, { apps, channel: asked.channel });
    switch (parsed.kind) {
      case 'help':
        return { kind: 'told', view: helpOf(rollbackCommand.name) };
      case 'refused':
        return refused(parsed.refusal);
      case 'rollback': {
        const { app, environment, to } = parsed;
        const where = { app: app.name, environment: environment.name };
        return this.#plan(asked, { kind: 'rollback', ...where, request: { components: [], to } });
      }
    }
  }

  /** The button of a card: what it was made for may not be what is live any more. */
  async #rollBackFrom(
    action: Action & { kind: 'roll_back' },
    act: Act,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store } = this.#options;
    const { operation: id, release } = action;
    const operation = await this.#guarded(() => findOperation(store, id));
    if (operation === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (!operation) return refused(this.#gone(id));
    const view = await this.#guarded(() => findStale(store, operation, action));
    if (view === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (view) return { kind: 'told', view };
    const { app, environment } = operation;
    const to = { kind: 'release', release } as const;
    return this.#plan(act, { kind: 'rollback', app, environment, request: { components: [], to } });
  }

  async #retry(id: OperationId, act: Act): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const before = await this.#guarded(() => findOperation(this.#options.store, id));
    if (before === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (!before) return refused(this.#gone(id));
    const { kind, app, environment, request } = before;
    const { by: _by, team: _team, channel, ...same } = request;
    return this.#plan({ ...act, channel }, { kind, app, environment, request: same });
  }

  async #ask(
    id: OperationId,
    act: Act,
    wish:
      | { kind: 'approve' | 'confirm' | 'take_back'; digest: string }
      | { kind: 'reject'; digest: string; reason: string }
      | { kind: 'acknowledge' | 'nudge' | 'cancel' },
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store } = this.#options;
    const { user, team, channel, delivery } = act;
    const request: OperationRequest = {
      delivery,
      by: parseSlackUserId(user),
      team,
      channel,
      at: store.now(),
      ...wish,
    };
    const outcome = await this.#guarded(() => acceptRequest(store, id, request));
    if (outcome === 'unavailable') return refused({ code: 'redis_unavailable', facts: {} });
    if (outcome === 'unknown_operation') return refused(this.#gone(id));
    return { kind: 'accepted' };
  }

  async #why(asked: Act & { readonly text: string }): Promise<Outcome> {
    const parsed = parseWhyCommand(asked.text, { apps: this.#options.apps, channel: asked.channel });
    if (parsed.kind === 'help') return { kind: 'told', view: helpOf(whyCommand.name) };
    if (parsed.kind === 'refused') return refused(parsed.refusal);
    const { app, environment, ref } = parsed;
    const text = { kind: 'why', environment: environment.name, ...(ref !== undefined && { ref }) } as const;
    return this.#wonder(asked, app, text);
  }

  async #status(asked: Act & { readonly text: string }): Promise<Outcome> {
    const place = { apps: this.#options.apps, channel: asked.channel };
    const parsed = parseEnvironmentsCommand(statusCommand.name, asked.text, place);
    if (parsed.kind === 'help') return { kind: 'told', view: helpOf(statusCommand.name) };
    if (parsed.kind === 'refused') return refused(parsed.refusal);
    const { app, environments } = parsed;
    return this.#wonder(asked, app, { kind: 'status', environments: environments.map(({ name }) => name) });
  }

  /** A worker looks it up and answers. */
  async #wonder({ user, team, channel, delivery }: Act, app: App, text: QuestionText): Promise<Outcome> {
    const id = `q_${randomBytes(12).toString('hex')}`;
    const question = { id, by: parseSlackUserId(user), team, channel, app: app.name, ...text };
    const outcome = await this.#guarded(() => acceptQuestion(this.#options.store, question, delivery));
    return outcome === 'unavailable'
      ? refused({ code: 'redis_unavailable', facts: {} })
      : { kind: 'accepted' };
  }

  async #stopCommand(command: StopCommand, act: Act & { readonly name: string }): Promise<Outcome> {
    switch (command.kind) {
      case 'help':
        return { kind: 'told', view: helpOf(act.name) };
      case 'refused':
        return refused(command.refusal);
      case 'stop':
        return this.#askStop(command.place, act, command.wish);
    }
  }

  async #askStop(
    { app, environment }: StopPlace,
    { user, team, channel, delivery }: Act,
    wish: StopWish,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store } = this.#options;
    const by = parseSlackUserId(user);
    const request = { delivery, by, team, channel, at: store.now(), ...wish };
    const outcome = await this.#guarded(() => acceptStopRequest(store, { app, environment }, request));
    return outcome === 'unavailable'
      ? refused({ code: 'redis_unavailable', facts: {} })
      : { kind: 'accepted' };
  }

  /** What has no record is finished for long, or Redis was lost since. */
  #gone(id: OperationId): Refusal {
    const { store, retentionMs } = this.#options;
    return store.now() - askedAt(id) > retentionMs
      ? { code: 'operation_retired', facts: { duration: retentionMs } }
      : { code: 'operation_lost', facts: {} };
  }

  /** Redis does not answer: the person is told at once, and nothing is half done. */
  async #guarded<T>(call: () => Promise<T>): Promise<T | 'unavailable'> {
    try {
      return await call();
    } catch (error) {
      this.#options.log.error({ err: error }, 'Redis did not take a request');
      return 'unavailable';
    }
  }

  #deployForm(channel: string, app: App | undefined): Outcome {
    if (!app) {
      const known = this.#options.apps.map(({ name }) => name).join(', ');
      return refused({ code: 'app_needed', facts: { known } });
    }
    return { kind: 'modal', view: deployForm(channel, app) };
  }
}

function refused(refusal: Refusal): { readonly kind: 'told'; readonly view: MessageView } {
  return { kind: 'told', view: refusalView(refusal) };
}

function helpOf(command: string): MessageView {
  return helpView(table.filter(({ name }) => name === command));
}
