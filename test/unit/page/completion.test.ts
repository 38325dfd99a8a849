import { describe, expect, it } from 'vitest';
import { commandInProgress, completeCommand, readEntry } from '../../../sandbox/page/slack/completion.ts';

const deploy = { command: '/deploy', description: 'Deploy an environment', usageHint: '<environment> [ref]' };
const status = { command: '/status', description: 'What runs where', usageHint: '' };
const commands = [status, deploy];

describe('completion', () => {
  it.each([
    ['/', ['/deploy', '/status']],
    ['/d', ['/deploy']],
    ['/DEP', ['/deploy']],
    ['/deploy ', []],
    ['hello /d', []],
  ])('%j offers %j', (text, offered) => {
    expect(completeCommand(text, commands).map((command) => command.command)).toEqual(offered);
  });

  it('shows the usage while arguments are typed', () => {
    expect(commandInProgress('/deploy pr', commands)).toBe(deploy);
    expect(commandInProgress('/deploy', commands)).toBeUndefined();
  });
});

describe('Enter', () => {
  it.each([
    ['  ', { kind: 'nothing' }],
    ['hello', { kind: 'message', text: 'hello' }],
    ['/deploy prod', { kind: 'command', text: '/deploy prod' }],
    ['/nope now', { kind: 'unknown_command', command: '/nope' }],
    ['/ is a slash', { kind: 'message', text: '/ is a slash' }],
  ])('on %j means %j', (text, entry) => {
    expect(readEntry(text, commands)).toEqual(entry);
  });
});
