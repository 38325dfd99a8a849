import type { Hono } from 'hono';
import { z } from 'zod';
import { content, edit, post, remove, threadOf } from './messages.ts';
import { SlackError } from './slack-error.ts';
import type { ResponseUrl, StoredChannel, StoredMessage, Workspace } from './workspace.ts';

const mostUses = 5;
const lifetimeMs = 30 * 60_000;

export function addResponseUrl(
  workspace: Workspace,
  base: string,
  given: Pick<ResponseUrl, 'user' | 'channel' | 'messageTs'>,
): string {
  const kind = given.messageTs === undefined ? 'commands' : 'actions';
  const { kernel, team } = workspace;
  const path = `/${kind}/${team.id}/${kernel.id('', { separator: '', length: 12 })}/${kernel.id('', { separator: '' })}`;
  workspace.responseUrls.set(path, { ...given, expiresAt: kernel.clock.now() + lifetimeMs, uses: 0 });
  return base + path;
}

export function serveResponseUrls(app: Hono, workspace: Workspace): void {
  app.post('/:kind{commands|actions}/:team/:id/:key', async (context) => {
    try {
      const link = use(workspace, context.req.path);
      respond(workspace, link, readResponse(await context.req.text()));
      return context.text('ok');
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return Response.json(
        { ok: false, error: error.code, ...error.details },
        { status: error.status === 200 ? 400 : error.status },
      );
    }
  });
}

const response = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  metadata: z.unknown().optional(),
  mrkdwn: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});
export type SlackResponse = z.infer<typeof response>;

function readResponse(text: string): SlackResponse {
  const parsed = response.safeParse(parseJson(text));
  if (!parsed.success)
    throw new SlackError('invalid_payload', { detail: z.prettifyError(parsed.error) }, 400);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SlackError('invalid_payload', { detail: 'The body is not JSON.' }, 400);
  }
}

function use(workspace: Workspace, path: string): ResponseUrl {
  const link = workspace.responseUrls.get(path);
  if (link === undefined) throw new SlackError('no_such_url', {}, 404);
  if (workspace.kernel.clock.now() > link.expiresAt) throw new SlackError('expired_url', {}, 404);
  if (link.uses >= mostUses) throw new SlackError('used_url', {}, 404);
  link.uses += 1;
  return link;
}

function respond(workspace: Workspace, link: ResponseUrl, given: SlackResponse): void {
  const channel = workspace.channels.find(({ id }) => id === link.channel);
  if (channel === undefined) throw new SlackError('channel_not_found', {}, 404);
  const original = originalOf(channel, link);
  if (given.delete_original === true) {
    if (original === undefined) throw new SlackError('message_not_found', {}, 404);
    remove(workspace, channel, original);
    return;
  }
  if (given.replace_original === true && original !== undefined) {
    edit(workspace, original, content(workspace, given));
    return;
  }
  show(workspace, { channel, user: link.user, given });
}

interface Shown {
  readonly channel: StoredChannel;
  readonly user: string;
  readonly given: SlackResponse;
}

/** What an acknowledgement or a response says: for the person alone unless it asks for more. */
export function show(workspace: Workspace, { channel, user, given }: Shown): void {
  post(workspace, channel, {
    ...content(workspace, given),
    user: workspace.bot.userId,
    threadTs: threadOf(channel, given.thread_ts),
    metadata: given.metadata,
    ...(given.response_type !== 'in_channel' && { visibleTo: user }),
  });
}

function originalOf(channel: StoredChannel, { messageTs, user }: ResponseUrl): StoredMessage | undefined {
  return channel.messages.find(
    ({ ts, visibleTo }) => ts === messageTs && (visibleTo === undefined || visibleTo === user),
  );
}

/** An acknowledgement's body, or undefined where it says nothing. */
export function readAcknowledgement(body: unknown): SlackResponse | undefined {
  if (body === '' || body === null) return undefined;
  if (typeof body === 'string') return { text: body };
  if (typeof body === 'object' && Object.keys(body).length === 0) return undefined;
  const parsed = response.safeParse(body);
  if (!parsed.success)
    throw new SlackError('invalid_command_response', { detail: z.prettifyError(parsed.error) });
  return parsed.data;
}
