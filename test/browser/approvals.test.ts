import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChannelPage, openChannelPage } from '../support/channel-page.ts';

const deployMs = 90_000;

let channel: ChannelPage;
let page: ChannelPage['page'];

beforeAll(async () => {
  channel = await openChannelPage({ width: 1440, height: 1000 });
  ({ page } = channel);
});
afterAll(() => channel?.close());

describe('somebody who may approve', () => {
  it('finds the whole plan on the card, and is told that it is too soon to nudge', async () => {
    await channel.say('/deploy prod');
    await page.getByText('waits for a nod').first().waitFor();
    await page.getByRole('button', { name: 'Nudge', exact: true }).click();
    await page.getByText(/Not nudged: .*last called by me/).waitFor();
    await channel.shoot('approvals-nudged-too-soon');
  });

  it('has the same card in their direct messages, and rejects it there with a reason', async () => {
    await channel.actAs('Bruno Diaz');
    await page.getByRole('navigation', { name: 'Apps' }).getByRole('button').click();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByText('waits for a nod').first().waitFor();
    await channel.shoot('approvals-direct-message');
    await page.getByRole('button', { name: 'Reject…', exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').fill('Not during the festival');
    await channel.shoot('approvals-reject-form');
    await form.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('Not during the festival').first().waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
    await channel.shoot('approvals-direct-message-rejected');
    await page.getByRole('navigation', { name: 'Channels' }).getByText('deploys').click();
    await page
      .getByText(/rejected/)
      .first()
      .waitFor();
    await channel.shoot('approvals-rejected');
  });

  it('approves the next one with a click', { timeout: deployMs }, async () => {
    await channel.actAs('Ana Ruiz');
    await channel.say('/deploy prod');
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await approve.waitFor();
    await channel.actAs('Carla Wu');
    await approve.click();
    await page.getByText('Deploying production').first().waitFor();
    await channel.shoot('approvals-approved');
    await page
      .getByText(/^✅ production runs [0-9a-f]{7}/)
      .first()
      .waitFor({ timeout: deployMs });
  });

  it('met no error in the browser', () => {
    expect(channel.complaints).toEqual([]);
  });
});
