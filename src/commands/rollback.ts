import { askIncident } from './incidents.ts';
import type { Desk } from './desk.ts';
import { type Act, helpOf, misunderstood, type Outcome } from './outcome.ts';
import { parseRollbackCommand } from './parse.ts';
import { plan } from './plan.ts';
import { rollbackCommand } from './release-commands.ts';

export async function rollback(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const parsed = parseRollbackCommand(asked.text, { apps: desk.apps, channel: asked.channel });
  switch (parsed.kind) {
    case 'help':
      return helpOf(rollbackCommand.name);
    case 'refused':
      return misunderstood(rollbackCommand.name, parsed.refusal);
    case 'incident':
      return askIncident(desk, asked, { app: parsed.app.name, wish: { kind: 'look_at_changes' } });
    case 'rollback': {
      const { app, environment, to, withData } = parsed;
      return plan(desk, asked, {
        kind: 'rollback',
        app: app.name,
        environment: environment.name,
        request: { components: [], to, ...(withData && { withData }) },
      });
    }
  }
}
