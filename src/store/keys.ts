/*
 * Every key carries one hash tag, so that a transaction may touch any of them on a Redis Cluster
 * (docs/decisions/0002-one-hash-tag.md).
 */
const tag = '{cabeceo}';

/** BullMQ's own keys: one slot of a Redis Cluster, apart from ours. */
export const queuePrefix = '{cabeceo-queue}';

/** Never there: one for each slot that holds something of ours. */
export const absentKeys = [`${tag}:absent`, `${queuePrefix}:absent`];

export const keys = {
  operation: (id: string) => `${tag}:operation:${id}`,
  steps: (id: string) => `${tag}:operation:${id}:steps`,
  events: (id: string) => `${tag}:operation:${id}:events`,
  requests: (id: string) => `${tag}:operation:${id}:requests`,
  /** What was kept for an acknowledgement and is no operation yet. */
  asked: `${tag}:asked`,
  accepted: (delivery: string) => `${tag}:accepted:${delivery}`,
  keptNods: (digest: string) => `${tag}:nods:${digest}`,
  inbox: (app: string, environment: string) => `${tag}:inbox:${app}:${environment}`,
  underWay: (app: string, environment: string) => `${tag}:under-way:${app}:${environment}`,
  awaitingChecks: (app: string, environment: string) => `${tag}:awaiting-checks:${app}:${environment}`,
  moves: (app: string, environment: string) => `${tag}:moves:${app}:${environment}`,
  asking: (request: string) => `${tag}:asking:${request}`,
  question: (id: string) => `${tag}:question:${id}`,
  branchChange: (id: string) => `${tag}:branch-change:${id}`,
  webhook: (delivery: string) => `${tag}:webhook:${delivery}`,
  incident: (app: string, channel: string) => `${tag}:incident:${app}:${channel}`,
  incidentItems: (app: string, channel: string) => `${tag}:incident-items:${app}:${channel}`,
  /** Published to, not stored. */
  hints: `${tag}:hints`,
  fence: (lane: string) => `${tag}:fence:${lane}`,
  alarms: `${tag}:alarms`,
  audit: `${tag}:audit`,
  auditCursor: `${tag}:audit:cursor`,
  ended: `${tag}:ended`,
  written: (transaction: string) => `${tag}:written:${transaction}`,
  message: (key: string) => `${tag}:message:${key}`,
  outbox: (channel: string) => `${tag}:outbox:${channel}`,
  release: (id: string) => `${tag}:release:${id}`,
  releases: (app: string, environment: string) => `${tag}:releases:${app}:${environment}`,
  offeringBack: (app: string, environment: string) => `${tag}:offering-back:${app}:${environment}`,
  refusedBy: (sign: string) => `${tag}:refused-by:${sign}`,
  badCommits: (app: string) => `${tag}:bad-commits:${app}`,
  stop: (kind: 'lock' | 'hold' | 'freeze' | 'window' | 'pause', app: string, environment: string) =>
    `${tag}:${kind}:${app}:${environment}`,
  drift: (app: string, environment: string) => `${tag}:drift:${app}:${environment}`,
  driftRequests: (app: string, environment: string) => `${tag}:drift-requests:${app}:${environment}`,
  watches: (app: string, environment: string) => `${tag}:watches:${app}:${environment}`,
  dataCare: (kind: 'drill' | 'backup', app: string, environment: string) =>
    `${tag}:${kind}:${app}:${environment}`,
  dataCareRequests: (kind: 'drill' | 'backup', app: string, environment: string) =>
    `${tag}:${kind}-requests:${app}:${environment}`,
  lastChannel: (app: string) => `${tag}:last-channel:${app}`,
  stopRequests: (app: string, environment: string) => `${tag}:stop-requests:${app}:${environment}`,
  rebuilt: (app: string, environment: string) => `${tag}:rebuilt:${app}:${environment}`,
} as const;
