import { Ajv } from 'ajv';
import type { Recorded } from '../unit/providers/loopback.ts';

interface Operation {
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: object;
}

/** Operations by `get /path/{parameter}`. */
export type Operations = Readonly<Record<string, Operation>>;

/** What a newer API takes although the published file does not list it. */
export interface Relaxed {
  readonly query?: (name: string) => boolean;
  readonly body?: (body: unknown) => unknown;
}

export interface RequestCheck {
  /** What the file does not allow about the request. */
  problems(request: Recorded, prefix?: string): readonly string[];
}

export function createRequestCheck(
  operations: Operations,
  resolve: (ref: string) => unknown,
  relaxed: Relaxed = {},
): RequestCheck {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, validateFormats: false });
  const coercing = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', validateFormats: false });

  const operationOf = (request: Recorded, prefix = '') => {
    const path = request.path.slice(prefix.length);
    const names = Object.keys(operations).filter((name) => {
      const [method, template = ''] = name.split(' ');
      return method === request.method.toLowerCase() && toPattern(template).test(path);
    });
    return names.toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
  };

  const problems = (request: Recorded, prefix = '') => {
    const name = operationOf(request, prefix);
    const operation = name === undefined ? undefined : operations[name];
    if (!operation) return [`no such operation: ${request.method} ${request.path}`];
    return [...queryProblems(operation, request), ...bodyProblems(operation, request)];
  };

  function queryProblems(operation: Operation, request: Recorded): readonly string[] {
    const parameters = (operation.parameters ?? []).map((one) => plain(one, resolve) as Parameter);
    const known = parameters.filter((parameter) => parameter.in === 'query');
    const given = Object.fromEntries([...request.query].filter(([name]) => !relaxed.query?.(name)));
    const twice = [...request.query.keys()].filter((name, at, all) => all.indexOf(name) !== at);
    const validate = coercing.compile({
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(known.map(({ name, schema }) => [name, schema ?? {}])),
      required: known.filter(({ required }) => required === true).map(({ name }) => name),
    });
    validate(given);
    return [
      ...twice.map((name) => `${name} is given twice`),
      ...(validate.errors ?? []).map(
        (error) => `query${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
      ),
    ];
  }

  function bodyProblems(operation: Operation, request: Recorded): readonly string[] {
    const wanted = plain(operation.requestBody, resolve) as
      | { readonly content?: { readonly 'application/json'?: { readonly schema?: object } } }
      | undefined;
    const schema = wanted?.content?.['application/json']?.schema;
    if (schema === undefined) return request.body === undefined ? [] : ['a body where none is taken'];
    const validate = ajv.compile(schema);
    validate(relaxed.body ? relaxed.body(request.body) : request.body);
    return (validate.errors ?? []).map(
      (error) => `body${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
  }

  return { problems };
}

function toPattern(template: string): RegExp {
  const parts = template
    .split(/\{[^}]+\}/)
    .map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/** Without references, and OpenAPI 3.0's `nullable` in JSON Schema's words. */
function plain(value: unknown, resolve: (ref: string) => unknown, above: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((entry) => plain(entry, resolve, above));
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value) {
    const ref = String(value.$ref);
    return above.includes(ref) ? {} : plain(resolve(ref), resolve, [...above, ref]);
  }
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, plain(inner, resolve, above)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
