import type { ModalView } from '@slack/types';
import { type App, components, componentsOf } from '../domain/environment.ts';
import { nodsRequired } from '../domain/quorum.ts';
import { deployModal } from '../slack/views/modals.ts';

/** What `/deploy` alone opens. */
export function deployForm(channel: string, app: App): ModalView {
  return deployModal({
    channel,
    app: app.name,
    environments: app.environments.map(({ name, branch, policy }) => ({
      name,
      branch,
      approvals: nodsRequired(policy.approvals.rules),
    })),
    components: components.filter((one) => app.environments.some((each) => componentsOf(each).includes(one))),
  });
}
