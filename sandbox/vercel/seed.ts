/** The local Vercel at its start: what a configuration must name. */
export const vercelSeed = {
  token: 'vercel_sandbox',
  team: { id: 'team_mundotango', slug: 'mundo-tango' },
  /** Somebody's own, for what is done by hand. */
  person: {
    token: 'vercel_sandbox_elena',
    user: { uid: 'usr_elena', username: 'elena', email: 'elena@mundo-tango.example' },
  },
  user: { uid: 'usr_cabeceo', username: 'cabeceo', email: 'cabeceo@mundo-tango.example' },
  project: { id: 'prj_mundotango', name: 'mundo-tango', framework: 'vite' },
  domains: { production: 'mundo-tango.example', development: 'dev.mundo-tango.example' },
} as const;
