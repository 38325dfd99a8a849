import { isSameDrift, type DriftEvent, type ToldDrift } from './drift-watch.ts';
import { driftId, whyNotAcceptable } from './drift-stop.ts';
import type { Drift, Served } from './drift.ts';
import type { SlackUserId } from './ids.ts';
import type { PlacedNotice } from './notice.ts';
import type { Refusal } from './reasons.ts';
import type { Release, ReleasedDeployment } from './release.ts';
import type { StopPlace } from './stop.ts';

/** *This is right*: somebody’s word that what was put there by hand is what should be there. */
export interface DriftRequest {
  /** Slack's id of the delivery: the same one delivered twice is one request. */
  readonly delivery: string;
  readonly by: SlackUserId;
  readonly team: string;
  /** ms since the epoch */
  readonly at: number;
  /** Where the answer goes. */
  readonly channel: string;
  /** The id of the drift on the message whose button was pressed. */
  readonly drift: string;
}

export type Acceptance =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'accepted';
      readonly release: Release;
      readonly events: readonly DriftEvent[];
      readonly notices: readonly PlacedNotice[];
    };

/** Only of the drift that the button spoke of. */
export function findMeant(
  told: ToldDrift | undefined,
  { drift }: Pick<DriftRequest, 'drift'>,
): ToldDrift | undefined {
  return told && driftId(told) === drift ? told : undefined;
}

/** What is live becomes the newest release, as it was told and still is. */
export function decideAcceptance(
  told: ToldDrift,
  facts: {
    readonly place: StopPlace;
    readonly by: SlackUserId;
    readonly now: number;
    /** How what is live differs from what was released now. */
    readonly drift: readonly Drift[];
  },
): Acceptance {
  const { place, by, now, drift } = facts;
  const { environment } = place;
  if (!isSameDrift(told.drift, drift))
    return { kind: 'refused', refusal: { code: 'drift_moved', facts: { environment } } };
  const why = whyNotAcceptable(drift);
  if (why) return { kind: 'refused', refusal: { code: why.code, facts: { platform: why.platform } } };
  const release = releaseOf(told, { ...facts, drift });
  const { subjects, at: since, notice } = told;
  const accepted = { kind: 'drift_accepted', at: now, by, since, drift } as const;
  return {
    kind: 'accepted',
    release,
    events: [{ ...accepted, release: release.id }],
    notices: notice ? [{ ...notice, notice: { ...accepted, place, subjects } }] : [],
  };
}

type Replaced = Drift & { readonly kind: 'replaced' };

/** Of what was changed alone: the rest is on record as it was released. */
function releaseOf(
  { subjects, at }: ToldDrift,
  facts: {
    readonly place: StopPlace;
    readonly by: SlackUserId;
    readonly now: number;
    readonly drift: readonly Drift[];
  },
): Release {
  const { place, by, now, drift } = facts;
  const replaced = drift.filter((one): one is Replaced => one.kind === 'replaced');
  const leading = replaced.find(({ component }) => component === 'backend') ?? replaced[0];
  const commit = leading?.live.commit;
  if (commit === undefined) throw new Error(`no commit is known of the drift of ${place.environment}`);
  const part = (component: Served): ReleasedDeployment | undefined => {
    const live = replaced.find((one) => one.component === component)?.live;
    return (
      live && {
        deployment: live.deployment,
        ...(live.commit !== undefined && live.commit !== commit && { commit: live.commit }),
      }
    );
  };
  const frontend = part('frontend');
  const backend = part('backend');
  return {
    id: `rel_${driftId({ at }).slice('stop_'.length)}${now.toString(36)}`,
    ...place,
    commit,
    subject: subjects[commit] ?? '',
    requestedBy: by,
    approvedBy: [],
    ...(frontend && { frontend }),
    ...(backend && { backend }),
    startedAt: at,
    liveAt: now,
    stepDurations: {},
  };
}
