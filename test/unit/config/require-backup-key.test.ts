import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../src/config/env.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { requireBackupKey } from '../../../src/config/require-backup-key.ts';

const environment = {
  REDIS_URL: 'redis://localhost:6379',
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'signing-secret',
  GITHUB_TOKEN: 'ghp_secret',
  VERCEL_TOKEN: 'vercel-secret',
  RAILWAY_TOKEN: 'railway-secret',
  NEON_API_KEY: 'neon-secret',
};
const key = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'storage-secret' };

const config = (backup: string) =>
  parseConfig(
    `
apps:
  shop:
    repository: acme/shop
    environments:
      production:
        database: { project: shop-1234, branch: main }
        policy: { approvals: { required: 0 }${backup} }
`,
    'test',
  );

describe('the key to the storage of backups', () => {
  it('is needed where an environment has backups, which is said by name', () => {
    expect(() =>
      requireBackupKey(readSettings(environment), config(', backup: { bucket: our-backups }')),
    ).toThrow(
      `environment: 2 problems
  environment  AWS_ACCESS_KEY_ID
    found nothing
    expected an access key id: backups are configured for shop production
  environment  AWS_SECRET_ACCESS_KEY
    found nothing
    expected the secret of AWS_ACCESS_KEY_ID: backups are configured for shop production`,
    );
  });

  it('is not asked for where it is there, or where nothing is backed up', () => {
    const backups = config(', backup: { bucket: our-backups }');
    expect(() => requireBackupKey(readSettings({ ...environment, ...key }), backups)).not.toThrow();
    expect(() => requireBackupKey(readSettings(environment), config(''))).not.toThrow();
  });
});
