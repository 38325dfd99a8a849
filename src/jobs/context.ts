import type { Approvers } from '../approvals/asker.ts';
import type { CommitAuthors } from '../domain/authors.ts';
import type { App, Environment, Who } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import { duringIncident } from '../domain/incident-rights.ts';
import type { DeployRequest } from '../domain/operation.ts';
import type { Permission } from '../domain/permission.ts';
import type { Plan } from '../domain/plan.ts';
import type { Providers } from '../providers/contract.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import type { Store } from '../store/commit.ts';
import type { Logger } from './log.ts';

/** What every job works with. */
export interface Context {
  readonly store: Store;
  readonly providers: Providers;
  readonly apps: readonly App[];
  /** Groups and people as Slack told a moment ago. */
  readonly people: People;
  /** As Slack tells at this moment: for the last look before a run. */
  readonly peopleNow: () => People;
  readonly channels: Channels;
  readonly log: Logger;
  /** How long what is finished stays in Redis, ms. */
  readonly retentionMs: number;
  /** Folder for trees on their way to a platform. */
  readonly scratch: string;
  readonly whisper: Whisper;
}

/**
 * Shows something to one person alone, at once: it is kept nowhere, neither in Redis nor in Slack's history. Throws
 * RetryableError where it may be tried again (it may have been shown), TerminalError where Slack does not take it.
 */
export type Whisper = (
  to: { readonly user: SlackUserId; readonly channel: string },
  view: MessageView,
) => Promise<void>;

/** Who somebody is, asked of Slack at the moment it matters. */
export interface People extends Approvers {
  /** Whether somebody may do what `who` may. */
  mayDo(person: { readonly user: SlackUserId }, who: Who | 'everyone'): Promise<Permission>;
  /** Undefined where Slack does not say. */
  membersOf(group: string): Promise<readonly SlackUserId[] | undefined>;
  /** Of their clock (IANA); undefined where Slack does not say. */
  zoneOf(user: SlackUserId): Promise<string | undefined>;
  /** `configuration`: without asking Slack. */
  authorsOf(plan: Plan, by: 'slack' | 'configuration'): Promise<CommitAuthors>;
}

/** Slack's channels, asked of Slack; undefined where it does not tell. */
export interface Channels {
  channelOf(id: string): Promise<{ readonly name: string; readonly createdAt: number } | undefined>;
}

export interface Place {
  readonly app: App;
  readonly environment: Environment;
}

/** Undefined where the configuration does not have it, or not any more. */
export function findPlace(
  apps: readonly App[],
  wanted: { readonly app: string; readonly environment: string },
): Place | undefined {
  const app = apps.find(({ name }) => name === wanted.app);
  const environment = app?.environments.find(({ name }) => name === wanted.environment);
  return app && environment && { app, environment };
}

/** The configuration of where an operation works, with the rights that it has. Throws when the configuration has dropped it since. */
export function placeOf(
  apps: readonly App[],
  wanted: {
    readonly app: string;
    readonly environment: string;
    readonly request?: Pick<DeployRequest, 'incident'>;
  },
): Place {
  const place = findPlace(apps, wanted);
  if (!place) throw new Error(`${wanted.app}/${wanted.environment} is not configured any more`);
  return wanted.request?.incident
    ? { ...place, environment: duringIncident(place.environment, place.app) }
    : place;
}
