import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createApp } from './app.ts';
import { createChanges } from './changes.ts';
import type { Changes } from './changes.ts';
import { createClock } from './clock.ts';
import type { Kernel } from './contract.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createIds } from './ids.ts';
import { createJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { createRunDirectory } from './run-directory.ts';
import { changeSettings, defaultSettings } from './settings.ts';
import type { SettingsChange } from './settings.ts';
import { createWebhooks } from './webhooks.ts';
import type { Webhooks, WebhookTargets } from './webhooks.ts';

/** The kernel as its owner sees it: services get the `Kernel` part only. */
export interface OwnedKernel extends Kernel {
  readonly faults: Faults;
  readonly journal: Journal;
  readonly changes: Changes;
  readonly webhooks: Webhooks;
  /** Settings, faults, journal and webhooks as at the start. The clock only ever goes forward. */
  reset(): void;
  /** Deletes the directory. */
  close(): Promise<void>;
}

export function createKernel(
  options: {
    readonly seed?: string;
    readonly directory?: string;
    /** Default: none are sent. */
    readonly webhooks?: WebhookTargets;
    /** From the start. */
    readonly settings?: SettingsChange;
  } = {},
): OwnedKernel {
  const directory = options.directory ?? createRunDirectory();
  mkdirSync(directory, { recursive: true });
  const clock = createClock();
  const faults = createFaults();
  const journal = createJournal();
  const changes = createChanges();
  const settings = defaultSettings();
  changeSettings(settings, options.settings ?? {});
  const webhooks = createWebhooks(options.webhooks ?? {}, { clock, settings });

  return {
    clock,
    settings,
    directory,
    faults,
    journal,
    changes,
    webhooks,
    hosts: new Map(),
    id: createIds(options.seed ?? 'cabeceo'),
    app: (service, appOptions) => createApp(service, appOptions, { clock, faults, journal }),
    changed: (service) => changes.report(service),
    webhook: (webhook) => webhooks.send(webhook),
    reset() {
      faults.clear();
      journal.clear();
      webhooks.clear();
      changeSettings(settings, defaultSettings());
      changeSettings(settings, options.settings ?? {});
    },
    close: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}
