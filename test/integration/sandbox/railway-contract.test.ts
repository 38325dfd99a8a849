import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphQLNamedType, IntrospectionQuery } from 'graphql';
import {
  buildClientSchema,
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { schemaText } from '../../../sandbox/railway/schema.graphql.ts';

const contractsDir = process.env['CONTRACTS_DIR'];

describe("the local Railway's schema (set CONTRACTS_DIR to check it)", () => {
  it.skipIf(!contractsDir)('says of every type, field and argument what Railway says', () => {
    const official = buildClientSchema(readIntrospection(join(contractsDir ?? '', 'railway.schema.json')));
    const ours = Object.values(buildSchema(schemaText).getTypeMap()).filter(
      (type) => !type.name.startsWith('__') && !(isSpecifiedScalarType as (type: unknown) => boolean)(type),
    );
    expect(ours.length).toBeGreaterThan(40);
    const differences = ours.flatMap((type) => {
      const known = linesOf(official.getType(type.name));
      return linesOf(type).filter((line) => !known.includes(line));
    });
    expect(differences).toEqual([]);
  });

  it.skipIf(!contractsDir)('knows every deployment status that Railway has', () => {
    const official = buildClientSchema(readIntrospection(join(contractsDir ?? '', 'railway.schema.json')));
    const local = buildSchema(schemaText);
    for (const name of ['DeploymentStatus', 'DeploymentInstanceStatus', 'DeploymentEventStep']) {
      expect(linesOf(local.getType(name)).sort()).toEqual(linesOf(official.getType(name)).sort());
    }
  });
});

function readIntrospection(path: string): IntrospectionQuery {
  const content = JSON.parse(readFileSync(path, 'utf8')) as IntrospectionQuery | { data: IntrospectionQuery };
  return 'data' in content ? content.data : content;
}

/** One line per fact: type, field, arguments, nullability. */
function linesOf(type: GraphQLNamedType | undefined): string[] {
  if (type === undefined) return [];
  const kind = `${type.constructor.name} ${type.name}`;
  if (isEnumType(type)) return [kind, ...type.getValues().map((value) => `${type.name}.${value.name}`)];
  if (isInputObjectType(type)) {
    return [
      kind,
      ...Object.values(type.getFields()).map(
        (field) =>
          `${type.name}.${field.name}: ${String(field.type)} = ${JSON.stringify(field.defaultValue) ?? 'none'}`,
      ),
    ];
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    return [
      kind,
      ...Object.values(type.getFields()).map((field) => {
        const given = field.args.map((argument) => `${argument.name}: ${String(argument.type)}`).sort();
        return `${type.name}.${field.name}(${given.join(', ')}): ${String(field.type)}`;
      }),
    ];
  }
  return [kind];
}
