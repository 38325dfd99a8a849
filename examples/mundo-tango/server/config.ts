/** Read from the environment once, at the start. */
export function readConfig(env: NodeJS.ProcessEnv) {
  return {
    port: Number(env['PORT'] ?? 3000),
    databaseUrl: required(env, 'DATABASE_URL'),
    version: env['RAILWAY_GIT_COMMIT_SHA'] ?? 'development',
    origins: (env['CORS_ORIGINS'] ?? 'https://mundo-tango.example,https://dev.mundo-tango.example').split(
      ',',
    ),
  };
}

function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`The environment variable ${name} is missing.`);
  return value;
}
