import { describe, expect, it } from 'vitest';
import { parseRestore } from '../../../src/commands/db/restore.ts';
import { takeSentenceApart } from '../../../src/commands/words.ts';
import type { App } from '../../../src/domain/environment.ts';
import { aPolicy, anEnvironment, now } from '../../support/operation-builders.ts';

const production = { ...anEnvironment, aliases: ['prod'], policy: aPolicy() };
const { database: _database, ...dataless } = production;
const app: App = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [production, { ...dataless, name: 'static', aliases: [] }],
};
const parse = (text: string) =>
  parseRestore(takeSentenceApart(text, ['app']), { apps: [app], channel: 'C0DEPLOYS' }, now);

describe('/db restore', () => {
  it.each([
    ['prod at 14:05', { kind: 'clock', local: '14:05' }],
    ['prod last', { kind: 'release', release: 'last' }],
    ['prod at branch before-restore-x1', { kind: 'branch', name: 'before-restore-x1' }],
    ['production “20m ago”', { kind: 'moment', at: now - 20 * 60_000 }],
  ])('understands “%s”', (text, data) =>
    expect(parse(text)).toMatchObject({ kind: 'restore', environment: { name: 'production' }, data }),
  );

  it.each([
    ['', 'environment_needed'],
    ['prdo last', 'unknown_environment'],
    ['static last', 'no_database'],
    ['prod', 'moment_needed'],
    ['prod at', 'moment_needed'],
    ['prod main', 'unknown_moment'],
    ['prod last --app other', 'unknown_app'],
  ])('says what is wrong with “%s”', (text, code) =>
    expect(parse(text)).toMatchObject({ kind: 'refused', refusal: { code } }),
  );
});
