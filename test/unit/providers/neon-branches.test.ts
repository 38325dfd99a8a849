import { afterEach, describe, expect, it } from 'vitest';
import { database as target } from './aims.ts';
import { type Loopback, providersAt, type Recorded, startLoopback } from './loopback.ts';

let server: Loopback | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const listed = (id: string, more: object = {}) => ({
  id,
  name: id.slice(3),
  current_state: 'ready',
  created_at: '2026-11-22T10:00:00Z',
  default: false,
  protected: false,
  ...more,
});

async function branchesFrom(answers: {
  readonly pages: readonly object[];
  readonly endpoints?: readonly object[];
  readonly project?: object;
}) {
  let page = -1;
  server = await startLoopback(({ path }: Recorded) => {
    if (path.endsWith('/endpoints')) return { status: 200, body: { endpoints: answers.endpoints ?? [] } };
    if (path.endsWith('/branches')) return { status: 200, body: answers.pages[(page += 1)] };
    return { status: 200, body: { project: { history_retention_seconds: 3600, ...answers.project } } };
  });
  return providersAt(server.url).database.branches(target);
}

describe('the branches of a Neon project', () => {
  it('are all read, however many pages there are', async () => {
    const { branches } = await branchesFrom({
      pages: [
        { branches: [listed('br-one')], pagination: { next: 'more' } },
        { branches: [listed('br-two')], pagination: {} },
      ],
    });
    expect(branches.map(({ name }) => name)).toEqual(['one', 'two']);
    const asked = server?.requests.filter(({ path }) => path.endsWith('/branches')) ?? [];
    expect(asked.map(({ query }) => query.get('cursor'))).toEqual([null, 'more']);
  });

  it('have no limit where Neon tells none', async () => {
    const without = await branchesFrom({
      pages: [{ branches: [] }],
      project: { owner: { branches_limit: 0 } },
    });
    expect(without).toEqual({ branches: [], retentionMs: 3_600_000 });
  });

  it.each([
    ['asleep', 'idle'],
    ['awake', 'active'],
    ['starting', 'init'],
  ])('are %s where the compute is %s', async (compute, current_state) => {
    const endpoints = [{ id: 'ep-1', branch_id: 'br-one', current_state }];
    const { branches } = await branchesFrom({
      pages: [{ branches: [listed('br-one'), listed('br-two')] }],
      endpoints,
    });
    expect(branches.map((one) => one.compute)).toEqual([compute, 'none']);
  });

  it('are known to be asked for by nobody where the annotation is not as it is written here', async () => {
    const annotation = (value: object) => ({ object: { type: 'console/branch', id: 'br-one' }, value });
    const { branches } = await branchesFrom({
      pages: [
        {
          branches: [listed('br-one'), listed('br-two', { created_by: { name: 'Ana Ruiz' } })],
          annotations: {
            'br-one': annotation({ 'cabeceo-request': 'branch_1', 'cabeceo-asked-by': '<!channel>' }),
            'br-two': annotation({ 'github-commit-ref': 'main' }),
          },
        },
      ],
    });
    expect(branches.map(({ mark, madeBy }) => ({ mark, madeBy }))).toEqual([
      { mark: undefined, madeBy: undefined },
      { mark: undefined, madeBy: 'Ana Ruiz' },
    ]);
  });
});
