import type { Action } from '../slack/views/actions.ts';
import { askForChange } from './db/branch.ts';
import type { Desk } from './desk.ts';
import { acceptDrift } from './drifts.ts';
import { rollBackInIncident } from './incidents.ts';
import type { Act, Outcome } from './outcome.ts';
import { askOperation } from './ask-operation.ts';
import { putBack, restoreDataOf, retry, rollBackFrom } from './release-buttons.ts';
import { askStop } from './stops.ts';

/** A button of a message, other than those that open a form. */
export async function click(
  desk: Desk,
  action: Exclude<Action, { kind: 'open' | 'reject' }>,
  act: Act,
): Promise<Exclude<Outcome, { kind: 'modal' }>> {
  switch (action.kind) {
    case 'approve':
    case 'confirm':
    case 'take_back':
      return askOperation(desk, act, action.operation, { kind: action.kind, digest: action.digest });
    case 'acknowledge':
    case 'nudge':
    case 'cancel':
    case 'stop_watching':
      return askOperation(desk, act, action.operation, { kind: action.kind });
    case 'roll_back':
      return rollBackFrom(desk, act, action);
    case 'accept_drift':
      return acceptDrift(desk, act, action);
    case 'put_back':
      return putBack(desk, act, action);
    case 'retry':
      return retry(desk, act, action.operation);
    case 'restore_data':
      return restoreDataOf(desk, act, action.operation);
    case 'incident_roll_back':
      return rollBackInIncident(desk, action, act);
    case 'unlock':
    case 'take_over':
    case 'unfreeze':
    case 'release':
      return askStop(desk, act, { place: action, wish: { kind: action.kind, stop: action.stop } });
    case 'delete_branch':
    case 'reset_branch': {
      // The button names the branch by its id: another of the same name is not meant.
      const { app, environment, branch } = action;
      const kind = action.kind === 'delete_branch' ? 'delete' : 'reset';
      return askForChange(desk, act, { app, environment, wish: { kind, branch } });
    }
  }
}
