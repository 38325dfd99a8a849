import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { eventually } from './eventually.ts';
import type { Configuration, World } from './world.ts';

/** Migrations of the app are run by Cabeceo in production; `over`: what a story says otherwise. */
export function withMigrations(over: object = {}) {
  return (config: Configuration): void => {
    const app = config.apps['mundo-tango'] as unknown as { database: Record<string, unknown> };
    app.database['migrations'] = over;
    const { development } = config.apps['mundo-tango'].environments;
    const { database } = development as unknown as { database: Record<string, unknown> };
    database['migrations'] = { run: 'none' };
  };
}

/** What the stories of migrations do over and over. */
export function migrationStage(current: () => World) {
  const { entries } = JSON.parse(readFileSync('examples/mundo-tango/drizzle/meta/_journal.json', 'utf8')) as {
    readonly entries: { idx: number; when: number; tag: string }[];
  };

  /** Commits one more migration, with all that came before it in the journal. */
  async function migrate(name: string, sql: string): Promise<string> {
    const idx = entries.length;
    const tag = `${String(idx).padStart(4, '0')}_${name}`;
    entries.push({ idx, when: (entries.at(-1)?.when ?? 0) + 1000, tag });
    return commitFiles(`Migrate ${name}`, { [`drizzle/${tag}.sql`]: sql });
  }

  /** Takes the newest one out of the journal again. */
  async function withdraw(): Promise<void> {
    const gone = entries.pop();
    await commitFiles(`Withdraw ${gone?.tag}`, { [`drizzle/${gone?.tag}.sql`]: null });
  }

  async function commitFiles(
    message: string,
    files: Readonly<Record<string, string | null>>,
  ): Promise<string> {
    const checks = ['lint', 'types', 'e2e-tests', 'build'].map((name) => ({
      name,
      status: 'completed',
      conclusion: 'success',
    }));
    const journal = JSON.stringify({ version: '7', dialect: 'postgresql', entries });
    const { sha } = await current().call<{ sha: string }>('POST', '/_sandbox/github/commit', {
      branch: 'main',
      message,
      files: { ...files, 'drizzle/meta/_journal.json': journal },
      checks,
    });
    return sha;
  }

  /** Asks production's own database. */
  async function query<Row extends object>(sql: string): Promise<readonly Row[]> {
    const client = new Client({ connectionString: await address() });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function neon<T>(path: string): Promise<T> {
    const { NEON_API_URL: url, NEON_API_KEY: key } = current().botEnvironment;
    const answer = await fetch(`${url}/projects/mundo-tango-1234${path}`, {
      headers: { authorization: `Bearer ${key}` },
    });
    if (!answer.ok) throw new Error(`Neon answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async function address(): Promise<string> {
    const { branches } = await neon<{ branches: { id: string; name: string }[] }>('/branches');
    const id = branches.find(({ name }) => name === 'production')?.id ?? '';
    const { uri } = await neon<{ uri: string }>(
      `/connection_uri?branch_id=${id}&database_name=mundo&role_name=mundo_owner`,
    );
    return uri;
  }

  async function branchNames(): Promise<readonly string[]> {
    const { branches } = await neon<{ branches: { name: string }[] }>('/branches');
    return branches.map(({ name }) => name);
  }

  /** The copies that rehearsals ran on. */
  async function noCopyIsLeft(): Promise<void> {
    await eventually(
      async () => !(await branchNames()).some((name) => name.endsWith('/rehearsal')) || undefined,
      { what: 'the copy of the database to be gone', withinMs: 10_000 },
    );
  }

  /** The tags of those that have run, as the table knows them, in their order. */
  async function applied(): Promise<readonly string[]> {
    const rows = await query<{ at: string }>(
      'select created_at::text as at from drizzle.__drizzle_migrations order by id',
    );
    return rows.map(({ at }) => entries.find(({ when }) => String(when) === at)?.tag ?? at);
  }

  return { migrate, withdraw, commitFiles, query, branchNames, noCopyIsLeft, applied };
}
