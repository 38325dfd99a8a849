import { describe, expect, it } from 'vitest';
import { readDurations, sayDurations } from '../../../src/domain/release-notes.ts';

const steps = ['restore-point', 'build-frontend', 'deploy-backend'];

describe('durations of a release', () => {
  it('are seconds for people, and read again from among other words', () => {
    const said = `Live and verified. ${sayDurations(steps, { 'restore-point': 130, 'build-frontend': 108_000, 'deploy-backend': 41_249 })}`;
    expect(said).toBe('Live and verified. Seconds by step: 0.1 108 41.2');
    expect(readDurations(steps, said)).toEqual({
      'restore-point': 100,
      'build-frontend': 108_000,
      'deploy-backend': 41_200,
    });
  });

  it('leave out the step that has none', () => {
    const said = sayDurations(steps, { 'build-frontend': 2_000, other: 5_000 });
    expect(readDurations(steps, said)).toEqual({ 'build-frontend': 2_000 });
  });

  it.each(['Live and verified', 'Seconds by step: 1 2', 'Seconds by step: 1 2 3 4', ''])(
    'are unknown of “%s”',
    (text) => {
      expect(readDurations(steps, text)).toEqual({});
    },
  );

  it('fit into what GitHub takes, for twenty steps of twenty minutes', () => {
    const many = Array.from({ length: 20 }, (_, index) => `step-${index}`);
    const durations = Object.fromEntries(many.map((step) => [step, 1_199_000]));
    expect(`Live and verified. ${sayDurations(many, durations)}`.length).toBeLessThanOrEqual(140);
  });
});
