/** The local storage at its start: what a configuration must name. */
export const s3Seed = {
  accessKeyId: 'AKIASANDBOXCABECEO01',
  secretAccessKey: 'sandbox-s3-secret-key',
  region: 'eu-central-1',
  bucket: 'mundo-tango-backups',
} as const;
