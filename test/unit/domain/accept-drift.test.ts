import { describe, expect, it } from 'vitest';
import { decideAcceptance, findMeant } from '../../../src/domain/accept-drift.ts';
import type { Drift } from '../../../src/domain/drift.ts';
import { driftFacts, driftId } from '../../../src/domain/drift-stop.ts';
import { isReleaseId } from '../../../src/domain/release.ts';
import { isStopId } from '../../../src/domain/stop.ts';
import { ana, bruno, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { aToldDrift, production as place } from '../../support/stop-builders.ts';

const released = { deployment: 'dpl_1', commit: newSha, subject: 'Fix cart totals', by: ana, at: now };
const frontend: Drift = {
  kind: 'replaced',
  component: 'frontend',
  live: { deployment: 'dpl_9', commit: newSha },
  released,
};
const told = aToldDrift();
const [backend] = told.drift;

function accept(told: ReturnType<typeof aToldDrift>, drift = told.drift) {
  return decideAcceptance(told, { place, by: bruno, now, drift });
}

describe('who says that what was put there by hand is right', () => {
  it('makes it the newest release, under their name, of what was changed alone', () => {
    const accepted = accept(told);
    if (accepted.kind === 'refused') throw new Error(accepted.refusal.code);
    const { release, events, notices } = accepted;
    expect(release).toMatchObject({
      ...place,
      commit: liveSha,
      subject: 'Before the cart',
      requestedBy: bruno,
      backend: { deployment: 'rw_9' },
      liveAt: now,
    });
    expect([isReleaseId(release.id), 'frontend' in release, 'operation' in release]).toEqual([
      true,
      false,
      false,
    ]);
    expect(events).toMatchObject([{ kind: 'drift_accepted', by: bruno, release: release.id }]);
    expect(notices).toMatchObject([{ key: 'notice/drift/1', notice: { kind: 'drift_accepted', by: bruno } }]);
  });

  it('keeps each component’s own commit', () => {
    const both = aToldDrift({ drift: [frontend, ...(backend ? [backend] : [])] });
    expect(accept(both)).toMatchObject({
      release: {
        commit: liveSha,
        backend: { deployment: 'rw_9' },
        frontend: { deployment: 'dpl_9', commit: newSha },
      },
    });
  });

  it('is refused where it has changed once more, or nothing could go back to it', () => {
    const gone: Drift = { kind: 'gone', component: 'backend', released };
    const unknown: Drift = { ...frontend, live: { deployment: 'dpl_9' } };
    const codeOf = (result: ReturnType<typeof accept>) =>
      result.kind === 'refused' ? result.refusal.code : undefined;
    expect(codeOf(accept(told, [frontend]))).toBe('drift_moved');
    expect(codeOf(accept(told, []))).toBe('drift_moved');
    expect(codeOf(accept(aToldDrift({ drift: [gone] })))).toBe('drift_nothing_live');
    expect(codeOf(accept(aToldDrift({ drift: [unknown] })))).toBe('drift_commit_unknown');
  });

  it('is audited where no channel is known', () => {
    const { notice: _notice, ...unheard } = told;
    expect(accept(unheard)).toMatchObject({ kind: 'accepted', notices: [] });
  });
});

it('a button speaks of the very drift that its message told', () => {
  const drift = driftId(told);
  expect(isStopId(drift)).toBe(true);
  expect(findMeant(told, { drift })).toBe(told);
  expect(findMeant({ ...told, at: told.at + 1 }, { drift })).toBeUndefined();
  expect(findMeant(undefined, { drift })).toBeUndefined();
});

it('a refusal says what is live and what was released', () => {
  expect(driftFacts(place, told)).toMatchObject({
    ...place,
    stop: driftId(told),
    what: 'Railway serves 9f8e7d6, and a1b2c3d was released',
    acceptable: 'yes',
  });
  const again = aToldDrift({ drift: [frontend, { kind: 'gone', component: 'backend', released }] });
  expect(driftFacts(place, again)['what']).toBe(
    'Vercel serves another deployment of a1b2c3d; nothing is live at Railway',
  );
  expect(driftFacts(place, again)['acceptable']).toBeUndefined();
});
