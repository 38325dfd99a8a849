import type { App, Environment } from '../domain/environment.ts';
import type { MessageView } from '../slack/views/blocks.ts';
import { deploysView } from '../slack/views/deploys-view.ts';
import type { Store } from '../store/commit.ts';
import { listUnderWay } from '../store/list-under-way.ts';
import type { Desk } from './desk.ts';
import { type Act, helpOf, misunderstood, type Outcome, unavailable } from './outcome.ts';
import { parseEnvironmentsCommand } from './parse.ts';
import { deploysCommand } from './release-commands.ts';

/** From Redis alone: it is the answer to the command itself, which must come within 3 s. */
export async function deploys(
  { apps, store, guarded }: Desk,
  asked: Act & { readonly text: string },
): Promise<Outcome> {
  const parsed = parseEnvironmentsCommand(deploysCommand.name, asked.text, { apps, channel: asked.channel });
  switch (parsed.kind) {
    case 'help':
      return helpOf(deploysCommand.name);
    case 'refused':
      return misunderstood(deploysCommand.name, parsed.refusal);
    case 'environments': {
      const view = await guarded(() => listDeploys(store, parsed.app, parsed.environments));
      return view === 'unavailable' ? unavailable() : { kind: 'told', view };
    }
  }
}

/** What runs and waits. */
async function listDeploys(
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
