import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { ensure } from '../../scripts/prerequisites.mjs';

/** What Debian's Chromium needs to run as root in a container, and to stay off the network. */
const quietly = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchChromium(): Promise<Browser> {
  const found = await ensure('chromium');
  if (found.via !== 'path')
    throw new Error(`expected a Chromium on this machine, found one via ${found.via}`);
  return chromium.launch({ executablePath: found.path, args: quietly });
}
