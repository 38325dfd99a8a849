import { matchesPattern } from '../domain/channel-pattern.ts';
import type { App } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import { type Incident, incidentKey, type Look } from '../domain/incident.ts';
import type { Refusal } from '../domain/reasons.ts';
import { withEntries } from './incident-change.ts';

/** A channel as Slack knows it. */
export interface ChannelFacts {
  readonly name: string;
  /** ms since the epoch */
  readonly createdAt: number;
}

/** Why a channel has no incident, if it has none. `unknown`: Slack did not tell. */
export function refuseChannel(
  channel: ChannelFacts | 'unknown' | 'no_channel',
  app: App,
): Refusal | undefined {
  if (channel === 'unknown') {
    const [first] = environmentsLookedAt(app);
    return { code: 'incident_channel_unknown', facts: { environment: first?.name ?? '' } };
  }
  if (channel !== 'no_channel' && app.incidents.channels.some((one) => matchesPattern(channel.name, one)))
    return undefined;
  const known = app.environments.map(({ name }) => name).join(', ');
  return { code: 'not_an_incident', facts: { known, patterns: sayPatterns(app) } };
}

/** What an incident is about: production, or all where none is. */
export function environmentsLookedAt({ environments }: App): App['environments'] {
  const production = environments.filter((environment) => environment.production);
  return production.length > 0 ? production : environments;
}

export function sayPatterns({ incidents }: Pick<App, 'incidents'>): string {
  return incidents.channels.join(' or ');
}

/** Begun by whoever looks first; looked at again it is brought up to date, and open again if it was resolved. */
export function lookedAt(
  before: Incident | undefined,
  seen: {
    readonly app: App;
    readonly channel: string;
    readonly facts: ChannelFacts;
    readonly by: SlackUserId;
    readonly look: Look;
  },
): Incident {
  const { channel, facts, by, look } = seen;
  const { name: app, incidents } = seen.app;
  const { name, createdAt: openedAt } = facts;
  const found = { name, openedAt, look, ...(incidents.onCall && { onCall: incidents.onCall }) };
  if (!before) {
    const notice = { key: incidentKey({ app, channel }), channel };
    return { app, channel, by, notice, ...found, timeline: [], signs: [] };
  }
  const { resolved, ...open } = before;
  const entries = resolved ? [{ kind: 'reopened', at: look.at, by } as const] : [];
  return withEntries({ ...open, ...found }, entries);
}
