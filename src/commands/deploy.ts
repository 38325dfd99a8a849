import type { App } from '../domain/environment.ts';
import { deployForm } from './deploy-form.ts';
import type { Desk } from './desk.ts';
import { type Act, helpOf, misunderstood, type Outcome } from './outcome.ts';
import { parseDeployCommand } from './parse.ts';
import { plan } from './plan.ts';
import { deployCommand } from './release-commands.ts';

export async function deploy(desk: Desk, asked: Act & { readonly text: string }): Promise<Outcome> {
  const { apps } = desk;
  const parsed = parseDeployCommand(asked.text, { apps, channel: asked.channel });
  switch (parsed.kind) {
    case 'help':
      return helpOf(deployCommand.name);
    case 'refused':
      return misunderstood(deployCommand.name, parsed.refusal);
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
  const known = apps.map(({ name }) => name).join(', ');
  return misunderstood(deployCommand.name, { code: 'app_needed', facts: { known } });
}
