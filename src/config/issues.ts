import type { z } from 'zod';
import { findNearest } from '../domain/nearest.ts';
import type { Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** A JSON Schema, as far as it is needed to know which keys a place has. */
export interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
}

/** What is expected where the schema has no words of its own: given to zod as the parse's error map. */
export function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}`;
    case 'too_small':
      return issue.origin === 'array' ? `at least ${issue.minimum} of them` : `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
    default:
      return undefined;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'settings, one `key: value` a line',
  record: 'settings, one `key: value` a line',
  array: 'a list, `[a, b]` or one `- a` a line',
  boolean: '`true` or `false`',
  int: 'a whole number',
  number: 'a number',
  string: 'text, in quotes if it looks like a number',
};

export function toProblems(issues: readonly Issue[], shape: Shape): readonly Problem[] {
  return issues.flatMap((issue) => {
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey([...issue.path, key], key, keysAt(shape, issue.path)));
      case 'invalid_key':
        return [
          {
            path: issue.path.join('.'),
            found: `the key ${show(issue.input)}`,
            expected: issue.issues[0]?.message ?? issue.message,
          },
        ];
      default:
        return [{ path: issue.path.join('.'), found: show(issue.input), expected: issue.message }];
    }
  });
}

function unknownKey(path: readonly PropertyKey[], key: string, known: readonly string[]): Problem {
  const nearest = findNearest(key, known);
  return {
    path: path.join('.'),
    found: `the unknown key \`${key}\``,
    expected:
      nearest !== undefined ? `\`${nearest}\`?` : `one of ${known.map((name) => `\`${name}\``).join(', ')}`,
  };
}

function keysAt(shape: Shape, path: readonly PropertyKey[]): readonly string[] {
  let place: Shape | undefined = shape;
  for (const key of path) {
    place = typeof key === 'number' ? place?.items : childOf(place, String(key));
  }
  return Object.keys(place?.properties ?? {});
}

function childOf(shape: Shape | undefined, key: string): Shape | undefined {
  const any = shape?.additionalProperties;
  return shape?.properties?.[key] ?? (typeof any === 'object' ? any : undefined);
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const written = JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}
