/** What the journal keeps of a request's body: JSON or form fields; nothing of uploads. Leaves the body unread. */
export async function readBody(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (request.body === null) return undefined;
  if (type.includes('json')) return parseJson(await request.clone().text());
  if (type.includes('x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(await request.clone().text()));
  }
  return undefined;
}

/** The GraphQL operation's name, else its first field; for Slack's Web API the method. */
export function operationOf(path: string, body: unknown): string | undefined {
  const slackMethod = /^\/api\/([a-z]+(?:\.[A-Za-z]+)+)$/.exec(path)?.[1];
  if (slackMethod !== undefined) return slackMethod;
  if (typeof body !== 'object' || body === null || !('query' in body)) return undefined;
  if ('operationName' in body && typeof body.operationName === 'string') return body.operationName;
  if (typeof body.query !== 'string') return undefined;
  return (
    /\b(?:query|mutation|subscription)\s+(\w+)/.exec(body.query)?.[1] ?? /\{\s*(\w+)/.exec(body.query)?.[1]
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
