import type { App, Environment } from '../domain/environment.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import { deploysView } from '../slack/views/deploys-view.ts';
import type { Store } from '../store/commit.ts';
import { listUnderWay } from '../store/list-under-way.ts';

/** What runs and waits, from Redis alone: it is the answer to the command itself, which must come within 3 s. */
export async function listDeploys(
  store: Store,
  app: App,
  environments: readonly Environment[],
): Promise<MessageView> {
  const lists = await Promise.all(
    environments.map(async (environment) => {
      const listed = await listUnderWay(store, { app: app.name, environment: environment.name });
      return listed.map((each) => ({ ...each, app, environment }));
    }),
  );
  return deploysView({
    app,
    environments: environments.map(({ name }) => name),
    deploys: lists.flat(),
    now: store.now(),
  });
}
