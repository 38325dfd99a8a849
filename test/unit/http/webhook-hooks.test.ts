import { describe, expect, it } from 'vitest';
import type { Delivery, Hook } from '../../../src/http/webhooks/hook.ts';
import { githubHook } from '../../../src/http/webhooks/github.ts';
import { railwayHook } from '../../../src/http/webhooks/railway.ts';
import { vercelHook } from '../../../src/http/webhooks/vercel.ts';

function aDelivery(over: {
  headers?: Delivery['headers'];
  query?: string;
  body?: string | Buffer;
}): Delivery {
  const { headers = {}, query = '', body = '{}' } = over;
  return { headers, query: new URLSearchParams(query), body: Buffer.from(body) };
}

describe('a webhook', () => {
  // From GitHub's documentation.
  const github = {
    secret: "It's a Secret to Everybody",
    body: 'Hello, World!',
    name: 'x-hub-signature-256',
    signature: 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  };
  // From RFC 2202.
  const vercel = {
    secret: 'Jefe',
    body: 'what do ya want for nothing?',
    name: 'x-vercel-signature',
    signature: 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
  };
  const isGenuine = (hook: Hook, { secret, body, name, signature }: typeof github) =>
    hook.isGenuine(aDelivery({ headers: { [name]: signature }, body }), secret);

  it('is known by its signature', () => {
    expect(isGenuine(githubHook, github)).toBe(true);
    expect(isGenuine(vercelHook, vercel)).toBe(true);
  });

  const forgeries = (good: typeof github): readonly [string, typeof github][] => [
    ['another secret', { ...good, secret: 'other' }],
    ['another body', { ...good, body: `${good.body} ` }],
    ['no body', { ...good, body: '' }],
    ['the signature under another name', { ...good, name: 'x-signature' }],
    ['no signature', { ...good, signature: '' }],
    ['a signature cut short', { ...good, signature: good.signature.slice(0, -1) }],
    ['a longer signature', { ...good, signature: `${good.signature}0` }],
    ['a signature of other letters', { ...good, signature: '’'.repeat(good.signature.length) }],
    ['two signatures', { ...good, signature: `${good.signature}, ${good.signature}` }],
  ];

  it.each([
    ['the name of the algorithm alone', { ...github, signature: 'sha256=' }] as const,
    ['another algorithm’s name', { ...github, signature: github.signature.replace('256', '1') }] as const,
    ...forgeries(github),
  ])('of GitHub is forged with %s', (_what, forged) => {
    expect(isGenuine(githubHook, forged)).toBe(false);
  });

  it.each(forgeries(vercel))('of Vercel is forged with %s', (_what, forged) => {
    expect(isGenuine(vercelHook, forged)).toBe(false);
  });

  it.each([
    ['secret=a-long-random-word', true],
    ['', false],
    ['secret=', false],
    ['secret=a-long-random-wor', false],
    ['secret=a-long-random-word2', false],
    ['SECRET=a-long-random-word', false],
    ['secret=wrong&secret=a-long-random-word', false],
  ])('of Railway is known by its address: ?%s', (query, genuine) => {
    expect(railwayHook.isGenuine(aDelivery({ query }), 'a-long-random-word')).toBe(genuine);
  });
});

describe('what a webhook says', () => {
  const repository = { full_name: 'mundo-tango/mundo-tango' };
  const hint = { platform: 'github', repository: repository.full_name };
  const id = 'f1e2';

  it.each<[string, object, object | 'malformed']>([
    ['check_run', { action: 'completed', repository }, { id, hint }],
    ['check_run', { action: 'created', repository }, { id }],
    ['check_suite', { action: 'completed', repository }, { id, hint }],
    ['status', { state: 'success', repository }, { id, hint }],
    ['deployment_status', { action: 'created', repository }, { id, hint }],
    ['push', { ref: 'refs/heads/main', repository }, { id }],
    ['ping', { zen: 'Keep it logically awesome.' }, { id }],
    ['constructor', { repository }, { id }],
    ['check_run', { action: 'completed', repository: { full_name: 5 } }, 'malformed'],
    ['check_run', { action: 'completed', repository: null }, 'malformed'],
    ['check_run', [], 'malformed'],
  ])('is read from GitHub’s %s: %j', (event, body, reading) => {
    const headers = { 'x-github-delivery': id, 'x-github-event': event };
    expect(githubHook.read(aDelivery({ headers }), body)).toEqual(reading);
  });

  it.each([{}, { 'x-github-delivery': 'x'.repeat(101) }, { 'x-github-delivery': '' }])(
    'is not taken from GitHub without an id of the delivery: %j',
    (headers) => {
      const delivery = aDelivery({ headers: { ...headers, 'x-github-event': 'status' } });
      expect(githubHook.read(delivery, { repository })).toBe('malformed');
    },
  );

  it.each<[object | null, object | 'malformed']>([
    [
      { id: 'evt', payload: { project: { id: 'prj_1' }, deployment: { id: 'dpl_1', name: 'tango' } } },
      { id: 'evt', hint: { platform: 'vercel', projects: ['prj_1', 'tango'] } },
    ],
    [
      { id: 'evt', payload: { project: { id: 'prj_1' } } },
      { id: 'evt', hint: { platform: 'vercel', projects: ['prj_1'] } },
    ],
    [{ id: 'evt', payload: { team: { id: 'team_1' }, project: null } }, { id: 'evt' }],
    [{ id: 'evt', payload: { project: 'prj_1' } }, 'malformed'],
    [{ id: '', payload: {} }, 'malformed'],
    [{ id: 'x'.repeat(201), payload: {} }, 'malformed'],
    [{ payload: {} }, 'malformed'],
    [null, 'malformed'],
  ])('is read from Vercel’s %j', (body, reading) => {
    expect(vercelHook.read(aDelivery({}), body)).toEqual(reading);
  });

  const resource = {
    project: { id: 'p' },
    environment: { id: 'e', isEphemeral: false },
    service: { id: 's' },
    deployment: { id: 'd' },
  };
  const timestamp = '2026-11-21T23:48:42.311Z';
  const read = (body: object) => railwayHook.read(aDelivery({}), body);

  it('is read from Railway’s body, with or without what it may leave out', () => {
    const body = {
      type: 'Deployment.deployed',
      details: { id: 'd', status: 'SUCCESS' },
      resource,
      timestamp,
    };
    expect(read(body)).toEqual({
      id: `deployment.deployed d SUCCESS ${timestamp}`,
      hint: { platform: 'railway', project: 'p', environment: 'e', service: 's' },
    });
    const { project, environment } = resource;
    expect(read({ type: 'deployment.failed', resource: { project, environment } })).toMatchObject({
      hint: { platform: 'railway', project: 'p', environment: 'e' },
    });
    expect(read({ type: 'Deployment.failed', resource: { project } })).not.toHaveProperty('hint');
    expect(read({ type: 'VolumeAlert.triggered', resource })).not.toHaveProperty('hint');
    expect(read({ type: 'Deployment.failed' })).toBe('malformed');
    expect(read({ resource })).toBe('malformed');
    expect(read({ type: 'x'.repeat(101), resource })).toBe('malformed');
  });

  it('is another delivery when Railway tells of another deployment, another status or another time', () => {
    const body = { type: 'Deployment.failed', details: { id: 'd', status: 'FAILED' }, resource, timestamp };
    const others = [
      { ...body, type: 'Deployment.deployed' },
      { ...body, details: { id: 'd', status: 'CRASHED' } },
      { ...body, resource: { ...resource, deployment: { id: 'd2' } } },
      { ...body, timestamp: '2026-11-21T23:49:00.000Z' },
    ];
    const ids = [body, ...others].map((one) => (read(one) as { id: string }).id);
    expect(new Set(ids).size).toBe(5);
    expect(read({ ...body })).toEqual(read(body));
  });
});
