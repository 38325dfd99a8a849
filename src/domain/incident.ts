import type { By } from './approval.ts';
import type { Served } from './drift.ts';
import type { Component, Who } from './environment.ts';
import type { CommitSha, OperationId, SlackUserId } from './ids.ts';
import type { Refusal } from './reasons.ts';
import { everything, type NoticeAddress, type StopPlace } from './stop.ts';
import type { Evidence } from './watch.ts';

/** The incident of an app that a channel was made for: what may have caused it, and what was done about it. */
export interface Incident {
  readonly app: string;
  readonly channel: string;
  /** Of the channel, as Slack said last. */
  readonly name: string;
  /** When the channel was made, ms since the epoch. */
  readonly openedAt: number;
  /** Who asked for it first. */
  readonly by: SlackUserId;
  readonly notice: NoticeAddress;
  /** Who is called, besides those who may roll back. */
  readonly onCall?: Who;
  readonly look: Look;
  /** What happened since, as it became known. Nothing in it changes or goes. */
  readonly timeline: readonly TimelineEntry[];
  /** What it left behind, and what still stands. */
  readonly signs: readonly IncidentSign[];
  readonly resolved?: By;
}

export type IncidentPlace = Pick<Incident, 'app' | 'channel'>;

/** What had gone live when somebody looked. */
export interface Look {
  /** ms since the epoch */
  readonly at: number;
  readonly environments: readonly EnvironmentChanges[];
  readonly symptoms: readonly Symptom[];
  readonly suspect?: Suspect;
}

/** What the watch of a release saw getting worse. */
export interface Symptom {
  /** ms since the epoch: since when. */
  readonly at: number;
  readonly environment: string;
  readonly evidence: readonly Evidence[];
}

export interface EnvironmentChanges {
  readonly environment: string;
  /** Newest first. */
  readonly changes: readonly LiveChange[];
  /** What a platform did not tell, in whole sentences. */
  readonly unknown: readonly string[];
}

/** Something that went live. */
export type LiveChange = {
  readonly components: readonly Component[];
  readonly commit?: CommitSha;
  readonly subject: string;
  /** ms since the epoch; a platform does not always say when somebody did something by hand. */
  readonly at?: number;
  /** A rollback has left it behind. */
  readonly takenBack?: true;
} & (
  | {
      readonly kind: 'release';
      readonly release: string;
      /** None: it was put there past the bot, and somebody said that it is right. */
      readonly operation?: OperationId;
      readonly by: SlackUserId;
      /** A rollback that nobody asked for: a watch began it. */
      readonly byItself?: true;
      /** Of a rollback: when what it brought back went live first, ms since the epoch. */
      readonly broughtBackFrom?: number;
    }
  | { readonly kind: 'by_hand'; readonly deployment: string; readonly madeBy?: string }
);

export interface Suspect {
  readonly environment: string;
  readonly change: LiveChange;
  /** It went live before the channel was made. */
  readonly before: boolean;
  /** None where no rollback could take it back. */
  readonly offer?: Offer;
}

/** What the button of an incident binds. */
export interface Offer {
  /** The release that comes back, and the newest one that goes. */
  readonly release: string;
  readonly leaves: string;
  readonly commit: CommitSha;
  readonly subject: string;
  readonly components: readonly Component[];
  /** What somebody did by hand: the released deployments of these come back. */
  readonly putsBack?: readonly Served[];
  /** How many newer releases than the suspect go as well. */
  readonly newer: number;
}

export interface IncidentSign {
  readonly kind: 'freeze' | 'hold';
  readonly place: StopPlace;
  /** Of the sign: a button means that very one. */
  readonly stop: string;
}

export type TimelineEntry = { readonly at: number } & (
  | { readonly kind: 'went_live'; readonly environment: string; readonly change: LiveChange }
  | ({ readonly kind: 'rolling_back'; readonly by: SlackUserId; readonly subject: string } & Rollback)
  | ({ readonly kind: 'verified'; readonly tookMs: number } & Rollback)
  | ({ readonly kind: 'not_rolled_back'; readonly why: Refusal; readonly started: boolean } & Rollback)
  | ({ readonly kind: 'cancelled'; readonly by: SlackUserId } & Rollback)
  | ({ readonly kind: 'nothing_to_do' } & Rollback)
  | ({ readonly kind: 'acknowledged'; readonly by: SlackUserId } & Rollback)
  | { readonly kind: 'stopped' | 'lifted'; readonly by: SlackUserId; readonly sign: IncidentSign }
  | { readonly kind: 'resolved' | 'reopened'; readonly by: SlackUserId }
);

interface Rollback {
  readonly environment: string;
  readonly operation: OperationId;
  /** Where to, once that is known. */
  readonly commit?: CommitSha;
}

type EntryOf<Kind extends TimelineEntry['kind']> = Extract<TimelineEntry, { readonly kind: Kind }>;

const endings = ['verified', 'not_rolled_back', 'cancelled', 'nothing_to_do'] as const;
export type RollbackEnding = EntryOf<(typeof endings)[number]>;

/** Of the channel and the app: the message is found by it. */
export function incidentKey({ app, channel }: IncidentPlace): string {
  return `notice/incident/${app}/${channel}`;
}

/** All of the app: an incident is not of one environment. */
export function placeOfIncident({ app }: IncidentPlace): StopPlace {
  return { app, environment: everything };
}

/** As it is given for a freeze, and for the emergency that its rollback is. */
export function incidentReason(name: string): string {
  return `incident #${name}`;
}

/** The newest rollback, and how it ended if it has. */
export function lastRollback({
  timeline,
}: Pick<Incident, 'timeline'>):
  | { readonly begun: EntryOf<'rolling_back'>; readonly ending: RollbackEnding | undefined }
  | undefined {
  const begun = timeline.findLast((entry) => entry.kind === 'rolling_back');
  if (begun === undefined) return undefined;
  const ending = timeline.filter(isEnding).find(({ operation }) => operation === begun.operation);
  return { begun, ending };
}

/** The suspect as long as its button can work. */
export function offered(incident: Incident): (Suspect & { readonly offer: Offer }) | undefined {
  const { resolved, look } = incident;
  const { suspect } = look;
  const last = lastRollback(incident);
  if (resolved || suspect?.offer === undefined || (last && last.ending === undefined)) return undefined;
  const wasDone = last?.ending?.kind === 'verified' && last.ending.at > look.at;
  return wasDone ? undefined : { ...suspect, offer: suspect.offer };
}

export function isEnding(entry: TimelineEntry): entry is RollbackEnding {
  return endings.some((kind) => kind === entry.kind);
}
