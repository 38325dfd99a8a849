import type { Secret } from '../secrets.ts';

/** Query parameters of an address that PostgreSQL's programs take from the environment. */
const passedOn = new Map([
  ['sslmode', 'PGSSLMODE'],
  ['channel_binding', 'PGCHANNELBINDING'],
  ['options', 'PGOPTIONS'],
]);

/** What tells a program where to connect: others see its arguments, but not its environment. */
export function environmentOf(address: Secret): Readonly<Record<string, string>> {
  const url = new URL(address.reveal());
  const options = [...passedOn].flatMap(([name, variable]) => {
    const value = url.searchParams.get(name);
    return value === null ? [] : [[variable, value] as const];
  });
  return {
    PGHOST: url.hostname,
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGAPPNAME: 'cabeceo',
    PGCONNECT_TIMEOUT: '30',
    ...Object.fromEntries(options),
  };
}
