import type { Context, Hono } from 'hono';
import type { AppOptions } from '../kernel/contract.ts';
import { readArguments } from './arguments.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import type { Method } from './methods/method.ts';
import { people } from './methods/people.ts';
import { reactions } from './methods/reactions.ts';
import { views } from './methods/views.ts';
import { SlackError } from './slack-error.ts';
import type { SlackOptions, Workspace } from './workspace.ts';

const authTest: Method = (workspace, raw) => {
  readArguments({}, raw);
  return {
    url: `https://${workspace.team.domain}.slack.com/`,
    team: workspace.team.name,
    user: workspace.bot.name,
    team_id: workspace.team.id,
    user_id: workspace.bot.userId,
    bot_id: workspace.bot.botId,
    is_enterprise_install: false,
  };
};

const apiTest: Method = (_workspace, raw) => {
  if (typeof raw['error'] === 'string') throw new SlackError(raw['error'], { args: raw });
  return { args: raw };
};

const methods: Readonly<Record<string, Method>> = {
  'auth.test': authTest,
  ...chat,
  ...conversations,
  ...people,
  ...views,
  ...reactions,
};

/** `openConnection` gives the address of a new WebSocket for Socket Mode. */
export function serveWebApi(app: Hono, workspace: Workspace, openConnection: () => Promise<string>): void {
  const { appToken, botToken } = workspace.options;
  for (const [name, method] of Object.entries(methods)) serve(app, name, botToken, method);
  serve(app, 'apps.connections.open', appToken, async (_workspace, raw) => {
    readArguments({}, raw);
    return { url: await openConnection() };
  });
  serve(app, 'api.test', undefined, apiTest);

  function serve(onto: Hono, name: string, token: string | undefined, method: Method): void {
    onto.on(['GET', 'POST'], `/api/${name}`, (context) =>
      answer(context, async () => {
        const { token: given, ...raw } = await readBody(context);
        if (token !== undefined) checkToken(workspace.options, bearer(context) ?? given, token);
        return method(workspace, raw);
      }),
    );
  }
}

/** Slack says `{ok: false}` with status 200 to nearly everything. */
export const refuse: AppOptions['refuse'] = (status, message) => {
  if (status === 404) return failure('unknown_method', { detail: message });
  if (status === 401) return failure(message);
  if (status === 429) return failure('ratelimited', {}, status);
  return failure(status === 503 ? 'service_unavailable' : 'internal_error', { detail: message }, status);
};

/** A token in the body is looked at when the body has been read. */
export function authorise({ appToken, botToken }: SlackOptions): AppOptions['authorise'] {
  return (request) => {
    const header = request.headers.get('authorization');
    if (header === null || !new URL(request.url).pathname.startsWith('/api/')) return undefined;
    return [`Bearer ${botToken}`, `Bearer ${appToken}`].includes(header) ? undefined : 'invalid_auth';
  };
}

async function answer(context: Context, call: () => Promise<Record<string, unknown>>): Promise<Response> {
  try {
    return context.json({ ok: true, ...(await call()) });
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    const { retryAfterSeconds, ...details } = error.details;
    const response = failure(error.code, details, error.status);
    if (typeof retryAfterSeconds === 'number') response.headers.set('retry-after', String(retryAfterSeconds));
    return response;
  }
}

function failure(error: string, details: object = {}, status = 200): Response {
  return Response.json({ ok: false, error, ...details }, { status });
}

async function readBody(context: Context): Promise<Record<string, unknown>> {
  const query = context.req.query();
  if (context.req.method === 'GET') return query;
  const type = context.req.header('content-type') ?? '';
  const text = await context.req.text();
  if (text === '') return query;
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  }
  if (!type.startsWith('application/json')) throw new SlackError('invalid_post_type');
  return { ...query, ...parseObject(text) };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SlackError('invalid_json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SlackError('json_not_object');
  }
  return value as Record<string, unknown>;
}

function bearer(context: Context): string | undefined {
  return /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1];
}

function checkToken({ appToken, botToken }: SlackOptions, given: unknown, wanted: string): void {
  if (given === undefined || given === '') throw new SlackError('not_authed');
  if (given !== appToken && given !== botToken) throw new SlackError('invalid_auth');
  if (given !== wanted) throw new SlackError('not_allowed_token_type');
}
