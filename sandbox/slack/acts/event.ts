import type { Delivered, Envelope } from '../envelope.ts';
import type { Stage } from './actor.ts';

/** When Slack tries again, counted from the failure before. */
const retryDelaysMs = [0, 60_000, 300_000];

/** Answers with the first try; later ones go on by themselves, on the sandbox's clock. */
export async function sendEvent(
  stage: Stage,
  event: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Delivered> {
  const { workspace } = stage;
  const now = workspace.kernel.clock.now();
  const envelope: Envelope = {
    kind: 'events_api',
    payload: {
      token: 'sandbox-verification-token',
      team_id: workspace.team.id,
      context_team_id: workspace.team.id,
      context_enterprise_id: null,
      api_app_id: workspace.appId,
      event,
      type: 'event_callback',
      event_id: workspace.kernel.id('Ev', { separator: '', length: 9 }).toUpperCase(),
      event_time: Math.floor(now / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: workspace.team.id,
          user_id: workspace.bot.userId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
    },
  };
  const first = await stage.deliver(envelope);
  if (failed(first)) void retry(stage, envelope, { failure: first, signal });
  return first;
}

interface Retrying {
  readonly failure: Delivered;
  readonly signal: AbortSignal;
}

async function retry(stage: Stage, envelope: Envelope, { failure, signal }: Retrying): Promise<void> {
  let last = failure;
  for (const [index, delay] of retryDelaysMs.entries()) {
    if (last.noRetry === true || signal.aborted) return;
    try {
      await stage.workspace.kernel.clock.sleep(delay, signal);
    } catch {
      return;
    }
    const reason = last.error === 'operation_timeout' ? 'http_timeout' : 'http_error';
    last = await stage.deliver({ ...envelope, retry: { number: index + 1, reason } });
    if (!failed(last)) return;
  }
}

function failed({ error }: Delivered): boolean {
  return error !== undefined;
}
