import { z } from 'zod';
import type { Settings } from './contract.ts';

const hour = 3_600_000;

export const defaultSettings = (): Settings => ({
  vercel: { queueMs: 300, buildMs: 2000, promoteMs: 500, realBuilds: true, plan: 'pro' },
  railway: { queueMs: 300, buildMs: 2000, deployMs: 1000, realBuilds: true, rollbackWindowMs: 120 * hour },
  neon: { operationMs: 400, historyMs: 24 * hour, branchesLimit: 5000 },
  webhooks: { enabled: true },
});

const ms = z.number().nonnegative().exactOptional();
const flag = z.boolean().exactOptional();

export const settingsChangeSchema = z.strictObject({
  vercel: z
    .strictObject({
      queueMs: ms,
      buildMs: ms,
      promoteMs: ms,
      realBuilds: flag,
      plan: z.enum(['hobby', 'pro', 'enterprise']).exactOptional(),
    })
    .exactOptional(),
  railway: z
    .strictObject({ queueMs: ms, buildMs: ms, deployMs: ms, realBuilds: flag, rollbackWindowMs: ms })
    .exactOptional(),
  neon: z
    .strictObject({ operationMs: ms, historyMs: ms, branchesLimit: z.int().positive().exactOptional() })
    .exactOptional(),
  webhooks: z.strictObject({ enabled: flag }).exactOptional(),
});

export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/** In place: the services hold the same object. */
export function changeSettings(settings: Settings, change: SettingsChange): void {
  Object.assign(settings.vercel, change.vercel);
  Object.assign(settings.railway, change.railway);
  Object.assign(settings.neon, change.neon);
  Object.assign(settings.webhooks, change.webhooks);
}
