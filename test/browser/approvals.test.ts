import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import { launchChromium } from '../support/chromium.ts';

const shots = 'test-results/screenshots';
const deployMs = 90_000;

let sandbox: Sandbox;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(), launchChromium()]);
  await sandbox.settled;
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(sandbox.url);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
});

describe('somebody who may approve', () => {
  it('finds the whole plan on the card, and is told that it is too soon to nudge', async () => {
    await say('/deploy prod');
    await page.getByText('waits for a nod').first().waitFor();
    await page.getByRole('button', { name: 'Nudge', exact: true }).click();
    await page.getByText(/Not nudged: .*last called by me/).waitFor();
    await shoot('nudged-too-soon');
  });

  it('has the same card in their direct messages, and rejects it there with a reason', async () => {
    await actAs('Bruno Diaz');
    await page.getByRole('navigation', { name: 'Apps' }).getByRole('button').click();
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByText('waits for a nod').first().waitFor();
    await shoot('direct-message');
    await page.getByRole('button', { name: 'Reject…', exact: true }).click();
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').fill('Not during the festival');
    await shoot('reject-form');
    await form.getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('Not during the festival').first().waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
    await shoot('direct-message-rejected');
    await page.getByRole('navigation', { name: 'Channels' }).getByText('deploys').click();
    await page
      .getByText(/rejected/)
      .first()
      .waitFor();
    await shoot('rejected');
  });

  it('approves the next one with a click', { timeout: deployMs }, async () => {
    await actAs('Ana Ruiz');
    await say('/deploy prod');
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await approve.waitFor();
    await actAs('Carla Wu');
    await approve.click();
    await page.getByText('Deploying production').first().waitFor();
    await shoot('approved');
    await page
      .getByText(/^✅ production runs [0-9a-f]{7}/)
      .first()
      .waitFor({ timeout: deployMs });
  });

  it('met no error in the browser', () => {
    expect(complaints).toEqual([]);
  });
});

async function say(text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message #deploys/ }).fill(text);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

async function actAs(name: string): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('radio', { name: new RegExp(`^${name}`), checked: true }).waitFor();
}

async function shoot(name: string): Promise<void> {
  await page.screenshot({ path: `${shots}/approvals-${name}.png`, animations: 'disabled' });
}
