import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/start.ts';
import { launchChromium } from './chromium.ts';

/** Where screenshots go. */
export const shots = 'test-results/screenshots';

interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** A sandbox of its own, and the page of its channel in a browser, as Ana sees it at first. */
export interface ChannelPage {
  readonly page: Page;
  /** What went wrong in the browser. */
  readonly complaints: readonly string[];
  /** Where a person types into the channel. */
  readonly composer: () => Locator;
  readonly say: (text: string) => Promise<void>;
  readonly actAs: (name: string) => Promise<void>;
  readonly shoot: (name: string) => Promise<void>;
  /** The same channel on another screen. */
  readonly onAnother: (viewport: Viewport) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function openChannelPage(viewport: Viewport): Promise<ChannelPage> {
  const [sandbox, browser] = await Promise.all([startSandbox(), launchChromium()]);
  await sandbox.settled;
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(sandbox.url);
  const composer = () => page.getByRole('textbox', { name: /^Message #deploys/ });
  return {
    page,
    complaints,
    composer,
    async say(text) {
      await composer().fill(text);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
    },
    async actAs(name) {
      const person = new RegExp(`^${name}`);
      await page.getByRole('radio', { name: person }).click();
      await page.getByRole('radio', { name: person, checked: true }).waitFor();
    },
    async shoot(name) {
      await page.screenshot({ path: `${shots}/${name}.png`, animations: 'disabled' });
    },
    async onAnother(other) {
      const another = await browser.newPage({ viewport: other });
      await another.goto(sandbox.url);
      return another;
    },
    async close() {
      await browser.close();
      await sandbox.stop();
    },
  };
}
