import type { App } from '../domain/environment.ts';
import { helpView } from '../slack/views/help.ts';
import { deployForm } from './deploy-form.ts';
import type { Desk } from './desk.ts';
import { type Act, type Outcome, refused } from './outcome.ts';
import { parseDeployCommand } from './parse.ts';
import { plan } from './plan.ts';
import { commands as table } from './table.ts';

export async function deploy(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const { apps } = desk;
  const parsed = parseDeployCommand(asked.text, { apps, channel: asked.channel });
  switch (parsed.kind) {
    case 'help':
      return { kind: 'told', view: helpView(table) };
    case 'refused':
      return refused(parsed.refusal);
    case 'modal':
      return openForm(desk, asked.channel, parsed.app ?? (apps.length === 1 ? apps[0] : undefined));
    case 'deploy':
      return plan(desk, asked, {
        kind: 'deploy',
        app: parsed.app.name,
        environment: parsed.environment.name,
        request: {
          ...(parsed.ref !== undefined && { ref: parsed.ref }),
          components: parsed.components,
          ...(parsed.back && { back: true }),
          ...(parsed.emergency !== undefined && { emergency: parsed.emergency }),
        },
      });
  }
}

function openForm({ apps }: Desk, channel: string, app: App | undefined): Outcome {
  if (app) return { kind: 'modal', view: deployForm(channel, app) };
  return refused({ code: 'app_needed', facts: { known: apps.map(({ name }) => name).join(', ') } });
}
