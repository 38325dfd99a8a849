import { vercelSeed } from './seed.ts';

export interface User {
  readonly uid: string;
  readonly username: string;
  readonly email: string;
}

/** Whose token it is; undefined: nobody's. */
export function userOf(headers: Headers): User | undefined {
  const token = headers.get('authorization');
  return [vercelSeed, vercelSeed.person].find((one) => token === `Bearer ${one.token}`)?.user;
}
