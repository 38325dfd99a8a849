import type { Component } from '../../domain/environment.ts';
import { components } from '../../domain/environment.ts';
import type { OperationId } from '../../domain/ids.ts';
import { isReleaseId } from '../../domain/release.ts';
import { parseOperationId } from '../../domain/ids.ts';
import { isStopId } from '../../domain/stop.ts';

/** What a press of a button of ours means. `open` is a link: Slack reports the press, nothing is to be done. */
export type Action =
  | { readonly kind: 'approve'; readonly operation: OperationId; readonly digest: string }
  | { readonly kind: 'reject'; readonly operation: OperationId; readonly digest: string }
  | { readonly kind: 'take_back'; readonly operation: OperationId; readonly digest: string }
  | { readonly kind: 'nudge'; readonly operation: OperationId }
  | { readonly kind: 'confirm'; readonly operation: OperationId; readonly digest: string }
  | { readonly kind: 'acknowledge'; readonly operation: OperationId }
  | { readonly kind: 'cancel'; readonly operation: OperationId }
  | { readonly kind: 'retry'; readonly operation: OperationId }
  | { readonly kind: 'stop_watching'; readonly operation: OperationId }
  /** `operation`: the rollback whose data is meant. */
  | { readonly kind: 'restore_data'; readonly operation: OperationId }
  /** `operation`: whose card it is on; `release`: where to, fixed when the button was made. */
  | { readonly kind: 'roll_back'; readonly operation: OperationId; readonly release: string }
  | StopAction
  | IncidentAction
  | BranchAction
  | { readonly kind: 'open' };

/** On the stop sign of a place, or on its drift; `stop`: its id. */
export interface StopAction {
  readonly kind: (typeof stopActions)[number];
  readonly app: string;
  readonly environment: string;
  readonly stop: string;
}

/** The red button of an incident; `leaves`: the newest release when it was made. */
export interface IncidentAction {
  readonly kind: 'incident_roll_back';
  readonly app: string;
  readonly environment: string;
  readonly release: string;
  readonly leaves: string;
}

const stopActions = ['unlock', 'take_over', 'unfreeze', 'release', 'accept_drift', 'put_back'] as const;

/** `branch`: its id at Neon, in the project of the environment's database. */
export interface BranchAction {
  readonly kind: (typeof branchActions)[number];
  readonly app: string;
  readonly environment: string;
  readonly branch: string;
}

const branchActions = ['delete_branch', 'reset_branch'] as const;

const prefix = 'cabeceo.';

/** Matches every action of ours: for `app.action(actionIds, …)`. */
export const actionIds = /^cabeceo\./;

export function actionId(kind: Exclude<Action['kind'], 'open'>): string {
  return prefix + kind;
}

/** Links need an id of their own within a block. */
export function linkActionId(name: string): string {
  return `${prefix}open.${name}`;
}

export function actionValue(action: Exclude<Action, { kind: 'open' }>): string {
  if ('branch' in action) return `${action.app}/${action.environment}/${action.branch}`;
  if ('stop' in action) return `${action.app}/${action.environment}/${action.stop}`;
  if ('leaves' in action) return `${action.app}/${action.environment}/${action.release}/${action.leaves}`;
  if ('release' in action) return `${action.operation}:${action.release}`;
  return 'digest' in action ? `${action.operation}:${action.digest}` : action.operation;
}

export function parseAction(id: string, value: string | undefined): Action | undefined {
  if (!id.startsWith(prefix)) return undefined;
  const kind = id.slice(prefix.length);
  if (kind.startsWith('open.')) return { kind: 'open' };
  const stopAction = stopActions.find((each) => each === kind);
  if (stopAction !== undefined) return parseStopAction(stopAction, value ?? '');
  if (kind === 'incident_roll_back') return parseIncidentAction(value ?? '');
  const branchAction = branchActions.find((each) => each === kind);
  if (branchAction !== undefined) return parseBranchAction(branchAction, value ?? '');
  const [operationText = '', digest, ...rest] = (value ?? '').split(':');
  const operation = findOperationId(operationText);
  if (operation === undefined || rest.length > 0) return undefined;
  switch (kind) {
    case 'approve':
    case 'confirm':
    case 'reject':
    case 'take_back':
      return digest === undefined || digest === '' ? undefined : { kind, operation, digest };
    case 'roll_back':
      return digest !== undefined && isReleaseId(digest) ? { kind, operation, release: digest } : undefined;
    case 'nudge':
    case 'acknowledge':
    case 'cancel':
    case 'retry':
    case 'stop_watching':
    case 'restore_data':
      return digest === undefined ? { kind, operation } : undefined;
    default:
      return undefined;
  }
}

function parseStopAction(kind: StopAction['kind'], value: string): StopAction | undefined {
  const [app = '', environment = '', stop = '', ...rest] = value.split('/');
  if (app === '' || environment === '' || !isStopId(stop) || rest.length > 0) return undefined;
  return { kind, app, environment, stop };
}

function parseIncidentAction(value: string): IncidentAction | undefined {
  const [app = '', environment = '', release = '', leaves = '', ...rest] = value.split('/');
  if (app === '' || environment === '' || rest.length > 0) return undefined;
  if (!isReleaseId(release) || !isReleaseId(leaves)) return undefined;
  return { kind: 'incident_roll_back', app, environment, release, leaves };
}

function parseBranchAction(kind: BranchAction['kind'], value: string): BranchAction | undefined {
  const [app = '', environment = '', branch = '', ...rest] = value.split('/');
  if (app === '' || environment === '' || !/^[a-z0-9-]{1,60}$/.test(branch) || rest.length > 0)
    return undefined;
  return { kind, app, environment, branch };
}

function findOperationId(text: string): OperationId | undefined {
  try {
    return parseOperationId(text);
  } catch {
    return undefined;
  }
}

/** The modals: their callback ids, and the block (and action) id of each input. */
export const deployForm = {
  callbackId: 'cabeceo.deploy',
  environment: 'environment',
  ref: 'ref',
  components: 'components',
} as const;
export const rejectForm = { callbackId: 'cabeceo.reject', reason: 'reason' } as const;

/** Matches every modal of ours: for `app.view(callbackIds, …)`. */
export const callbackIds = /^cabeceo\./;

/** What a submitted modal asks for. A submission carries no channel: it travels in the metadata. */
export type Submission =
  | {
      readonly kind: 'deploy';
      readonly channel: string;
      readonly app: string;
      readonly environment: string;
      readonly ref?: string;
      readonly components: readonly Component[];
    }
  | {
      readonly kind: 'reject';
      readonly channel: string;
      readonly operation: OperationId;
      readonly digest: string;
      readonly reason: string;
    }
  /** To answer with `response_action: errors`: block id -> what is missing. */
  | { readonly kind: 'incomplete'; readonly errors: Readonly<Record<string, string>> };

export type ModalMetadata =
  | { readonly kind: 'deploy'; readonly channel: string; readonly app: string }
  | {
      readonly kind: 'reject';
      readonly channel: string;
      readonly operation: OperationId;
      readonly digest: string;
    };

/** The part of `view.state.values` that our inputs fill. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, FormValue>>>>;
interface FormValue {
  readonly value?: string | null;
  readonly selected_option?: { readonly value: string } | null;
  readonly selected_options?: readonly { readonly value: string }[] | null;
}

export function modalMetadata(metadata: ModalMetadata): string {
  return JSON.stringify(metadata);
}

export function parseSubmission(
  callbackId: string,
  privateMetadata: string,
  values: FormValues,
): Submission | undefined {
  const metadata = parseMetadata(privateMetadata);
  if (callbackId === deployForm.callbackId && metadata?.kind === 'deploy') return deployOf(metadata, values);
  if (callbackId === rejectForm.callbackId && metadata?.kind === 'reject')
    return rejectionOf(metadata, values);
  return undefined;
}

function deployOf(metadata: Extract<ModalMetadata, { kind: 'deploy' }>, values: FormValues): Submission {
  const environment = inputOf(values, deployForm.environment)?.selected_option?.value;
  if (environment === undefined)
    return { kind: 'incomplete', errors: { [deployForm.environment]: 'Choose an environment.' } };
  const ref = inputOf(values, deployForm.ref)?.value?.trim() ?? '';
  const ticked = inputOf(values, deployForm.components)?.selected_options ?? [];
  return {
    ...metadata,
    environment,
    ...(ref !== '' && { ref }),
    components: components.filter((component) => ticked.some(({ value }) => value === component)),
  };
}

function rejectionOf(metadata: Extract<ModalMetadata, { kind: 'reject' }>, values: FormValues): Submission {
  const reason = inputOf(values, rejectForm.reason)?.value?.trim() ?? '';
  if (reason === '')
    return {
      kind: 'incomplete',
      errors: { [rejectForm.reason]: 'Say why, so that the requester can act on it.' },
    };
  return { ...metadata, reason };
}

function inputOf(values: FormValues, block: string): FormValue | undefined {
  return values[block]?.[block];
}

function parseMetadata(text: string): ModalMetadata | undefined {
  const parsed = parseJson(text);
  if (!isRecord(parsed)) return undefined;
  const { kind, channel, app, digest, operation: id } = parsed;
  if (kind === 'deploy' && typeof channel === 'string' && typeof app === 'string')
    return { kind, channel, app };
  const operation = typeof id === 'string' ? findOperationId(id) : undefined;
  if (
    kind === 'reject' &&
    typeof channel === 'string' &&
    typeof digest === 'string' &&
    operation !== undefined
  )
    return { kind, channel, operation, digest };
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
