import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDeployCommand,
  parseEnvironmentsCommand,
  parseRollbackCommand,
  parseWhyCommand,
  type DeployCommand,
} from '../../../src/commands/parse.ts';
import { sayReason } from '../../../src/domain/reasons.ts';
import { parseConfig } from '../../../src/config/load.ts';

const { apps } = parseConfig(
  `
apps:
  shop:
    repository: acme/shop
    channels: [C0SHOP]
    environments:
      production:
        frontend: { project: shop, url: https://shop.example }
        backend: { project: p, service: s, environment: e1, url: https://api.shop.example }
        policy: { approvals: { required: 0 } }
      development:
        frontend: { project: shop, url: https://dev.shop.example }
  blog:
    repository: acme/blog
    channels: [C0BLOG]
    environments:
      production:
        aliases: [live]
        frontend: { project: blog, url: https://blog.example }
        policy: { approvals: { required: 0 } }
`,
  'test',
);
const place = { apps, channel: 'C0SHOP' };

function short(command: DeployCommand) {
  switch (command.kind) {
    case 'deploy': {
      const { app, environment, ref, components, back, emergency } = command;
      return [app.name, environment.name, ref, components.join(','), back && 'back', emergency]
        .filter((part) => part !== undefined && part !== '')
        .join(' ');
    }
    case 'refused':
      return command.refusal.code;
    case 'modal':
      return `modal ${command.app?.name ?? 'of any app'}`;
    case 'help':
      return 'help';
  }
}

describe('/deploy', () => {
  it.each([
    ['', 'modal shop'],
    ['   ', 'modal shop'],
    ['--app blog', 'modal blog'],
    ['help', 'help'],
    ['Help', 'help'],
    ['?', 'help'],
    ['--help', 'help'],
    ['—help', 'help'],
    ['-h', 'help'],
    ['prod', 'shop production'],
    ['production', 'shop production'],
    ['PROD', 'shop production'],
    ['`prod`', 'shop production'],
    ['prod main', 'shop production main'],
    ['  prod \t main  ', 'shop production main'],
    ['prod\u00a0main', 'shop production main'],
    ['prod \u200bmain', 'shop production main'],
    ['prod feature/cart-2.0', 'shop production feature/cart-2.0'],
    ['prod v1.2.3', 'shop production v1.2.3'],
    ['prod a1b2c3d', 'shop production a1b2c3d'],
    ['prod #123', 'shop production #123'],
    ['dev “release/7”', 'shop development release/7'],
    ['prod fix&amp;run', 'shop production fix&run'],
    ['prod --only frontend', 'shop production frontend'],
    ['prod main --only backend,frontend', 'shop production main frontend,backend'],
    ['prod main --only=frontend', 'shop production main frontend'],
    ['prod main --only “frontend, backend”', 'shop production main frontend,backend'],
    ['prod main --only frontend, backend', 'shop production main frontend,backend'],
    ['prod main --only frontend ,backend', 'shop production main frontend,backend'],
    ['prod --only frontend main', 'shop production main frontend'],
    ['—only frontend prod', 'shop production frontend'],
    ['prod –only Frontend', 'shop production frontend'],
    ['prod --emergency down', 'shop production down'],
    ['prod main --emergency "Checkout is down"', 'shop production main Checkout is down'],
    [
      'prod —emergency “It’s down - all of it” --only frontend',
      "shop production frontend It's down - all of it",
    ],
    ['--emergency=«db on fire» prod main', 'shop production main db on fire'],
    ["--emergency 'one' prod", 'shop production one'],
    ['prod v1.0.0 --back', 'shop production v1.0.0 back'],
    ['--back prod v1.0.0 --only frontend', 'shop production v1.0.0 frontend back'],
    ['live --app blog', 'blog production'],
    ['live —app=Blog main', 'blog production main'],
  ])('`%s` means %s', (text, expected) => {
    expect(short(parseDeployCommand(text, place))).toBe(expected);
  });

  it.each([
    ['prdo', 'unknown_environment', { found: 'prdo', nearest: 'prod', known: 'production, development' }],
    ['main prod', 'unknown_environment', { found: 'main', known: 'production, development' }],
    ['developmnt', 'unknown_environment', { nearest: 'development' }],
    [
      'prod --only fronted',
      'unknown_component',
      { found: 'fronted', nearest: 'frontend', known: 'frontend, backend', environment: 'production' },
    ],
    ['prod --only database', 'unknown_component', { found: 'database' }],
    ['prod main now please', 'too_many_words', { understood: '/deploy prod main', found: 'now please' }],
    ['--only frontend', 'too_many_words', { understood: '/deploy', found: '--only frontend' }],
    ['prod --only frontend --only backend', 'too_many_words', { found: '--only backend' }],
    ['prod --force', 'unknown_option', { found: '--force', known: '--app, --only, --back, --emergency' }],
    ['prod —Force=1', 'unknown_option', { found: '--force' }],
    ['prod --constructor=1', 'unknown_option', { found: '--constructor' }],
    ['prod -x', 'unknown_option', { found: '--x' }],
    ['prod --', 'unknown_option', { found: '--' }],
    ['prod --emergency', 'option_needs_value', { example: '--emergency "checkout is down"' }],
    ['prod main --emergency db on fire', 'too_many_words', { found: 'on fire' }],
    ['prod main --emergency "db on fire', 'too_many_words', { found: 'on fire' }],
    ['--emergency "db on fire"', 'too_many_words', { understood: '/deploy' }],
    ['--back', 'too_many_words', { understood: '/deploy', found: '--back' }],
    ['prod --back=yes', 'too_many_words', { understood: '--back', found: 'yes' }],
    ['prod --only', 'option_needs_value', { option: '--only', example: '--only frontend,backend' }],
    ['prod --only --app shop', 'option_needs_value', { option: '--only' }],
    ['prod --only ,', 'option_needs_value', { option: '--only' }],
    ['prod --app=', 'option_needs_value', { option: '--app' }],
    ['prod --app blgo', 'unknown_app', { found: 'blgo', known: 'shop, blog' }],
    ['--app blgo', 'unknown_app', { found: 'blgo' }],
  ])('`%s` is refused: %s', (text, code, facts) => {
    const command = parseDeployCommand(text, place);
    expect(command).toMatchObject({ kind: 'refused', refusal: { code, facts } });
    if (command.kind !== 'refused') return;
    const { says, next } = sayReason(command.refusal.code, command.refusal.facts);
    expect(`${says} ${next}`).not.toMatch(/\?[`”]|\{\w+\}/);
  });

  it('asks which app in a channel that belongs to none', () => {
    const elsewhere = { apps, channel: 'C0GENERAL' };
    expect(short(parseDeployCommand('prod', elsewhere))).toBe('app_needed');
    expect(short(parseDeployCommand('', elsewhere))).toBe('modal of any app');
    expect(short(parseDeployCommand('prod --app shop', elsewhere))).toBe('shop production');
  });

  it('takes the only app anywhere', () => {
    const only = { apps: apps.slice(0, 1), channel: 'C0GENERAL' };
    expect(short(parseDeployCommand('prod', only))).toBe('shop production');
  });

  it('has an answer for every text, and deploys only what is configured', () => {
    const word = fc.constantFrom(
      'prod',
      'dev',
      'main',
      '--only',
      '—app',
      'shop',
      'frontend,',
      ',',
      '=',
      '“',
      '--',
      '&lt;',
      '\u0000',
      '#1',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(word, fc.string())).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const command = parseDeployCommand(typed, place);
        if (command.kind === 'deploy') {
          expect(command.app.environments).toContain(command.environment);
          expect(command.ref).not.toBe('');
          expect(command.ref ?? 'x').not.toMatch(/^[-–—]|\s/);
        }
        if (command.kind === 'refused') expect(JSON.stringify(command.refusal).length).toBeLessThan(1000);
      }),
      { numRuns: 300 },
    );
  });
});

describe('/why', () => {
  it.each([
    ['prod', 'production'],
    ['prod main', 'production main'],
    ['live --app blog', 'production'],
    ['help', 'help'],
    ['', 'environment_needed'],
    ['prd', 'unknown_environment'],
    ['prod main now', 'too_many_words'],
    ['prod --only frontend', 'unknown_option'],
  ])('“%s” asks for %s', (text, wanted) => {
    const parsed = parseWhyCommand(text, place);
    const said =
      parsed.kind === 'why'
        ? [parsed.environment.name, parsed.ref].filter(Boolean).join(' ')
        : parsed.kind === 'refused'
          ? parsed.refusal.code
          : parsed.kind;
    expect(said).toBe(wanted);
  });
});

describe('what /status is asked', () => {
  const place = { apps, channel: 'C0SHOP' };
  it.each([
    ['', 'production development'],
    ['dev', 'development'],
    ['live --app blog', 'production'],
    ['?', 'help'],
    ['prod please', 'too_many_words'],
    ['prdo', 'unknown_environment'],
    ['--app shpo', 'unknown_app'],
  ])('“%s” means %s', (text, wanted) => {
    const parsed = parseEnvironmentsCommand('/status', text, place);
    const said =
      parsed.kind === 'environments'
        ? parsed.environments.map(({ name }) => name).join(' ')
        : parsed.kind === 'refused'
          ? parsed.refusal.code
          : parsed.kind;
    expect(said).toBe(wanted);
  });
});

describe('/rollback', () => {
  const cases: readonly [string, string][] = [
    ['production', 'production back 1'],
    ['production last', 'production back 1'],
    ['production before last', 'production back 2'],
    ['production “before last”', 'production back 2'],
    ['production 9F8E7D6', 'production commit 9f8e7d6'],
    ['production rel_00000001', 'production release rel_00000001'],
    ['production main', 'unknown_release_words'],
    ['production 9f8e7d', 'unknown_release_words'],
    ['', 'incident'],
    ['--with-data', 'environment_needed'],
    ['prodction', 'unknown_environment'],
    ['production --back', 'unknown_option'],
    ['help', 'help'],
  ];
  it.each(cases)('understands “%s”', (text, wanted) => {
    const parsed = parseRollbackCommand(text, place);
    if (parsed.kind !== 'rollback') {
      expect(parsed.kind === 'refused' ? parsed.refusal.code : parsed.kind).toBe(wanted);
      return;
    }
    const { environment, to } = parsed;
    const where = to.kind === 'back' ? to.releases : to.kind === 'commit' ? to.sha : to.release;
    expect(`${environment.name} ${to.kind} ${where}`).toBe(wanted);
  });
});
