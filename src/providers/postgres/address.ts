import type { ClientConfig } from 'pg';
import type { Secret } from '../secrets.ts';

/**
 * As the client wants it. Neon’s addresses ask for `sslmode=require`, which this client takes for `verify-full` and
 * complains about at length: it is told so itself.
 */
export function addressOf(address: Secret): Pick<ClientConfig, 'connectionString'> {
  const url = new URL(address.reveal());
  if (url.searchParams.get('sslmode') === 'require') url.searchParams.set('sslmode', 'verify-full');
  return { connectionString: url.href };
}
