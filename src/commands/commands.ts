import { randomUUID } from 'node:crypto';
import { alreadyOver } from '../domain/already-over.ts';
import type { App } from '../domain/environment.ts';
import { type OperationId, operationIdOf, parseSlackUserId } from '../domain/ids.ts';
import type { DeployRequest, Operation, OperationKind } from '../domain/operation.ts';
import type { OperationRequest } from '../domain/request.ts';
import { alreadyUnderWay } from '../domain/under-way.ts';
import type { Action, BranchAction, StopAction, Submission } from '../slack/views/actions.ts';
import { helpView } from '../slack/views/help.ts';
import { rejectModal } from '../slack/views/modals.ts';
import { refusalView } from '../slack/views/refusal.ts';
import { claimFrom } from '../store/claim.ts';
import { wantHome } from '../store/homes.ts';
import { loadMessage } from '../store/messages.ts';
import { createOperation, findOperation } from '../store/operations.ts';
import { acceptRequest } from '../store/requests.ts';
import { createPace } from '../time/pace.ts';
import { askForChange } from './db/branch.ts';
import { db } from './db/db.ts';
import { dbCommand } from './db-command.ts';
import { deployForm } from './deploy-form.ts';
import { listDeploys } from './deploys.ts';
import { acceptDrift, findWayBack } from './drifts.ts';
import { askIncident, incident, rollBackInIncident } from './incidents.ts';
import { incidentCommand } from './incident-commands.ts';
import { type CommandsOptions, type Desk, openDesk } from './desk.ts';
import { type Act, helpOf, type Outcome, refused, unavailable } from './outcome.ts';
import { parseDeployCommand, parseEnvironmentsCommand, parseRollbackCommand } from './parse.ts';
import { parseStopCommand } from './parse-stops.ts';
import { status, why } from './questions.ts';
import { findStale } from './rollbacks.ts';
import { askStop, stop } from './stops.ts';
import { statusCommand, whyCommand } from './question-commands.ts';
import { deployCommand, deploysCommand, rollbackCommand } from './release-commands.ts';
import { commands as table } from './table.ts';

/** What people may do. Each is kept in Redis when the promise resolves, or refused with a sentence. */
export class Commands {
  readonly #desk: Desk;
  /** What Slack takes from us in one channel: beyond it a worker posts the card, in its time. */
  readonly #firstPosts = createPace({ burst: 5, everyMs: 1_000 });

  constructor(options: CommandsOptions) {
    this.#desk = openDesk(options);
  }

  async slash(asked: Act & { readonly name: string; readonly text: string }): Promise<Outcome> {
    const { apps } = this.#desk;
    if (asked.name === deploysCommand.name) return this.#deploys(asked);
    if (asked.name === whyCommand.name) return why(this.#desk, asked);
    if (asked.name === statusCommand.name) return status(this.#desk, asked);
    if (asked.name === rollbackCommand.name) return this.#rollbackCommand(asked);
    if (asked.name === dbCommand.name)
      return db({ ...this.#desk, plan: (act, wanted) => this.#plan(act, wanted) }, asked);
    if (asked.name === incidentCommand.name) return incident(this.#desk, asked);
    const stopping = parseStopCommand(asked.name, asked.text, { apps, channel: asked.channel });
    if (stopping) return stop(this.#desk, stopping, asked);
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
      case 'stop_watching':
        return this.#ask(action.operation, act, { kind: action.kind });
      case 'roll_back':
        return this.#rollBackFrom(action, act);
      case 'accept_drift':
        return acceptDrift(this.#desk, act, action);
      case 'put_back':
        return this.#putBack(action, act);
      case 'retry':
        return this.#retry(action.operation, act);
      case 'restore_data':
        return this.#restoreDataOf(action.operation, act);
      case 'incident_roll_back':
        return rollBackInIncident(this.#desk, action, act);
      case 'unlock':
      case 'take_over':
      case 'unfreeze':
      case 'release':
        return askStop(this.#desk, act, { place: action, wish: { kind: action.kind, stop: action.stop } });
      case 'delete_branch':
      case 'reset_branch':
        return this.#changeBranch(action, act);
    }
  }

  /** Has somebody's Home drawn by a worker. */
  async home(user: string): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store, guarded } = this.#desk;
    const wanted = await guarded(() => wantHome(store, parseSlackUserId(user)));
    return wanted === 'unavailable' ? unavailable() : { kind: 'accepted' };
  }

  /** The form that asks why. */
  async rejectForm(
    action: Action & { kind: 'reject' },
    channel: string,
  ): Promise<Exclude<Outcome, { kind: 'accepted' }>> {
    const operation = await this.#desk.guarded(() => findOperation(this.#desk.store, action.operation));
    if (operation === 'unavailable') return unavailable();
    if (!operation) return refused(this.#desk.gone(action.operation));
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
        rejects: plan.kind,
      }),
    };
  }

  async submit(
    submission: Exclude<Submission, { kind: 'incomplete' }>,
    act: Act,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    if (submission.kind === 'reject') {
      const operation = await this.#desk.guarded(() => findOperation(this.#desk.store, submission.operation));
      if (operation === 'unavailable') return unavailable();
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
    const { apps, store } = this.#desk;
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
        const view = await this.#desk.guarded(() => listDeploys(store, parsed.app, parsed.environments));
        return view === 'unavailable' ? unavailable() : { kind: 'told', view };
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
    const { store, log } = this.#desk;
    const now = store.now();
    const by = parseSlackUserId(act.user);
    const operation: Operation = {
      id: operationIdOf(now, randomUUID()),
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
    const created = await this.#desk.guarded(() =>
      createOperation(store, operation, { delivery: act.delivery, event, ...(claim && { claim }) }),
    );
    if (created === 'unavailable') return unavailable();
    if (created.kind === 'being_planned') {
      const card = await this.#desk.guarded(() => loadMessage(store, created.operation.id));
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
    const { apps } = this.#desk;
    const parsed = parseRollbackCommand(asked.text, { apps, channel: asked.channel });
    switch (parsed.kind) {
      case 'help':
        return helpOf(rollbackCommand.name);
      case 'refused':
        return refused(parsed.refusal);
      case 'incident':
        return askIncident(this.#desk, asked, { app: parsed.app.name, wish: { kind: 'look_at_changes' } });
      case 'rollback': {
        const { app, environment, to, withData } = parsed;
        const where = { app: app.name, environment: environment.name };
        return this.#plan(asked, {
          kind: 'rollback',
          ...where,
          request: { components: [], to, ...(withData && { withData }) },
        });
      }
    }
  }

  /** The button names the branch by its id: another of the same name is not meant. */
  async #changeBranch(
    { kind, app, environment, branch }: BranchAction,
    act: Act,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const wish = { kind: kind === 'delete_branch' ? 'delete' : 'reset', branch } as const;
    return askForChange(this.#desk, act, { app, environment, wish });
  }

  /** The button of a card: what it was made for may not be what is live any more. */
  async #rollBackFrom(
    action: Action & { kind: 'roll_back' },
    act: Act,
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store } = this.#desk;
    const { operation: id, release } = action;
    const operation = await this.#desk.guarded(() => findOperation(store, id));
    if (operation === 'unavailable') return unavailable();
    if (!operation) return refused(this.#desk.gone(id));
    const view = await this.#desk.guarded(() => findStale(store, operation, action));
    if (view === 'unavailable') return unavailable();
    if (view) return { kind: 'told', view };
    const { app, environment } = operation;
    const to = { kind: 'release', release } as const;
    return this.#plan(act, { kind: 'rollback', app, environment, request: { components: [], to } });
  }

  /** The button of a drift: nothing is planned for one that is over. */
  async #putBack(action: StopAction, act: Act): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { app, environment } = action;
    const to = await this.#desk.guarded(() => findWayBack(this.#desk.store, action));
    if (to === 'unavailable') return unavailable();
    if (!to) return refused({ code: 'drift_settled', facts: { environment } });
    return this.#plan(act, { kind: 'rollback', app, environment, request: { components: [], to } });
  }

  /** From before what the rollback left behind. */
  async #restoreDataOf(id: OperationId, act: Act): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const rollback = await this.#desk.guarded(() => findOperation(this.#desk.store, id));
    if (rollback === 'unavailable') return unavailable();
    if (rollback?.plan?.kind !== 'rollback') return refused(this.#desk.gone(id));
    const { app, environment, plan } = rollback;
    const data = { kind: 'after', release: plan.target.release } as const;
    return this.#plan(act, { kind: 'restore', app, environment, request: { components: [], data } });
  }

  async #retry(id: OperationId, act: Act): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const before = await this.#desk.guarded(() => findOperation(this.#desk.store, id));
    if (before === 'unavailable') return unavailable();
    if (!before) return refused(this.#desk.gone(id));
    const { kind, app, environment, request } = before;
    const { by: _by, team: _team, automatic: _automatic, channel, ...same } = request;
    return this.#plan({ ...act, channel }, { kind, app, environment, request: same });
  }

  async #ask(
    id: OperationId,
    act: Act,
    wish:
      | { kind: 'approve' | 'confirm' | 'take_back'; digest: string }
      | { kind: 'reject'; digest: string; reason: string }
      | { kind: 'acknowledge' | 'nudge' | 'cancel' | 'stop_watching' },
  ): Promise<Exclude<Outcome, { kind: 'modal' }>> {
    const { store } = this.#desk;
    const { user, team, channel, delivery } = act;
    const request: OperationRequest = {
      delivery,
      by: parseSlackUserId(user),
      team,
      channel,
      at: store.now(),
      ...wish,
    };
    const outcome = await this.#desk.guarded(() => acceptRequest(store, id, request));
    if (outcome === 'unavailable') return unavailable();
    if (outcome === 'unknown_operation') return refused(this.#desk.gone(id));
    return { kind: 'accepted' };
  }

  #deployForm(channel: string, app: App | undefined): Outcome {
    if (!app) {
      const known = this.#desk.apps.map(({ name }) => name).join(', ');
      return refused({ code: 'app_needed', facts: { known } });
    }
    return { kind: 'modal', view: deployForm(channel, app) };
  }
}
