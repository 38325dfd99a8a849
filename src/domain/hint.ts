import type { App, Environment } from './environment.ts';
import type { Lane } from './lane.ts';

/** Where a platform says that something has changed, by its own ids: a reason to look there, and nothing more. */
export type Hint =
  | { readonly platform: 'github'; readonly repository: string }
  /** `projects`: what the configuration may call it, id and name. */
  | { readonly platform: 'vercel'; readonly projects: readonly string[] }
  | {
      readonly platform: 'railway';
      readonly project: string;
      readonly environment: string;
      /** Absent: any of the environment. */
      readonly service?: string | undefined;
    };

/** The lanes of the environments that may wait for it. */
export function lanesOf(apps: readonly App[], hint: Hint): readonly EnvironmentLane[] {
  return apps.flatMap((app) =>
    app.environments
      .filter((environment) => concerns(hint, app, environment))
      .map(({ name }) => ({ kind: 'environment', app: app.name, environment: name }) as const),
  );
}

export type EnvironmentLane = Lane & { readonly kind: 'environment' };

function concerns(hint: Hint, { repository }: App, { frontend, backend }: Environment): boolean {
  switch (hint.platform) {
    case 'github':
      return `${repository.owner}/${repository.name}`.toLowerCase() === hint.repository.toLowerCase();
    case 'vercel':
      return frontend !== undefined && hint.projects.includes(frontend.project);
    case 'railway':
      return (
        backend?.project === hint.project &&
        backend.environment === hint.environment &&
        (hint.service === undefined || backend.service === hint.service)
      );
  }
}
