import { describe, expect, it } from 'vitest';
import type { CommitSha } from '../../../src/domain/ids.ts';
import { foundRelease } from '../../../src/domain/found-release.ts';
import { findEarlier, stateOf } from '../../../src/domain/rollback-target.ts';
import { aPlan, aRelease, liveSha } from '../../support/operation-builders.ts';

const other = 'c'.repeat(40) as CommitSha;
const first = aRelease({ frontend: { deployment: 'dpl_2' }, backend: { deployment: 'rw_2' } });
const frontend = { deployment: 'dpl_1', commit: liveSha, since: 5 };
const backend = { deployment: 'rw_1', commit: liveSha, since: 3 };

describe('what ran before the first release', () => {
  it('is where that release can be taken back to', () => {
    const found = foundRelease(first, aPlan({ live: { frontend, backend } })) ?? expect.unreachable();
    expect(findEarlier([first, found], new Map())).toBe(found);
    expect(stateOf(found, [first, found])).toMatchObject({
      frontend: { deployment: 'dpl_1', commit: liveSha },
      backend: { deployment: 'rw_1', commit: liveSha },
    });
    expect(found.liveAt).toBe(3);
  });

  it('may have been of two commits', () => {
    const live = { frontend: { ...frontend, commit: other }, backend };
    const found = foundRelease(first, aPlan({ live })) ?? expect.unreachable();
    expect(stateOf(found, [first, found])).toMatchObject({
      frontend: { deployment: 'dpl_1', commit: other },
      backend: { deployment: 'rw_1', commit: liveSha },
    });
  });

  it.each([
    ['nothing ran', {}],
    ['no platform tells its commit', { backend: { deployment: 'rw_1' } }],
  ])('is not known where %s', (_, live) => {
    expect(foundRelease(first, aPlan({ live }))).toBeUndefined();
  });
});
