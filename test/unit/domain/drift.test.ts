import { describe, expect, it } from 'vitest';
import { decideDrift, type Reading, releasedParts } from '../../../src/domain/drift.ts';
import { aRelease, liveSha, newSha, now } from '../../support/operation-builders.ts';

const both = aRelease({ frontend: { deployment: 'dpl_1' }, backend: { deployment: 'rw_1' } });
const asReleased = { frontend: serves('dpl_1'), backend: serves('rw_1') };

function serves(deployment: string, over: Partial<Reading & { kind: 'serves' }> = {}): Reading {
  return { kind: 'serves', live: { deployment, commit: newSha, since: now }, ...over };
}

function drift(live: Parameters<typeof decideDrift>[1], releases = [both]): readonly string[] {
  return decideDrift(releasedParts(releases), live).map((one) =>
    'component' in one
      ? `${one.component} ${one.kind}`
      : `${one.kind}${one.asReleased ? ' as released' : ''}`,
  );
}

const older = { deployment: 'dpl_0', commit: liveSha, since: now };

describe('drift', () => {
  it.each([
    ['nothing where what was released is live', asReleased, []],
    [
      'nothing where nobody is named for another deployment of the same commit',
      { ...asReleased, frontend: serves('dpl_2') },
      [],
    ],
    [
      'another commit, which is another than the backend’s too',
      { ...asReleased, frontend: serves('dpl_0', { live: older }) },
      ['frontend replaced', 'mixed'],
    ],
    [
      'another deployment whose commit nobody names',
      { ...asReleased, backend: serves('rw_2', { live: { deployment: 'rw_2' } }) },
      ['backend replaced'],
    ],
    ['nothing live any more', { ...asReleased, backend: { kind: 'nothing' } as const }, ['backend gone']],
    ['nothing of a platform that is silent', { frontend: { kind: 'silent', why: 'down' } as const }, []],
    [
      'nothing where a failed deploy of ours put the same commit back',
      { ...asReleased, backend: serves('rw_2', { madeBy: 'bot', releasedBy: 'bot' }) },
      [],
    ],
    [
      'the same commit deployed once more by somebody else',
      { ...asReleased, backend: serves('rw_2', { madeBy: 'elena', releasedBy: 'bot' }) },
      ['backend replaced'],
    ],
  ])('is %s', (_, live, wanted) => {
    expect(drift(live)).toEqual(wanted);
  });

  it('asks of each component the newest release that it was part of', () => {
    const frontendAlone = aRelease({ id: 'rel_2', commit: liveSha, frontend: { deployment: 'dpl_2' } });
    const live = {
      frontend: serves('dpl_2', { live: { ...older, deployment: 'dpl_2' } }),
      backend: serves('rw_1'),
    };
    expect(drift(live, [frontendAlone, both])).toEqual(['mixed as released']);
    expect(releasedParts([frontendAlone, both]).backend?.deployment).toBe('rw_1');
  });

  it('is no more than different commits where nothing was released yet', () => {
    expect(drift({ ...asReleased, frontend: serves('dpl_0', { live: older }) }, [])).toEqual(['mixed']);
    expect(drift(asReleased, [])).toEqual([]);
  });
});
