declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** A full, lower-case, 40-digit Git commit id. */
export type CommitSha = Brand<'CommitSha'>;
/** A request to change an environment: `op_` and a sortable id. */
export type OperationId = Brand<'OperationId'>;
/** A Slack user id, `U…` or `W…`: the only identity that is ever authorised. */
export type SlackUserId = Brand<'SlackUserId'>;

export function parseCommitSha(text: string): CommitSha {
  if (!/^[0-9a-f]{40}$/.test(text)) throw new TypeError(`not a full commit SHA: ${text}`);
  return text as CommitSha;
}

export function parseOperationId(text: string): OperationId {
  if (!/^op_[0-9a-z]{8,40}$/.test(text)) throw new TypeError(`not an operation id: ${text}`);
  return text as OperationId;
}

/** `op_` and a sortable id. */
export function operationIdOf(now: number, uuid: string): OperationId {
  return parseOperationId(`op_${sortableId(now, uuid)}`);
}

/** Sorted by `now` (ms since the epoch); no two of one millisecond are the same: `uuid` is a random one (version 4). */
export function sortableId(now: number, uuid: string): string {
  return now.toString(36) + uuid.replaceAll('-', '').slice(-randomDigits);
}

/** When it was asked for, ms since the epoch. */
export function askedAt(id: OperationId): number {
  return Number.parseInt(id.slice('op_'.length, -randomDigits), 36);
}

const randomDigits = 13;

export function parseSlackUserId(text: string): SlackUserId {
  if (!/^[UW][A-Z0-9]{2,30}$/.test(text)) throw new TypeError(`not a Slack user id: ${text}`);
  return text as SlackUserId;
}

export function shortSha(sha: CommitSha): string {
  return sha.slice(0, 7);
}
