import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { AnySchema } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { vercelSeed } from '../../sandbox/vercel/seed.ts';
import { startVercel } from '../support/vercel-sandbox.ts';
import type { VercelSandbox } from '../support/vercel-sandbox.ts';

const contractsDir = process.env['CONTRACTS_DIR'];
const { project, domains } = vercelSeed;

let sandbox: VercelSandbox;
let staged: string;
let preview: string;

beforeAll(async () => {
  sandbox = await startVercel({ realBuilds: false });
  staged = await deploy({ target: 'production', autoAssignCustomDomains: false });
  preview = await deploy({});
});

afterAll(() => sandbox.close());

describe.skipIf(!contractsDir)(
  "the local Vercel's answers keep to Vercel's OpenAPI document (CONTRACTS_DIR)",
  () => {
    const check = async (
      method: string,
      path: string,
      wanted: { readonly operation: string; readonly body?: unknown },
    ) => {
      const answer = await sandbox.call(method, path, wanted.body);
      expect(answer.status).toBeLessThan(300);
      expect(problemsOf(wanted.operation, answer.status, answer.body)).toEqual([]);
    };

    it.each([
      ['a deployment', () => `/v13/deployments/${staged}`, 'GET /v13/deployments/{idOrUrl}'],
      ['a preview', () => `/v13/deployments/${preview}`, 'GET /v13/deployments/{idOrUrl}'],
      [
        'the seeded production',
        () => `/v13/deployments/${domains.production}`,
        'GET /v13/deployments/{idOrUrl}',
      ],
      ['the list', () => `/v6/deployments?projectId=${project.id}`, 'GET /v6/deployments'],
      [
        'the build log',
        () => `/v3/deployments/${staged}/events?builds=1`,
        'GET /v3/deployments/{idOrUrl}/events',
      ],
      ['the project', () => `/v9/projects/${project.id}`, 'GET /v9/projects/{idOrName}'],
      ['the domains', () => `/v9/projects/${project.id}/domains`, 'GET /v9/projects/{idOrName}/domains'],
      ['the variables', () => `/v10/projects/${project.id}/env`, 'GET /v10/projects/{idOrName}/env'],
      [
        'the aliases',
        () => `/v2/deployments/${domains.production}/aliases`,
        'GET /v2/deployments/{id}/aliases',
      ],
    ])('%s', (_name, path, operation) => check('GET', path(), { operation }));

    it('creating, aliasing, cancelling and deleting', async () => {
      await check('POST', '/v13/deployments', { operation: 'POST /v13/deployments', body: creation({}) });
      await check('POST', `/v2/deployments/${preview}/aliases`, {
        operation: 'POST /v2/deployments/{id}/aliases',
        body: { alias: domains.development },
      });
      sandbox.kernel.settings.vercel.buildMs = 60_000;
      const { body } = await sandbox.call('POST', '/v13/deployments', creation({}));
      const { id } = body as { id: string };
      await check('PATCH', `/v12/deployments/${id}/cancel`, {
        operation: 'PATCH /v12/deployments/{id}/cancel',
      });
      await check('DELETE', `/v13/deployments/${id}`, { operation: 'DELETE /v13/deployments/{id}' });
    });

    it('the project after its settings changed, and after a promotion', async () => {
      const path = `/v9/projects/${project.id}`;
      await check('PATCH', path, {
        operation: 'PATCH /v9/projects/{idOrName}',
        body: { autoAssignCustomDomains: false },
      });
      await sandbox.call('POST', `/v10/projects/${project.id}/promote/${staged}`);
      await check('GET', path, { operation: 'GET /v9/projects/{idOrName}' });
    });
  },
);

async function deploy(change: object): Promise<string> {
  const { body } = await sandbox.call('POST', '/v13/deployments', creation(change));
  const { id } = body as { id: string };
  await vi.waitFor(async () =>
    expect((await sandbox.call('GET', `/v13/deployments/${id}`)).body).toMatchObject({ readyState: 'READY' }),
  );
  return id;
}

function creation(change: object) {
  return { name: project.name, files: [{ file: 'vercel.json', data: '{}' }], ...change };
}

function problemsOf(operation: string, status: number, body: unknown): readonly string[] {
  const [method = '', path = ''] = operation.split(' ');
  const document = JSON.parse(
    readFileSync(join(contractsDir ?? '', 'vercel-rest.pruned.json'), 'utf8'),
  ) as Contract;
  const schema =
    document.paths[path]?.[method.toLowerCase()]?.responses[status]?.content?.['application/json']?.schema;
  if (schema === undefined) return [`The contract has no answer ${status} of ${operation}.`];
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  const validate = ajv.compile(relax({ ...schema, components: document.components }) as AnySchema);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

interface Contract {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<number, { content?: Record<string, { schema: object }> }> }>
  >;
  readonly components: unknown;
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, and one of several overlapping shapes becomes any of them. */
function relax(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(relax);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, oneOf, ...rest } = schema as Record<string, unknown>;
  const relaxed = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, relax(value)]));
  if (Array.isArray(oneOf)) relaxed['anyOf'] = relax(oneOf);
  if (Array.isArray(relaxed['anyOf']) && relaxed['anyOf'].length === 0) delete relaxed['anyOf'];
  return nullable === true ? { anyOf: [relaxed, { type: 'null' }] } : relaxed;
}
