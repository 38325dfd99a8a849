import type { Hono } from 'hono';
import { buildSchema, execute, GraphQLEnumType, GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { z } from 'zod';
import type { Kernel } from '../kernel/contract.ts';
import { accessOf, notAuthorized } from './access.ts';
import { schemaText } from './schema.graphql.ts';

/** `POST /graphql/v2`: errors are HTTP 200 with `errors`, a dead token too; 429 and 5xx are HTTP statuses. */
export function createEndpoint(kernel: Kernel, rootValue: () => object): Hono {
  const schema = createSchema();
  const app = kernel.app('railway', {
    authorise: ({ headers }) => (accessOf(headers) === undefined ? notAuthorized().message : undefined),
    refuse: (status, message) =>
      Response.json({ errors: [{ message }], data: null }, { status: status === 401 ? 200 : status }),
  });
  app.post('/graphql/v2', async (context) => {
    const body = bodySchema.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.json({ errors: [{ message: z.prettifyError(body.error) }] }, 400);
    const document = readDocument(schema, body.data.query);
    if (!('kind' in document)) return context.json({ errors: document }, 400);
    const result: ExecutionResult = await execute({
      schema,
      document,
      rootValue: rootValue(),
      contextValue: accessOf(context.req.raw.headers),
      variableValues: body.data.variables,
      operationName: body.data.operationName,
    });
    return context.json(result);
  });
  return app;
}

const bodySchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

function createSchema(): GraphQLSchema {
  const schema = buildSchema(schemaText);
  const status = schema.getType('DeploymentStatus');
  // Railway may add words to its enum at any time; tests force such words.
  if (status instanceof GraphQLEnumType) status.serialize = String;
  return schema;
}

function readDocument(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    return errors.length > 0 ? errors : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
