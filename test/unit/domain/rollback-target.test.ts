import { describe, expect, it } from 'vitest';
import type { BadMarks } from '../../../src/domain/bad-mark.ts';
import type { CommitSha, OperationId } from '../../../src/domain/ids.ts';
import type { Release } from '../../../src/domain/release.ts';
import {
  findEarlier,
  findTarget,
  type ReleasedState,
  type RollbackWish,
  stateOf,
} from '../../../src/domain/rollback-target.ts';
import { ana, aRelease } from '../../support/operation-builders.ts';

const shaOf = (digit: string) => digit.repeat(40) as CommitSha;

/** Release number `n` of commit `n`, on both platforms. */
function numbered(n: number, over: Partial<Release> = {}): Release {
  return aRelease({
    id: `rel_0000000${n}`,
    operation: `op_0000000${n}` as OperationId,
    commit: shaOf(String(n)),
    subject: `Change ${n}`,
    frontend: { deployment: `dpl_${n}` },
    backend: { deployment: `rw_${n}` },
    ...over,
  });
}

const three = [numbered(3), numbered(2), numbered(1)];
const last: RollbackWish = { kind: 'back', releases: 1 };
const beforeLast: RollbackWish = { kind: 'back', releases: 2 };

const servingOf = (releases: readonly Release[]): ReleasedState =>
  releases[0] ? stateOf(releases[0], releases) : {};

const none: BadMarks = new Map();
/** Of the commits of those releases. */
const badOf = (...numbers: readonly number[]): BadMarks =>
  new Map(numbers.map((n) => [shaOf(String(n)), { by: ana, at: 1, why: `bad ${n}` }]));

function target(releases: readonly Release[], wish: RollbackWish, serving = servingOf(releases), bad = none) {
  const found = findTarget(releases, { wish, serving, environment: 'production', bad });
  return found.kind === 'found' ? found.release.id : found.refusal.code;
}

/** The release of a rollback that brought `to` back. */
const backTo = (n: number, to: number) =>
  numbered(n, { commit: shaOf(String(to)), backTo: `rel_0000000${to}` });

describe('where a rollback goes', () => {
  it('is the release before the live one, or the one before that', () => {
    expect(target(three, last)).toBe('rel_00000002');
    expect(target(three, beforeLast)).toBe('rel_00000001');
  });

  it('is the release of a commit or of an id', () => {
    expect(target(three, { kind: 'commit', sha: '1111111' })).toBe('rel_00000001');
    expect(target(three, { kind: 'release', release: 'rel_00000001' })).toBe('rel_00000001');
  });

  it('is the newest release where something else is live', () => {
    const byHand = { ...servingOf(three), backend: { deployment: 'x', commit: shaOf('9'), subject: '' } };
    expect(target(three, last, byHand)).toBe('rel_00000003');
  });

  it('is one further back after a rollback, never what that one left', () => {
    const after = [backTo(4, 2), ...three];
    expect(target(after, last)).toBe('rel_00000001');
    expect(target([backTo(5, 1), ...after], last)).toBe('no_earlier_release');
    expect(target(after, { kind: 'commit', sha: '3333333' })).toBe('release_left_behind');
  });

  it('is what the rollback brought back, once something was deployed after it', () => {
    expect(target([numbered(5), backTo(4, 2), ...three], last)).toBe('rel_00000004');
    expect(target([numbered(5), backTo(4, 2), ...three], beforeLast)).toBe('rel_00000001');
  });

  it('passes over a release that put the same there', () => {
    expect(target([numbered(4, { commit: shaOf('3') }), ...three], last)).toBe('rel_00000002');
  });

  it.each([
    { wish: beforeLast, releases: [numbered(2), numbered(1)], code: 'no_release_so_far_back' },
    { wish: last, releases: [numbered(1)], code: 'no_earlier_release' },
    { wish: last, releases: [], code: 'no_earlier_release' },
    { wish: { kind: 'commit', sha: '7777777' } as const, releases: three, code: 'unknown_release' },
  ])('is nowhere: $code', ({ wish, releases, code }) => {
    expect(target(releases, wish)).toBe(code);
  });

  it('names the releases that there are', () => {
    const found = findTarget(three, {
      wish: { kind: 'commit', sha: '7777777' },
      serving: servingOf(three),
      environment: 'production',
      bad: none,
    });
    expect(found).toMatchObject({ refusal: { facts: { known: '2222222 Change 2, 1111111 Change 1' } } });
  });
});

describe('a release with a commit that was marked bad', () => {
  const four = [numbered(4), ...three];
  const found = (wish: RollbackWish, bad: BadMarks, releases = four) =>
    findTarget(releases, { wish, serving: servingOf(releases), environment: 'production', bad });

  it('is passed over by “the last one”, “before last” and a card’s button, and named', () => {
    expect(target(four, last, servingOf(four), badOf(3))).toBe('rel_00000002');
    expect(target(four, beforeLast, servingOf(four), badOf(3))).toBe('rel_00000001');
    expect(findEarlier(four, badOf(3, 2))?.id).toBe('rel_00000001');
    expect(found(last, badOf(3, 2))).toMatchObject({
      release: { id: 'rel_00000001' },
      skipped: [
        { commit: shaOf('3'), subject: 'Change 3', mark: { by: ana, why: 'bad 3' } },
        { commit: shaOf('2') },
      ],
    });
    expect(found(last, badOf(4, 2))).toMatchObject({ release: { id: 'rel_00000003' }, skipped: [] });
  });

  it('is passed over because of one component', () => {
    const { backend: _backend, ...frontendOnly } = numbered(3);
    const releases = [numbered(4), frontendOnly, numbered(2), numbered(1)];
    expect(target(releases, last, servingOf(releases), badOf(2))).toBe('rel_00000001');
  });

  it('can be had by name, and its mark is known then', () => {
    for (const wish of [
      { kind: 'commit', sha: '3333333' },
      { kind: 'release', release: 'rel_00000003' },
    ] as const)
      expect(found(wish, badOf(3))).toMatchObject({
        release: { id: 'rel_00000003' },
        skipped: [],
        marked: { commit: shaOf('3'), mark: { why: 'bad 3' } },
      });
    expect(found({ kind: 'commit', sha: '2222222' }, badOf(3))).not.toHaveProperty('marked');
  });

  it('is named where nothing else is left, and where fewer good ones are left than asked for', () => {
    expect(found(last, badOf(3, 2, 1))).toMatchObject({
      refusal: { code: 'only_bad_releases', facts: { known: expect.stringContaining('3333333') as string } },
    });
    expect(findEarlier(four, badOf(3, 2, 1))).toBeUndefined();
    expect(found(beforeLast, badOf(3, 2))).toMatchObject({
      refusal: { code: 'no_release_so_far_back', facts: { known: '1111111 Change 1' } },
    });
  });
});

describe('what a release brings back', () => {
  it('holds the parts that it left alone from the releases before it', () => {
    const { backend: _backend, ...frontendOnly } = numbered(3);
    const releases = [frontendOnly, numbered(2), numbered(1)];
    expect(stateOf(frontendOnly, releases)).toMatchObject({
      frontend: { deployment: 'dpl_3', commit: shaOf('3') },
      backend: { deployment: 'rw_2', commit: shaOf('2') },
    });
    expect(findEarlier(releases, none)?.id).toBe('rel_00000002');
  });

  it('knows the commit of each part of a rollback', () => {
    const rollback = backTo(4, 2);
    const mixed = { ...rollback, backend: { deployment: 'rw_4', commit: shaOf('1') } };
    expect(stateOf(mixed, [mixed, ...three])).toMatchObject({
      frontend: { commit: shaOf('2') },
      backend: { commit: shaOf('1') },
    });
  });
});
