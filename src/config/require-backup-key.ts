import type { Settings } from './env.ts';
import type { Config } from './load.ts';
import { ConfigError, type Problem } from './problem.ts';
import { variables } from './variables.ts';

/** Throws ConfigError where the file wants backups, and the process environment has no key to their storage. */
export function requireBackupKey({ s3 }: Settings, { apps }: Config): void {
  if (s3) return;
  const wanting = apps.flatMap(({ name, environments }) =>
    environments.filter(({ policy }) => policy.backup).map((environment) => `${name} ${environment.name}`),
  );
  if (wanting.length === 0) return;
  const problem = (path: 'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY'): Problem => ({
    path,
    found: 'nothing',
    expected: `${variables[path].expected}: backups are configured for ${wanting.join(', ')}`,
  });
  throw new ConfigError('environment', [problem('AWS_ACCESS_KEY_ID'), problem('AWS_SECRET_ACCESS_KEY')]);
}
