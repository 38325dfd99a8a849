import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelPage, openChannelPage } from '../support/channel-page.ts';

let channel: ChannelPage;
let page: ChannelPage['page'];

beforeAll(async () => {
  channel = await openChannelPage({ width: 1440, height: 1000 });
  ({ page } = channel);
});
afterAll(() => channel?.close());

describe('somebody who finds production locked', () => {
  it('is told who locked it and why, when they try to deploy', async () => {
    await channel.actAs('Ana Ruiz');
    await channel.say('/lock prod checkout is on fire');
    await page.getByText('production is locked by @Ana Ruiz: “checkout is on fire”').waitFor();
    await channel.actAs('Bruno Diaz');
    await channel.say('/deploy prod');
    const refusal = page.getByText(/Not deployed to production: @Ana Ruiz locked production/);
    await refusal.waitFor();
    expect(await refusal.innerText()).toContain('“checkout is on fire”');
    await shoot('refused');
  });

  it('is asked once more before the lock is theirs, and may leave it', async () => {
    await page.getByRole('button', { name: 'Take over the lock…' }).last().click();
    const question = page.getByRole('dialog', { name: 'Take over the lock?' });
    await question.getByText('Its owner is told that you took it over').waitFor();
    await shoot('question');
    await question.getByRole('button', { name: 'Leave it' }).click();
    await question.waitFor({ state: 'detached' });
    await page.getByText('production is locked by @Ana Ruiz').first().waitFor();
  });

  it('takes it over with the button, which goes from the message that shows the lock', async () => {
    await page.getByRole('button', { name: 'Take over the lock…' }).last().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take over', exact: true }).click();
    await page.getByText('production is locked by @Bruno Diaz: “checkout is on fire”').waitFor();
    await page.getByText('taken over from @Ana Ruiz').waitFor();
    await shoot('taken');
  });

  it('has the former owner told in a direct message', async () => {
    await channel.actAs('Ana Ruiz');
    await page.getByRole('navigation', { name: 'Apps' }).getByRole('button').click();
    await page.getByRole('tab', { name: 'Messages' }).click();
    const told = page.getByText('@Bruno Diaz took over your lock of production');
    await told.waitFor();
    await page.getByText('only @Bruno Diaz can unlock it now').waitFor();
    await shoot('direct-message');
  });

  it('finds the lock on their Home', async () => {
    await channel.actAs('Bruno Diaz');
    await page.getByRole('tab', { name: 'Home' }).click();
    await page.getByText('You have locked production: “checkout is on fire”').waitFor();
    await page.getByRole('button', { name: 'Unlock production' }).waitFor();
    await shoot('home');
  });

  it('unlocks it with the button, and the message says so and offers nothing more', async () => {
    await channel.actAs('Bruno Diaz');
    await page.getByRole('navigation', { name: 'Channels' }).getByText('deploys').click();
    await page.getByRole('button', { name: 'Unlock production' }).click();
    await page.getByText(/production was unlocked by @Bruno Diaz after/).waitFor();
    await page.getByRole('button', { name: 'Unlock production' }).waitFor({ state: 'detached' });
    await shoot('unlocked');
  });
});

describe('somebody who holds production', () => {
  it('reads that the platforms’ own deploying is off, and that it is as before at the end', async () => {
    await channel.say('/hold prod orders are lost');
    await page.getByText('production was put on hold by @Bruno Diaz: “orders are lost”').waitFor();
    await page.getByText('Vercel’s auto-assign is switched off until then.').waitFor();
    await page.getByText('mundo-tango · auto-assign off').waitFor();
    await shoot('held');
    await page.getByRole('button', { name: 'Release the hold…' }).click();
    const question = page.getByRole('dialog', { name: 'Release the hold?' });
    await question.waitFor();
    await shoot('release-question');
    await question.getByRole('button', { name: 'Release it' }).click();
    await page.getByText(/The hold of production was released by @Bruno Diaz/).waitFor();
    await page.getByText('Vercel’s auto-assign is on again.').waitFor();
    await page.getByText('mundo-tango · auto-assign on').waitFor();
    await shoot('released');
  });

  it('met no error in the browser', () => {
    expect(channel.complaints).toEqual([]);
  });
});

/** As it looks by day and by night. */
async function shoot(name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await channel.shoot(`locks-${name}-${colorScheme}`);
  }
}
