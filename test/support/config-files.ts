import { readFileSync } from 'node:fs';
import { parseConfig } from '../../src/config/load.ts';
import { ConfigError, type Problem } from '../../src/config/problem.ts';

/** The one that comes with the project. */
export const example = readFileSync('cabeceo.example.yml', 'utf8');

/** What a file cannot do without. */
export const smallest = `
apps:
  shop:
    repository: acme/shop
    environments:
      production:
        frontend: { project: shop, url: https://shop.example/ }
        policy: { approvals: { from: { users: [U0ANA001, U0BRUNO1] } } }
`;

/** What is wrong with it. */
export function problemsOf(text: string): readonly Problem[] {
  try {
    parseConfig(text, 'cabeceo.yml');
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
