import { describe, expect, it } from 'vitest';
import type { Drift } from '../../../src/domain/drift.ts';
import type { CommitSha, OperationId } from '../../../src/domain/ids.ts';
import type { Release } from '../../../src/domain/release.ts';
import { decideLook, type EnvironmentFacts } from '../../../src/incidents/changes.ts';
import { openedAt } from '../../support/incident-builders.ts';
import { aRelease, now } from '../../support/operation-builders.ts';

const minute = 60_000;
const shaOf = (digit: string) => digit.repeat(40) as CommitSha;

/** Release `n` of commit `n` on both platforms, so many minutes before the incident (after it where negative). */
function release(n: number, minutesBefore: number, over: Partial<Release> = {}): Release {
  return aRelease({
    id: `rel_0000000${n}`,
    operation: `op_0000000${n}` as OperationId,
    commit: shaOf(String(n)),
    subject: `Change ${n}`,
    frontend: { deployment: `dpl_${n}` },
    backend: { deployment: `rw_${n}` },
    liveAt: openedAt - minutesBefore * minute,
    ...over,
  });
}

function facts(releases: readonly Release[], over: Partial<EnvironmentFacts> = {}): EnvironmentFacts {
  return { environment: 'production', releases, drift: [], subjects: {}, unknown: [], symptoms: [], ...over };
}

function replaced(minutesBefore: number | undefined): Drift {
  const since = minutesBefore === undefined ? {} : { since: openedAt - minutesBefore * minute };
  return {
    kind: 'replaced',
    component: 'frontend',
    live: { deployment: 'dpl_9', commit: shaOf('9'), ...since },
    madeBy: 'bruno-at-vercel',
    released: {
      deployment: 'dpl_2',
      commit: shaOf('2'),
      subject: 'Change 2',
      by: aRelease().requestedBy,
      at: 0,
    },
  };
}

const look = (...environments: readonly EnvironmentFacts[]) => decideLook(environments, { openedAt, now });

/** "Change 2 -> Change 1": the suspect, and what its button brings back. */
function suspected(...environments: readonly EnvironmentFacts[]): string {
  const { suspect } = look(...environments);
  if (!suspect) return 'nobody';
  const { change, offer, environment, before } = suspect;
  const newer = offer && offer.newer > 0 ? ` and ${offer.newer} newer` : '';
  const to = offer ? `${offer.subject}, leaving ${offer.leaves}${newer}` : 'nothing';
  return `${environment}: ${change.subject || 'something by hand'}${before ? '' : ' (after)'} -> ${to}`;
}

describe('the suspect of an incident', () => {
  it('is the newest change that went live before it', () => {
    expect(suspected(facts([release(3, 12), release(2, 90), release(1, 300)]))).toBe(
      'production: Change 3 -> Change 2, leaving rel_00000003',
    );
  });

  it('is not what came after it, but that goes too', () => {
    expect(suspected(facts([release(3, -5), release(2, 12), release(1, 300)]))).toBe(
      'production: Change 2 -> Change 1, leaving rel_00000003 and 1 newer',
    );
  });

  it('is the newest change at all where nothing went live before it, and that is said', () => {
    expect(suspected(facts([release(2, -20), release(1, -5)]))).toBe(
      'production: Change 2 (after) -> Change 1, leaving rel_00000002',
    );
  });

  it('is of whichever environment changed last before it', () => {
    const eu = facts([release(2, 40), release(1, 300)], { environment: 'eu' });
    const us = facts([release(4, 12), release(3, 500)], { environment: 'us' });
    expect(suspected(eu, us)).toBe('us: Change 4 -> Change 3, leaving rel_00000004');
  });

  it('is what somebody did by hand, and goes by going back to the newest release', () => {
    const byHand = facts([release(2, 12), release(1, 300)], {
      drift: [replaced(5)],
      subjects: { [shaOf('9')]: 'A banner' },
    });
    expect(suspected(byHand)).toBe('production: A banner -> Change 2, leaving rel_00000002');
    expect(look(byHand).suspect?.offer?.putsBack).toEqual(['frontend']);
  });

  it('is not what was done by hand at an unknown time while a release went live before', () => {
    expect(suspected(facts([release(2, 12), release(1, 300)], { drift: [replaced(undefined)] }))).toBe(
      'production: Change 2 -> Change 1, leaving rel_00000002',
    );
  });

  it('is after a rollback what that brought back, then one further back', () => {
    const back = release(4, -10, { commit: shaOf('2'), subject: 'Change 2', backTo: 'rel_00000002' });
    expect(suspected(facts([back, release(3, 12), release(2, 90), release(1, 300)]))).toBe(
      'production: Change 2 -> Change 1, leaving rel_00000004',
    );
  });

  it('may be a rollback that came before it', () => {
    const back = release(4, 10, { commit: shaOf('2'), subject: 'Back on 2', backTo: 'rel_00000002' });
    expect(suspected(facts([back, release(3, 30), release(2, 90), release(1, 300)]))).toBe(
      'production: Back on 2 -> Change 1, leaving rel_00000004',
    );
  });

  it('has no button where there is nothing before it', () => {
    expect(suspected(facts([release(1, 12)]))).toBe('production: Change 1 -> nothing');
  });

  it('is nobody where nothing is known', () => {
    expect(suspected(facts([]))).toBe('nobody');
  });

  it('is no release of the database alone, which no rollback takes back', () => {
    const { frontend: _frontend, backend: _backend, ...parts } = release(3, 5);
    const point = { branch: 'br', name: 'before', createdAt: 0, expiresAt: 0 };
    const data = { ...parts, database: { restorePoint: point } };
    expect(suspected(facts([data, release(2, 12), release(1, 300)]))).toBe(
      'production: Change 2 -> Change 1, leaving rel_00000003 and 1 newer',
    );
  });
});

describe('what went live', () => {
  const changes = (...environments: readonly EnvironmentFacts[]) =>
    look(...environments).environments.flatMap((each) => each.changes);

  it('is the last three of each component, newest first', () => {
    const { frontend: _frontend, ...backendOnly } = release(5, 10);
    const all = [backendOnly, release(4, 20), release(3, 30), release(2, 40), release(1, 50)];
    expect(changes(facts(all)).map(({ subject }) => subject)).toEqual([
      'Change 5',
      'Change 4',
      'Change 3',
      'Change 2',
    ]);
  });

  it('says what a rollback has taken back since', () => {
    const back = release(4, -10, { commit: shaOf('2'), backTo: 'rel_00000002' });
    const shown = changes(facts([back, release(3, 12), release(2, 90)]));
    expect(shown.map(({ takenBack }) => takenBack ?? false)).toEqual([false, true, false]);
  });

  it('names what was done by hand, with who made it', () => {
    const [first] = changes(facts([release(2, 12)], { drift: [replaced(5)] }));
    expect(first).toMatchObject({ kind: 'by_hand', deployment: 'dpl_9', madeBy: 'bruno-at-vercel' });
  });
});
