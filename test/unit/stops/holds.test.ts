import { describe, expect, it } from 'vitest';
import { decideHold, decideRelease } from '../../../src/stops/holds.ts';
import { ana, bruno, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { aHold, production } from '../../support/stop-builders.ts';

const facts = { place: production, now, newId: 'stop_00000002' };
const wanted = { by: bruno, channel: 'C0DEPLOYS', reason: 'orders are lost' };
const release = {
  kind: 'release',
  delivery: 'd1',
  by: bruno,
  team: 'T0MUNDO01',
  at: now,
  channel: 'C0DEPLOYS',
} as const;

describe('a hold', () => {
  it('is placed with who and why, and marks the bad commit', () => {
    expect(decideHold(undefined, { ...wanted, bad: newSha }, facts)).toMatchObject({
      stop: { by: bruno, reason: 'orders are lost', bad: newSha },
      bad: { sha: newSha, mark: { by: bruno, at: now, why: 'orders are lost' } },
      notices: [{ notice: { kind: 'held' } }],
    });
  });

  it('marks nothing where no commit was named', () => {
    const decision = decideHold(undefined, wanted, facts);
    expect(decision.kind === 'changed' && decision.bad).toBeUndefined();
  });

  it('that stands stays whose it is, and another bad commit is marked all the same', () => {
    const decision = decideHold(aHold({ bad: newSha }), { ...wanted, bad: liveSha }, facts);
    expect(decision).toMatchObject({ stop: { id: aHold().id, by: ana }, bad: { sha: liveSha } });
    expect(decideHold(aHold(), wanted, facts)).toMatchObject({ refusal: { code: 'already_held' } });
  });

  it('is released by whoever may, once', () => {
    expect(decideRelease(aHold(), release, { ...facts, pause: undefined })).toMatchObject({
      stop: undefined,
      notices: [{ notice: { kind: 'released', by: bruno } }],
    });
    expect(decideRelease(undefined, release, { ...facts, pause: undefined })).toMatchObject({
      refusal: { code: 'nothing_held' },
    });
    const older = { ...release, stop: 'stop_00000000' };
    expect(decideRelease(aHold(), older, { ...facts, pause: undefined })).toMatchObject({
      refusal: { code: 'nothing_held' },
    });
  });
});
