import type { Settings } from './env.ts';

/** Every secret that this process was given: none may leave it but to the service it belongs to. */
export function secretsOf({ redis, slack, github, vercel, railway, neon, s3 }: Settings): readonly string[] {
  const { connection } = slack;
  const known = [
    ...redis.urls.map((url) => decodeURIComponent(new URL(url).password)),
    slack.botToken,
    connection.kind === 'http' ? connection.signingSecret : connection.appToken,
    github.auth.kind === 'token' ? github.auth.token : github.auth.privateKey,
    github.webhookSecret,
    vercel.token,
    vercel.webhookSecret,
    railway.token,
    railway.webhookSecret,
    neon.apiKey,
    s3?.secretAccessKey,
    s3?.sessionToken,
  ];
  return known.flatMap((secret) => (secret === undefined || secret === '' ? [] : [secret]));
}
