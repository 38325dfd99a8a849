import { sayActor, whoAsked } from '../domain/actor.ts';
import type { Environment } from '../domain/environment.ts';
import { sayWho } from '../domain/gates/rights.ts';
import { type Incident, incidentReason, type Offer, type TimelineEntry } from '../domain/incident.ts';
import { incidentStale } from '../domain/incident-stale.ts';
import type { IncidentRequest } from '../domain/incident-request.ts';
import type { DeployRequest, Operation } from '../domain/operation.ts';
import type { Permission } from '../domain/permission.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { withEntries } from './incident-change.ts';

export interface PressFacts {
  /** With the rights of those on call. */
  readonly environment: Environment;
  readonly mayPress: Permission;
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly underWay: readonly Operation[];
}

type Press = IncidentRequest & { readonly kind: 'roll_back' };

export type PressDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'pressed'; readonly request: DeployRequest; readonly release: Release };

/** The red button of an incident: by whom, and whether what it would take back is still what is live. */
export function decideIncidentPress(incident: Incident, press: Press, facts: PressFacts): PressDecision {
  const refusal = refusePerson(facts) ?? refuseSecond(facts) ?? refuseStale(press, facts);
  if (refusal) return { kind: 'refused', refusal };
  const release = facts.releases.find(({ id }) => id === press.release);
  const putsBack = putBackBy(incident, press);
  // What was done by hand is as it was released again.
  if (!release || (press.release === press.leaves && !putsBack))
    return { kind: 'refused', refusal: stale(facts) };
  const { by, team, leaves } = press;
  const suspect = suspectOf(incident, press);
  const request: DeployRequest = {
    by,
    team,
    channel: incident.channel,
    to: { kind: 'release', release: release.id, ...(putsBack && { putsBack }) },
    components: [],
    emergency: incidentReason(incident.name),
    incident: { channel: incident.channel, leaves, ...(suspect !== undefined && { suspect }) },
  };
  return { kind: 'pressed', request, release };
}

/** What the timeline tells at once: what was suspected, and that it is being taken back. */
export function pressedIncident(
  incident: Incident,
  { id, environment, request: { by }, createdAt: at }: Operation,
  { commit, subject }: Release,
): Incident {
  const { suspect } = incident.look;
  const isTold = incident.timeline.some(
    (entry) => entry.kind === 'went_live' && entry.change.at === suspect?.change.at,
  );
  const change: readonly TimelineEntry[] =
    suspect?.change.at === undefined || isTold
      ? []
      : [
          {
            kind: 'went_live',
            at: suspect.change.at,
            environment: suspect.environment,
            change: suspect.change,
          },
        ];
  return withEntries(incident, [
    ...change,
    { kind: 'rolling_back', at, environment, operation: id, by, commit, subject },
  ]);
}

/** The newest release itself comes back where somebody changed a platform by hand. */
function putBackBy({ look: { suspect } }: Incident, press: Press): Offer['putsBack'] {
  const { release, leaves, environment } = press;
  if (release !== leaves || suspect?.environment !== environment) return undefined;
  return suspect.offer?.putsBack;
}

function suspectOf({ look }: Incident, { environment }: Press): Operation['id'] | undefined {
  const { suspect } = look;
  return suspect?.environment === environment && suspect.change.kind === 'release'
    ? suspect.change.operation
    : undefined;
}

function refusePerson({ mayPress, environment: { name, policy } }: PressFacts): Refusal | undefined {
  switch (mayPress) {
    case 'allowed':
      return undefined;
    case 'not_allowed': {
      const approvers = sayWho(policy.rights.rollback);
      return { code: 'roll_back_not_allowed', facts: { environment: name, approvers } };
    }
    case 'outsider':
      return { code: 'other_workspace', facts: {} };
    case 'unreachable':
      return { code: 'person_unreachable', facts: {} };
  }
}

/** Somebody else pressed at the same moment, or rolls back by a command. A plan that waits for its button is no rollback yet. */
function refuseSecond({ underWay, environment: { name } }: PressFacts): Refusal | undefined {
  const other = underWay.find(
    ({ kind, state, request }) =>
      kind === 'rollback' && (isGoing.has(state) || (state === 'planning' && isBegun(request))),
  );
  if (!other) return undefined;
  const { createdAt: at, request, confirmed, id: operation } = other;
  const requester = sayActor(confirmed ?? whoAsked(request));
  return { code: 'incident_under_way', facts: { environment: name, requester, at, operation } };
}

/** By another press, or by a watch: it waits for nobody. */
function isBegun({ incident, automatic }: DeployRequest): boolean {
  return (incident ?? automatic) !== undefined;
}

const isGoing: ReadonlySet<Operation['state']> = new Set(['queued', 'running']);

function refuseStale({ leaves }: Press, facts: PressFacts): Refusal | undefined {
  return facts.releases[0]?.id === leaves ? undefined : stale(facts);
}

function stale({ releases: [newest], environment }: PressFacts): Refusal {
  return incidentStale(environment.name, newest?.commit);
}
