import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelPage, openChannelPage, shots } from '../support/channel-page.ts';

const desktop = { width: 1440, height: 900 };
const deployMs = 90_000;

let channel: ChannelPage;
let page: ChannelPage['page'];

beforeAll(async () => {
  channel = await openChannelPage(desktop);
  ({ page } = channel);
});
afterAll(() => channel?.close());

describe('a stranger on the sandbox’s page', () => {
  it('is told what to do first', async () => {
    await page.getByRole('heading', { name: 'Mundo Tango', exact: true }).waitFor();
    expect(await page.getByRole('navigation', { name: 'First steps' }).innerText()).toContain('/deploy prod');
    expect(await page.getByRole('radio').count()).toBe(5);
    await channel.shoot('start');
  });

  it('is helped while typing a command', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('dep');
    await page.getByRole('option', { name: /^\/deploy\b/ }).waitFor();
    await channel.shoot('completion');
    await page.keyboard.press('Tab');
    expect(await channel.composer().inputValue()).toBe('/deploy ');
  });

  it('sees a typing mistake answered, which nobody else sees', async () => {
    await channel.say('/deploy prodd');
    const answer = page.getByText('Only visible to you');
    await answer.waitFor();
    await channel.actAs('Carla Wu');
    await answer.waitFor({ state: 'detached' });
    await channel.actAs('Ana Ruiz');
    await answer.waitFor();
  });

  it('gets the form by typing /deploy alone, and leaves it with Esc', async () => {
    await channel.say('/deploy');
    const form = page.getByRole('dialog');
    await form.waitFor();
    await form.getByRole('button', { name: 'Deploy', exact: true }).click();
    await form.getByRole('alert').first().waitFor();
    await channel.shoot('form');
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  it('ships production with somebody else’s nod', { timeout: deployMs }, async () => {
    const before = await liveCommit('Frontend');
    await channel.say('/deploy prod');
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await approve.waitFor();
    await channel.shoot('plan');

    await channel.actAs('Bruno Diaz');
    await approve.click();
    await page.getByText('Deploying production').first().waitFor();
    await page.getByText('✅ Build frontend').first().waitFor({ timeout: deployMs });
    await channel.shoot('running');

    const done = page.getByText(/^✅ production runs [0-9a-f]{7}/).first();
    await done.waitFor({ timeout: deployMs });
    const after = await liveCommit('Frontend');
    expect(after).not.toBe(before);
    expect(await liveCommit('Backend')).toBe(after);
    expect(await page.getByLabel('What is live').innerText()).toContain('Both serve the same commit');
    await channel.shoot('done');
  });

  it('reads the steps in the thread', async () => {
    await page
      .getByRole('button', { name: /\d+ replies/ })
      .last()
      .click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Promote frontend').first().waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 1680, height: 1000 });
    await channel.shoot('thread-dark');
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(desktop);
  });

  it('opens the production page, which shows the commit', async () => {
    const live = await liveCommit('Frontend');
    const [production] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByLabel('What is live').getByRole('link', { name: 'Open' }).click(),
    ]);
    await production.getByText(live, { exact: true }).waitFor();
    await production.screenshot({ path: `${shots}/production.png` });
    await production.close();
  });

  it('goes on where they were after a reload', async () => {
    await page
      .getByRole('button', { name: /\d+ replies/ })
      .last()
      .click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('textbox').fill('Half a thou');
    await page.reload();
    await thread.getByText('Promote frontend').first().waitFor();
    expect(await thread.getByRole('textbox').inputValue()).toBe('Half a thou');
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });

  it('is led to the card that another one speaks of', async () => {
    await channel.actAs('Ana Ruiz');
    await channel.say('/deploy prod v1.0.0 --back --only frontend');
    await page.getByText('waits for a nod').waitFor();
    await channel.say('/deploy prod v1.0.0 --back');
    await page.getByRole('button', { name: 'Open the newer one' }).click();
    await page.locator('article:focus', { hasText: 'v1.0.0' }).waitFor();
    await channel.shoot('led');
  });

  it('cancels it with the keyboard alone', async () => {
    await tabTo('Cancel');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Cancel the deploy to production?' });
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Cancel');
    await page.keyboard.press('Enter');
    await question.waitFor();
    await tabTo('Cancel the deploy');
    await page.keyboard.press('Enter');
    await page.getByText(/cancelled by @Ana Ruiz/).waitFor();
  });

  it('can make trouble, and end it', async () => {
    await page.getByRole('button', { name: 'Make trouble', exact: true }).click();
    await page.getByRole('button', { name: 'Make trouble: Slack is down' }).click();
    await page.getByText('slack: answers 503, 20 more').waitFor();
    await channel.shoot('trouble');
    await page.getByRole('button', { name: 'Stop all trouble' }).click();
    await page.getByText('Still to come').waitFor({ state: 'detached' });
  });

  it('does the same on a phone, without scrolling sideways', async () => {
    const phone = await channel.onAnother({ width: 390, height: 844 });
    await phone.getByText('production runs').first().waitFor();
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(390);
    await phone.screenshot({ path: `${shots}/phone.png` });
    await phone.getByRole('button', { name: 'Channels and people' }).click();
    await phone.getByRole('radio', { name: /Carla Wu/ }).click();
    await phone.getByRole('button', { name: /^Acting as Carla Wu/ }).waitFor();
    await phone.close();
  });

  it('met no error in the browser', () => {
    expect(channel.complaints).toEqual([]);
  });
});

async function focused(): Promise<string> {
  return page.locator(':focus').innerText();
}

async function tabTo(name: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused()) === name) return;
  }
  throw new Error(`30 presses of Tab did not lead to ${name}`);
}

async function liveCommit(component: 'Frontend' | 'Backend'): Promise<string> {
  const row = page.getByLabel('What is live').locator('.live-row', { hasText: component });
  return row.locator('code').innerText();
}
