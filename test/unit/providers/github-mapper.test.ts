import { describe, expect, test } from 'vitest';
import { mapChecks, mapPull, readPullFromSubject } from '../../../src/providers/github/mapper.ts';
import type { GitHubCheckRun, GitHubStatus } from '../../../src/providers/github/schema.ts';
import { commit, repository, sha } from './aims.ts';

const aStatus = (state: string, context = 'lint', minute = 0): GitHubStatus => ({
  context,
  state,
  target_url: null,
  updated_at: `2026-11-22T10:0${minute}:00Z`,
});

const aRun = (run: Partial<GitHubCheckRun> & Pick<GitHubCheckRun, 'status'>, minute = 0): GitHubCheckRun => ({
  id: 1,
  name: 'lint',
  conclusion: null,
  started_at: `2026-11-22T10:0${minute}:00Z`,
  ...run,
});

describe('a check', () => {
  test.each([
    ['success', 'success'],
    ['failure', 'failure'],
    ['error', 'failure'],
    ['pending', 'pending'],
    ['splendid', 'unknown'],
  ])('status %s is %s', (word, state) => {
    expect(mapChecks([aStatus(word)], [])).toEqual([{ name: 'lint', state }]);
  });

  test.each([
    ['queued', null, 'pending'],
    ['in_progress', null, 'pending'],
    ['waiting', null, 'pending'],
    ['requested', null, 'pending'],
    ['pending', null, 'pending'],
    ['paused', null, 'unknown'],
    ['completed', 'success', 'success'],
    ['completed', 'neutral', 'neutral'],
    ['completed', 'skipped', 'neutral'],
    ['completed', 'failure', 'failure'],
    ['completed', 'cancelled', 'failure'],
    ['completed', 'timed_out', 'failure'],
    ['completed', 'action_required', 'failure'],
    ['completed', 'stale', 'unknown'],
    ['completed', null, 'unknown'],
  ])('run %s with conclusion %s is %s', (status, conclusion, state) => {
    expect(mapChecks([], [aRun({ status, conclusion })])).toEqual([{ name: 'lint', state }]);
  });

  test('counts by its newest run', () => {
    const runs = [
      aRun({ status: 'completed', conclusion: 'failure' }, 1),
      aRun({ status: 'completed', conclusion: 'success' }, 2),
      aRun({ status: 'completed', conclusion: 'failure' }, 0),
    ];
    expect(mapChecks([], runs)).toEqual([{ name: 'lint', state: 'success' }]);
  });

  test('that both worlds know counts by the worse of the two', () => {
    const green = aRun({ status: 'completed', conclusion: 'success' }, 5);
    expect(mapChecks([aStatus('failure')], [green])).toEqual([{ name: 'lint', state: 'failure' }]);
    expect(mapChecks([aStatus('pending')], [green])).toEqual([{ name: 'lint', state: 'pending' }]);
    expect(mapChecks([aStatus('success')], [green])).toEqual([{ name: 'lint', state: 'success' }]);
  });
});

describe('a pull request', () => {
  const pull = { number: 7, title: 'Seven', html_url: 'https://x/7', user: { login: 'bruno' } };

  test('is the one that the commit merged, before others that hold it', () => {
    const merged = { ...pull, number: 8, merge_commit_sha: sha };
    expect(mapPull([pull, merged], commit)?.number).toBe(8);
    expect(mapPull([pull], commit)).toEqual({
      number: 7,
      title: 'Seven',
      url: 'https://x/7',
      author: 'bruno',
    });
    expect(mapPull([], commit)).toBeUndefined();
  });

  test('is read from the subject of a squash merge', () => {
    expect(readPullFromSubject(commit, repository)).toEqual({
      number: 41,
      title: 'Fix cart totals',
      url: 'https://github.com/mundo-tango/mundo-tango/pull/41',
      author: 'ana',
    });
    expect(readPullFromSubject({ ...commit, subject: 'See (#41) later' }, repository)).toBeUndefined();
  });
});
