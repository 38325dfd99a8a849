import type { Branch } from '../domain/branch.ts';
import { type App, type Environment, findEnvironment } from '../domain/environment.ts';
import { findNearest } from '../domain/nearest.ts';
import type { Refusal } from '../domain/reasons.ts';
import { isNamed, otherProjects } from '../domain/branch-needs.ts';

export interface Naming {
  readonly app: App;
  /** Whose Neon project is meant. */
  readonly environment: Environment;
  readonly branches: readonly Branch[];
}

/** A branch by its name or id, or that of an environment. Names are Neon’s: what is a branch there is meant first. */
export function findBranch(word: string, { app, environment, branches }: Naming): Branch | Refusal {
  const named = branches.find(({ name }) => name === word) ?? branches.find(({ id }) => id === word);
  if (named) return named;
  const target = findEnvironment(app, word)?.database;
  const project = environment.database?.project;
  const own = target?.project === project && target && branches.find((one) => isNamed(one, target.branch));
  if (own) return own;
  const names = branches.map(({ name }) => name);
  const others = otherProjects(app, environment).map(({ name }) => name);
  return {
    code: 'branch_unknown',
    facts: {
      found: word,
      project: project ?? '',
      nearest: findNearest(word, names) ?? '',
      others: others.join(' or '),
    },
  };
}
