import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { deploysView } from '../../../src/slack/views/deploys-view.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { anApproved, anEnvironment, anOperation, now } from '../../support/operation-builders.ts';

const app = { name: 'mundo-tango' };
const deploy = (operation: Operation, over: object = {}) => ({
  operation,
  app,
  environment: anEnvironment,
  ...over,
});
const list = (deploys: readonly ReturnType<typeof deploy>[]) =>
  deploysView({ app, environments: ['production', 'development'], deploys, now });

describe('the list of what runs and waits', () => {
  it('says when there is nothing', () => {
    expect(list([]).text).toBe('Nothing runs or waits in *mundo-tango* (production and development).');
  });

  it('tells what runs first, then places, then what waits for a nod', () => {
    const { text } = list([
      deploy(anOperation()),
      deploy(anApproved({ state: 'queued' }), { queuePlace: 2, card: 'https://slack.com/archives/C/p1' }),
      deploy(anApproved({ state: 'running' }), { queuePlace: 1 }),
    ]);
    expect(text.split('\n')).toEqual([
      'What runs and waits in *mundo-tango* (production and development):',
      '⏳ *production* · `a1b2c3d` Fix cart totals · running for 1 m · asked by <@U0ANA001> 2 m ago',
      '🕓 *production* · `a1b2c3d` Fix cart totals · 2nd in line · asked by <@U0ANA001> 2 m ago · <https://slack.com/archives/C/p1|its card>',
      '✋ *production* · `a1b2c3d` Fix cart totals · waits for a nod (0 of 1) · asked by <@U0ANA001> 2 m ago',
    ]);
  });

  it('keeps the deploys of an environment together', () => {
    const development = { ...anEnvironment, name: 'development' };
    const { text } = list([
      deploy(anApproved({ state: 'running' }), { queuePlace: 1, environment: development }),
      deploy(anApproved({ state: 'queued' }), { queuePlace: 2 }),
      deploy(anApproved({ state: 'running' }), { queuePlace: 1 }),
    ]);
    const marks = text.split('\n').map((line) => /^(\S+) \*(\w+)\*/.exec(line)?.slice(1).join(' '));
    expect(marks.slice(1)).toEqual(['⏳ production', '🕓 production', '⏳ development']);
  });

  it('stays a message that Slack takes, and counts what it leaves out', () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      deploy(anOperation({ id: `op_${String(n).padStart(10, '0')}` as OperationId })),
    );
    const view = list(many);
    expect(problemsOfMessage(view)).toEqual([]);
    expect(view.text).toContain('…and 40 more');
  });
});
