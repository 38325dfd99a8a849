import { describe, expect, it } from 'vitest';
import { openDesk } from '../../../src/commands/desk.ts';
import { slash } from '../../../src/commands/slash.ts';
import { commands } from '../../../src/commands/table.ts';
import type { App } from '../../../src/domain/environment.ts';
import type { Store } from '../../../src/store/commit.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { aPolicy, anEnvironment } from '../../support/operation-builders.ts';

const app: App = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*'] },
  environments: [{ ...anEnvironment, aliases: ['prod'], policy: aPolicy() }],
};
/** What is not understood never gets further than its clock. */
const store = { now: () => 0 } as Store;
const desk = openDesk({ store, apps: [app], retentionMs: 1, log: { error() {}, info() {} } });
const act = { user: 'U0ANA001', team: 'T0MUNDO1', channel: 'C0DEPLOYS', delivery: 'd1' };

async function answerTo(line: string) {
  const [name = '', ...words] = line.split(' ');
  const outcome = await slash(desk, { ...act, name, text: words.join(' ') });
  if (outcome.kind !== 'told') throw new Error(`${line} was taken`);
  return outcome.view;
}

describe('what is not understood', () => {
  it.each([
    ['/deploy prod --nope', 'Not deployed: there is no option “--nope”.', '/deploy'],
    ['/deploy prod main now', 'Not deployed: I understood `/deploy prod main` but not “now”.', '/deploy'],
    ['/rollback prod --nope', 'Not rolled back: there is no option “--nope”.', '/rollback'],
    [
      '/rollback prod --with-data=yes',
      'Not rolled back: I understood `--with-data` but not “yes”.',
      '/rollback',
    ],
    ['/deploys prod now', 'Not listed: I understood `/deploys prod` but not “now”.', '/deploys'],
    ['/status --nope', 'Not shown: there is no option “--nope”.', '/status'],
    ['/why prod main now', 'Not answered: I understood `/why prod main` but not “now”.', '/why'],
    ['/lock prod --nope', 'Not locked: there is no option “--nope”.', '/lock'],
    ['/unlock prod now', 'Not unlocked: I understood `/unlock production` but not “now”.', '/unlock'],
    ['/freeze --nope', 'Not frozen: there is no option “--nope”.', '/freeze'],
    ['/unfreeze --nope', 'Not unfrozen: there is no option “--nope”.', '/unfreeze'],
    ['/hold prod --nope', 'Not put on hold: there is no option “--nope”.', '/hold'],
    ['/release prod now', 'Not released: I understood `/release production` but not “now”.', '/release'],
    ['/incident --nope', 'Not done: there is no option “--nope”.', '/incident'],
    ['/db branch cart --nope', 'Not done: there is no option “--nope”.', '/db'],
    ['/db connect cart now', 'Not done: I understood `/db connect cart` but not “now”.', '/db'],
  ])('%s: is said in the words of that command, with the way to its help', async (line, says, command) => {
    const { text } = await answerTo(line);
    expect(text).toContain(`🚫 ${says}`);
    expect(text).toContain(`\`${command} help\``);
  });

  it.each([
    ['/lock', 'Not locked: I do not know which environment you mean. Type one after `/lock`: production.'],
    [
      '/lock prd',
      'Not locked: there is no environment “prd”. Did you mean `prod`? Environments: production.',
    ],
    ['/freeze', 'Not frozen: I need to know why'],
    ['/rollback prod --app shop', 'Not rolled back: no app is called “shop”. Apps here: mundo-tango.'],
    ['/db restore prd last', 'Not restored: there is no environment “prd”. Did you mean `prod`?'],
    [
      '/db drill',
      'Not done: I do not know which environment you mean. Type one after `/db drill`: production.',
    ],
    ['/db connect', 'Not done: I do not know which branch you mean. Type its name after `/db connect`.'],
  ])('%s: names what was expected', async (line, says) => {
    expect((await answerTo(line)).text).toContain(`🚫 ${says}`);
  });
});

describe('help', () => {
  it.each(commands.map(({ name }) => name))('of %s is a message that Slack takes', async (name) => {
    const view = await answerTo(`${name} help`);
    expect(problemsOfMessage(view)).toEqual([]);
    expect(view.text).toContain(`\`${name} `);
  });

  it('of /deploy leads to every other command', async () => {
    const shown = JSON.stringify((await answerTo('/deploy help')).blocks);
    for (const { name } of commands.slice(1)) expect(shown).toContain(`\`${name} help\``);
  });
});
