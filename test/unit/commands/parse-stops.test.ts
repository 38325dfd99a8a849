import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStopCommand } from '../../../src/commands/parse-stops.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { sayReason } from '../../../src/domain/reasons.ts';

const { apps } = parseConfig(
  `
apps:
  shop:
    repository: acme/shop
    channels: [C0SHOP]
    environments:
      production:
        frontend: { project: shop, url: https://shop.example }
        policy: { approvals: { required: 0 } }
      development:
        frontend: { project: shop, url: https://dev.shop.example }
  blog:
    repository: acme/blog
    channels: [C0BLOG]
    environments:
      production:
        frontend: { project: blog, url: https://blog.example }
        policy: { approvals: { required: 0 } }
`,
  'test',
);
const place = { apps, channel: 'C0SHOP' };
const minute = 60_000;
const hour = 60 * minute;

function understood(command: string, text: string) {
  const parsed = parseStopCommand(command, text, place);
  if (parsed?.kind === 'stop') return { ...parsed.place, ...parsed.wish };
  return parsed?.kind === 'refused' ? parsed.refusal.code : parsed?.kind;
}

describe('/lock', () => {
  const shop = { app: 'shop', environment: 'production', kind: 'lock' };

  it.each([
    ['prod', shop],
    ['PROD', shop],
    ['prod checkout is on fire', { ...shop, reason: 'checkout is on fire' }],
    ['prod for 2h', { ...shop, forMs: 2 * hour }],
    ['prod For 90 minutes', { ...shop, forMs: 90 * minute }],
    ['prod for 1h 30m', { ...shop, forMs: 90 * minute }],
    ['prod for 1 day', { ...shop, forMs: 24 * hour }],
    ['prod cart &amp; totals for 30m', { ...shop, reason: 'cart & totals', forMs: 30 * minute }],
    ['prod waiting for Bruno', { ...shop, reason: 'waiting for Bruno' }],
    ['prod waiting for Bruno for 2h', { ...shop, reason: 'waiting for Bruno', forMs: 2 * hour }],
    ['prod “don’t touch” for 2h', { ...shop, reason: "don't touch", forMs: 2 * hour }],
    ['prod broken – see #12', { ...shop, reason: 'broken – see #12' }],
    ['prod it is -5 outside', { ...shop, reason: 'it is -5 outside' }],
    ['prod —app blog on fire', { ...shop, app: 'blog', reason: 'on fire' }],
    ['help', 'help'],
    ['', 'environment_needed'],
    ['prd', 'unknown_environment'],
    ['prod for 2 fortnights', 'unknown_duration'],
    ['prod for 0s', 'unknown_duration'],
    ['prod for 400d', 'unknown_duration'],
    ['prod for -2h', 'unknown_duration'],
    ['prod --until tomorrow', 'unknown_option'],
    ['prod --app shpo', 'unknown_app'],
  ])('`%s`', (text, expected) => {
    expect(understood('/lock', text)).toEqual(expected);
  });

  it('asks which app in a channel that belongs to none', () => {
    const parsed = parseStopCommand('/lock', 'prod', { apps, channel: 'C0GENERAL' });
    expect(parsed).toMatchObject({ kind: 'refused', refusal: { code: 'app_needed' } });
  });
});

describe('/unlock', () => {
  it.each([
    ['prod', { app: 'shop', environment: 'production', kind: 'unlock' }],
    ['prod --app blog', { app: 'blog', environment: 'production', kind: 'unlock' }],
    ['', 'environment_needed'],
    ['prod now', 'words_left_over'],
    ['developmnt', 'unknown_environment'],
  ])('`%s`', (text, expected) => {
    expect(understood('/unlock', text)).toEqual(expected);
  });
});

describe('/hold and /release', () => {
  const held = { app: 'shop', environment: 'production', kind: 'hold' };

  it.each([
    ['/hold', 'prod orders are lost', { ...held, reason: 'orders are lost' }],
    ['/hold', 'prod A1B2C3D orders are lost', { ...held, bad: 'a1b2c3d', reason: 'orders are lost' }],
    ['/hold', 'prod a1b2 is short', { ...held, reason: 'a1b2 is short' }],
    ['/hold', 'prod a1b2c3d', 'reason_needed'],
    ['/hold', 'prod', 'reason_needed'],
    ['/hold', '', 'environment_needed'],
    ['/hold', 'prd broken', 'unknown_environment'],
    ['/release', 'prod', { ...held, kind: 'release' }],
    ['/release', 'prod now', 'words_left_over'],
    ['/release', '', 'environment_needed'],
  ])('`%s %s`', (command, text, expected) => {
    expect(understood(command, text)).toEqual(expected);
  });
});

describe('/freeze and /unfreeze', () => {
  const shop = { app: 'shop', environment: '*' };

  it.each([
    ['/freeze', 'payments are down', { ...shop, kind: 'freeze', reason: 'payments are down' }],
    ['/freeze', 'shop payments', { ...shop, kind: 'freeze', reason: 'payments' }],
    ['/freeze', 'Blog: no', { ...shop, kind: 'freeze', reason: 'Blog: no' }],
    ['/freeze', 'blog the network', { app: 'blog', environment: '*', kind: 'freeze', reason: 'the network' }],
    ['/freeze', 'ALL attacked', { app: '*', environment: '*', kind: 'freeze', reason: 'attacked' }],
    [
      '/freeze',
      '—app blog all is lost',
      { app: 'blog', environment: '*', kind: 'freeze', reason: 'all is lost' },
    ],
    ['/freeze', '', 'reason_needed'],
    ['/freeze', 'all', 'reason_needed'],
    ['/freeze', 'blog', 'reason_needed'],
    ['/freeze', '--app blgo broken', 'unknown_app'],
    ['/freeze', 'help', 'help'],
    ['/unfreeze', '', { ...shop, kind: 'unfreeze' }],
    ['/unfreeze', 'all', { app: '*', environment: '*', kind: 'unfreeze' }],
    ['/unfreeze', 'blog', { app: 'blog', environment: '*', kind: 'unfreeze' }],
    ['/unfreeze', 'blgo', 'unknown_app'],
    ['/unfreeze', 'all now', 'unknown_app'],
  ])('`%s %s`', (command, text, expected) => {
    expect(understood(command, text)).toEqual(expected);
  });

  it('asks which app in a channel that belongs to none, unless all are meant', () => {
    const elsewhere = { apps, channel: 'C0GENERAL' };
    expect(parseStopCommand('/freeze', 'broken', elsewhere)).toMatchObject({
      refusal: { code: 'app_needed' },
    });
    expect(parseStopCommand('/freeze', 'all broken', elsewhere)).toMatchObject({ place: { app: '*' } });
  });
});

it('leaves other commands alone', () => {
  expect(parseStopCommand('/deploy', 'prod', place)).toBeUndefined();
  expect(parseStopCommand('constructor', 'prod', place)).toBeUndefined();
});

it('has an answer for every text, which says what to do', () => {
  const word = fc.constantFrom('prod', 'for', '2h', '-', '—app', 'shop', '“', '--', '&lt;', '\u0000', '-2h');
  const text = fc.array(fc.oneof(word, fc.string({ unit: 'binary' }))).map((words) => words.join(' '));
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('/lock', '/unlock', '/freeze', '/unfreeze', '/hold', '/release'),
      (typed, command) => {
        const parsed = parseStopCommand(command, typed, place);
        if (parsed?.kind !== 'refused') return;
        const { next } = sayReason(parsed.refusal.code, parsed.refusal.facts);
        expect(next).not.toBe('');
        expect(JSON.stringify(parsed.refusal).length).toBeLessThan(1000);
      },
    ),
    { numRuns: 300 },
  );
});
