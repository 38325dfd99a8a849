/** The local Neon at its start: what a configuration must name. */
export const neonSeed = {
  apiKey: 'neon_sandbox',
  project: { id: 'mundo-tango-1234', name: 'mundo-tango' },
  role: 'mundo_owner',
  database: 'mundo',
  branches: {
    production: { id: 'br-bold-milonga-a1b2c3d4', endpoint: 'ep-bold-milonga-a1b2c3d4' },
    development: { id: 'br-calm-vals-e5f6a7b8', endpoint: 'ep-calm-vals-e5f6a7b8' },
  },
} as const;

export type SeedBranch = keyof typeof neonSeed.branches;
