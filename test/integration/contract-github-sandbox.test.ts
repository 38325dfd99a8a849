import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGithub } from '../../sandbox/github/service.ts';
import type { OwnedGithub } from '../../sandbox/github/service.ts';
import { createKernel } from '../../sandbox/kernel/kernel.ts';
import type { OwnedKernel } from '../../sandbox/kernel/kernel.ts';
import { listen } from '../../sandbox/kernel/listen.ts';
import type { Listener } from '../../sandbox/kernel/listen.ts';
import { smallSeed } from '../support/a-seed.ts';

const contractsDir = process.env['CONTRACTS_DIR'];
if (contractsDir === undefined) {
  process.stderr.write('SKIPPED: GitHub’s contract is not checked, because CONTRACTS_DIR is not set.\n');
}

interface Contract {
  readonly paths: Readonly<
    Record<string, { readonly responses: Readonly<Record<string, { readonly content?: JsonContent }>> }>
  >;
  readonly used: Readonly<Record<string, unknown>>;
}
interface JsonContent {
  readonly 'application/json'?: { readonly schema: object };
}

describe.skipIf(contractsDir === undefined)('the local GitHub answers as GitHub’s contract says', () => {
  let kernel: OwnedKernel;
  let github: OwnedGithub;
  let listener: Listener;
  let validator: (operation: string, status: number) => ValidateFunction;

  beforeAll(async () => {
    validator = readContract(contractsDir ?? '');
    kernel = createKernel();
    github = await createGithub(kernel, { seed: smallSeed });
    listener = await listen(github.app, 0);
  });

  afterAll(async () => {
    await listener.close();
    await kernel.close();
  });

  const repository = '/repos/mundo-tango/mundo-tango';
  const send = async (method: string, path: string, body?: unknown, authorization = 'Bearer ghp_sandbox') => {
    const answer = await fetch(`${listener.url}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as { id: number } };
  };
  const expectToFit = (operation: string, answer: { status: number; body: unknown }, status: number) => {
    expect(answer.status).toBe(status);
    const validate = validator(operation, status);
    validate(answer.body);
    expect(validate.errors ?? []).toEqual([]);
  };

  it.each([
    ['get /repos/{owner}/{repo}/commits/{ref}', '/commits/main'],
    ['get /repos/{owner}/{repo}/commits/{ref}/status', '/commits/SECOND/status'],
    ['get /repos/{owner}/{repo}/commits/{ref}/check-runs', '/commits/main/check-runs'],
    ['get /repos/{owner}/{repo}/commits/{commit_sha}/pulls', '/commits/SECOND/pulls'],
    ['get /repos/{owner}/{repo}/compare/{basehead}', '/compare/SECOND...main'],
  ])('%s', async (operation, path) => {
    const answer = await send('GET', repository + path.replace('SECOND', github.source.sha('second')));
    expectToFit(operation, answer, 200);
  });

  it('deployments and their statuses', async () => {
    const wanted = {
      ref: github.source.sha('second'),
      auto_merge: false,
      required_contexts: [],
      payload: { operation: 'op_1' },
    };
    const created = await send('POST', `${repository}/deployments`, wanted);
    expectToFit('post /repos/{owner}/{repo}/deployments', created, 201);
    expectToFit('get /repos/{owner}/{repo}/deployments', await send('GET', `${repository}/deployments`), 200);
    const statuses = `${repository}/deployments/${created.body.id}/statuses`;
    const status = await send('POST', statuses, {
      state: 'success',
      environment_url: 'https://mundo-tango.example',
    });
    expectToFit('post /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', status, 201);
  });

  it('refusals', async () => {
    const unknown = await send('GET', `${repository}/commits/nothing`);
    expectToFit('get /repos/{owner}/{repo}/commits/{ref}', unknown, 422);
    const nowhere = await send('GET', `${repository}/compare/main...nothing`);
    expectToFit('get /repos/{owner}/{repo}/compare/{basehead}', nowhere, 404);
    const empty = await send('POST', `${repository}/deployments`, {});
    expectToFit('post /repos/{owner}/{repo}/deployments', empty, 422);
  });

  it('the app’s installation and its token', async () => {
    const installation = await send('GET', `${repository}/installation`, undefined, `Bearer ${aJwt()}`);
    expectToFit('get /repos/{owner}/{repo}/installation', installation, 200);
    const path = `/app/installations/${installation.body.id}/access_tokens`;
    const token = await send('POST', path, {}, `Bearer ${aJwt()}`);
    expectToFit('post /app/installations/{installation_id}/access_tokens', token, 201);
  });
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function aJwt(): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: 424_242, iat: now - 30, exp: now + 300 })}`;
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`;
}

function readContract(directory: string): (operation: string, status: number) => ValidateFunction {
  const file = readFileSync(join(directory, 'github-rest.pruned.json'), 'utf8');
  const contract = withNullTypes(JSON.parse(file)) as Contract;
  const ajv = new Ajv({ strict: false, allErrors: true });
  // An address that is not set is '' in GitHub's answers, and the contract's own default.
  ajv.addFormat('uri', (text: string) => text === '' || URL.canParse(text.replaceAll(/\{[^}]*\}/g, '')));
  ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text));
  for (const format of ['int64', 'email', 'date', 'repo.nwo']) ajv.addFormat(format, true);
  const nested: Record<string, Record<string, Record<string, unknown>>> = { components: {} };
  for (const [ref, value] of Object.entries(contract.used)) {
    const [, , kind = '', name = ''] = ref.split('/');
    (nested['components'] ??= {})[kind] = { ...nested['components']?.[kind], [name]: value };
  }
  return (operation, status) => {
    const response = resolved(contract.paths[operation]?.responses[status], contract);
    const schema = response?.content?.['application/json']?.schema;
    // Some refusals are described in words only: what GitHub says of them is `basic-error`.
    const basicError = { type: 'object', required: ['message', 'documentation_url'] };
    return ajv.compile({ ...nested, ...(schema ?? basicError) });
  };
}

function resolved<T extends object>(value: T | undefined, contract: Contract): T | undefined {
  const ref = value && '$ref' in value ? String(value.$ref) : undefined;
  return ref === undefined ? value : (contract.used[ref] as T | undefined);
}

/** OpenAPI 3.0's `nullable`, in JSON Schema's words. */
function withNullTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullTypes);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withNullTypes(inner)]),
  );
  if (nullable !== true) return rest;
  return { anyOf: [rest, { type: 'null' }] };
}
