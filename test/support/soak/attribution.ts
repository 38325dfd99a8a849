import type { OperationId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { StepRecord } from '../../../src/domain/step.ts';
import type { Mutation } from '../mutations.ts';
import type { SandboxState } from '../world.ts';
import { type SoakLane, soakLanes } from './plan.ts';

export interface Played {
  readonly lane: SoakLane;
  readonly operation: Operation;
  readonly steps: readonly StepRecord[];
}

export interface Attributed {
  readonly operation: OperationId;
  /** What it was to that operation: `Railway: deploy`, or `Railway: deploy, undoing`. */
  readonly what: string;
}

/**
 * Whose a mutation is: by the operation's own mark where the platform keeps one, else by the one operation that ran in
 * the lane at that moment.
 */
export function attribution(
  played: readonly Played[],
  state: SandboxState,
  addresses: ReadonlyMap<SoakLane, string>,
): (mutation: Mutation) => Attributed | undefined {
  const owners = ownersOf(played);
  const operationOfGithub = new Map(
    state.github.deployments.map(({ id, payload }) => [String(id), operationIn(payload)]),
  );
  const environments = new Map(state.railway.environments.map(({ id, name }) => [id, name]));
  const environmentOf = new Map(
    state.railway.environments.flatMap(({ name, services }) =>
      services.flatMap(({ deployments }) => deployments.map(({ id }) => [id, name] as const)),
    ),
  );
  const running = (lane: SoakLane | undefined, at: number) =>
    played.find(
      (one) =>
        one.lane === lane &&
        (one.operation.startedAt ?? Infinity) <= at &&
        at <= (one.operation.endedAt ?? 0),
    );
  const onRailway = (name: string | undefined) =>
    soakLanes.find(({ railway }) => railway && railway === name);
  const of = (operation: string | undefined, what: string) =>
    operation === undefined ? undefined : { operation: operation as OperationId, what };

  return ({ name, at, line }) => {
    const path = line.path.split('?')[0] ?? '';
    const words = path.split('/');
    const last = words.at(-1) ?? '';
    const variables = (line.body as { variables?: Record<string, string> } | undefined)?.variables ?? {};
    switch (name) {
      case 'Vercel: create deployment':
        return of(/"cabeceoKey":"([^/"]+)/.exec(JSON.stringify(line.body))?.[1], name);
      case 'Vercel: promote':
      case 'Vercel: delete deployment':
        return of(owners.get(last), name);
      case 'Vercel: cancel build':
        return of(owners.get(words.at(-2) ?? ''), name);
      case 'Vercel: roll back':
        return of(running(soakLanes[0], at)?.operation.id, name);
      case 'Vercel: aim an alias': {
        const host = String((line.body as { alias?: unknown }).alias);
        const lane = soakLanes.find((one) => new URL(addresses.get(one) ?? 'http://none').host === host);
        const id = running(lane, at)?.operation.id;
        const forth = owners.get(words.at(-2) ?? '') === id;
        return of(id, forth ? name : `${name}, undoing`);
      }
      case 'Railway: deploy': {
        const one = running(onRailway(environments.get(variables['environmentId'] ?? '')), at);
        const forth = variables['commitSha'] === one?.operation.plan?.commit.sha;
        return of(one?.operation.id, forth ? name : `${name}, undoing`);
      }
      case 'Railway: roll back':
        return of(running(onRailway(environmentOf.get(variables['id'] ?? '')), at)?.operation.id, name);
      case 'Railway: cancel build':
      case 'Railway: remove deployment':
        return of(owners.get(variables['id'] ?? ''), name);
      case 'Neon: create branch':
        return of(/"cabeceo\/([^"]+)"/.exec(JSON.stringify(line.body))?.[1], name);
      case 'GitHub: create deployment':
        return of(operationIn((line.body as { payload?: unknown }).payload), name);
      default:
        return of(operationOfGithub.get(words.at(-2) ?? ''), name);
    }
  };
}

/** Which operation made a deployment of Vercel or Railway. */
function ownersOf(played: readonly Played[]): ReadonlyMap<string, OperationId> {
  return new Map(
    played.flatMap(({ operation, steps }) =>
      steps
        .filter(({ id }) => id === 'build-frontend' || id === 'deploy-backend')
        .flatMap(({ started }) => {
          const deployment = (started as { deployment?: string } | undefined)?.deployment;
          return deployment === undefined ? [] : [[deployment, operation.id] as const];
        }),
    ),
  );
}

export function operationIn(payload: unknown): string | undefined {
  return /"operation\\?":\\?"(op_\w+)/.exec(JSON.stringify(payload ?? ''))?.[1];
}
