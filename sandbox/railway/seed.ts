export const environmentNames = ['production', 'development'] as const;
export type EnvironmentName = (typeof environmentNames)[number];

/** The local Railway at its start: what a configuration must name. */
export const railwaySeed = {
  token: 'railway_sandbox',
  user: { id: 'user-cabeceo', name: 'cabeceo', email: 'cabeceo@mundo-tango.example' },
  /** Somebody's own, for what is done by hand. */
  person: {
    token: 'railway_sandbox_elena',
    user: { id: 'user-elena', name: 'Elena Okafor', email: 'elena@mundo-tango.example' },
  },
  project: { id: '9d5c1f3e-7a42-4b8e-8f61-2c0b6d4e1a01', name: 'mundo-tango' },
  service: { id: '4e7b2a90-1c58-4f0d-9a37-5d8e6f2b3c02', name: 'api' },
  environments: {
    production: {
      id: 'b1a4c6d2-3e5f-4708-8192-a3b4c5d6e703',
      instanceId: '5f0e1d2c-3b4a-4596-8778-695a4b3c2d05',
      domain: 'api.mundo-tango.example',
      /** Reaches this environment only; sent as `Project-Access-Token`. */
      projectToken: 'railway_sandbox_production',
    },
    development: {
      id: 'c2b5d7e3-4f60-4819-92a3-b4c5d6e7f804',
      instanceId: '6a1f2e3d-4c5b-46a7-9889-7a6b5c4d3e06',
      domain: 'api.dev.mundo-tango.example',
      projectToken: 'railway_sandbox_development',
    },
  },
} as const;
