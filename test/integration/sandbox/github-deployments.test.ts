import { describe, expect, it } from 'vitest';
import { refusal, repo, useGithub } from '../../support/a-github.ts';
import { smallSeed } from '../../support/a-seed.ts';

const { github, octokit } = useGithub(smallSeed);
const sha = (key: string) => github().source.sha(key);

describe('a deployment', () => {
  const create = (fields: object) =>
    octokit().rest.repos.createDeployment({
      ...repo,
      ref: sha('second'),
      auto_merge: false,
      required_contexts: [],
      ...fields,
    });

  it('is created, found and told how it goes', async () => {
    const payload = { operation: 'op_1' };
    const created = await create({ environment: 'production', payload, description: 'Nodded' });
    expect(created).toMatchObject({
      status: 201,
      data: {
        sha: sha('second'),
        ref: sha('second'),
        environment: 'production',
        payload,
        production_environment: true,
      },
    });
    const id = (created.data as { id: number }).id;
    const listed = await octokit().rest.repos.listDeployments({
      ...repo,
      sha: sha('second'),
      environment: 'production',
    });
    expect(listed.data.map((deployment) => deployment.id)).toContain(id);
    const status = { ...repo, deployment_id: id, environment_url: 'https://mundo-tango.example' };
    await octokit().rest.repos.createDeploymentStatus({ ...status, state: 'in_progress' });
    await octokit().rest.repos.createDeploymentStatus({ ...status, state: 'success', description: 'Live' });
    const statuses = await octokit().rest.repos.listDeploymentStatuses({ ...repo, deployment_id: id });
    expect(statuses.data.map((one) => [one.state, one.environment])).toEqual([
      ['success', 'production'],
      ['in_progress', 'production'],
    ]);
  });

  it('of a commit that is not green is refused where contexts are not waived', async () => {
    const red = await refusal(create({ ref: sha('red'), required_contexts: undefined }));
    expect(red.status).toBe(409);
    expect((await refusal(create({ required_contexts: ['nobody-ran-it'] }))).status).toBe(409);
    expect((await create({ required_contexts: undefined })).status).toBe(201);
  });

  it('merges the default branch first unless that is waived', async () => {
    await github().control.request('/commit', {
      method: 'POST',
      body: JSON.stringify({ branch: 'behind', message: 'Old work', files: { 'old.txt': 'old' } }),
    });
    const before = await github().source.resolve('behind');
    await github().control.request('/commit', {
      method: 'POST',
      body: JSON.stringify({ branch: 'main', message: 'News', files: { 'news.txt': 'news' } }),
    });
    const { status, data } = await create({ ref: 'behind', auto_merge: undefined });
    expect([status, data]).toEqual([202, { message: 'Auto-merged main into behind on deployment.' }]);
    expect(await github().source.resolve('behind')).not.toBe(before);
    expect((await refusal(create({ auto_merge: undefined }))).status).toBe(409);
  });

  it('of an unknown ref, without a ref or of a wrong type is refused', async () => {
    expect(await refusal(create({ ref: 'nothing' }))).toEqual({
      status: 422,
      message: 'No ref found for: nothing',
    });
    expect((await refusal(create({ ref: undefined }))).status).toBe(422);
    expect((await refusal(create({ auto_merge: 'no' }))).status).toBe(422);
  });

  it('takes descriptions of at most 140 characters and known states', async () => {
    const { data } = await create({});
    const status = { ...repo, deployment_id: (data as { id: number }).id, state: 'success' as const };
    const say = (fields: object) =>
      refusal(octokit().rest.repos.createDeploymentStatus({ ...status, ...fields }));
    expect((await say({ description: 'x'.repeat(141) })).status).toBe(422);
    expect((await say({ state: 'done' })).status).toBe(422);
    expect((await say({ description: 'x'.repeat(140) })).status).toBe(0);
  });

  it('that succeeds makes earlier ones of its environment inactive, except in production', async () => {
    const ids = [];
    for (const environment of ['staging', 'staging', 'production', 'production']) {
      const { data } = await create({ environment });
      ids.push((data as { id: number }).id);
      await octokit().rest.repos.createDeploymentStatus({
        ...repo,
        deployment_id: ids.at(-1) ?? 0,
        state: 'success',
      });
    }
    const last = await Promise.all(
      ids.map(async (deployment_id) => {
        const { data } = await octokit().rest.repos.listDeploymentStatuses({ ...repo, deployment_id });
        return data[0]?.state;
      }),
    );
    expect(last).toEqual(['inactive', 'success', 'success', 'success']);
  });
});
