import type { IncomingMessage, ServerResponse } from 'node:http';
import getRawBody from 'raw-body';
import type { App } from '../../domain/environment.ts';
import { lanesOf } from '../../domain/hint.ts';
import type { Store } from '../../store/commit.ts';
import { wakeAwaitingChecks } from '../../store/awaiting-checks.ts';
import { giveHint } from '../../store/hints.ts';
import type { Log } from '../server.ts';
import type { Delivery, Hook } from './hook.ts';

/** GitHub sends up to 25 MB, but less than this for the events that are of use here. */
const largestBody = 1024 * 1024;

export interface ReceiveOptions {
  readonly hook: Hook;
  readonly secret: string | undefined;
  readonly apps: readonly App[];
  readonly store: Store;
  readonly log: Log;
}

interface Answer {
  readonly status: 200 | 400 | 401 | 404 | 413 | 503;
  readonly text: string;
}

/** Tells the workers whom the webhook concerns. Nothing that it says is believed, kept or logged. */
export function receive(options: ReceiveOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, text } = await answerTo(request, options);
    if (status !== 200)
      options.log.warn({ platform: options.hook.platform, status }, 'a webhook was refused');
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${text}\n`);
  };
}

async function answerTo(request: IncomingMessage, options: ReceiveOptions): Promise<Answer> {
  const { hook, secret } = options;
  const { platform, variable } = hook;
  if (secret === undefined)
    return {
      status: 404,
      text: `Set ${variable} and start again: without it I take nothing from ${platform}.`,
    };
  const body = await readBody(request);
  if (!Buffer.isBuffer(body)) return body;
  const query = new URLSearchParams((request.url ?? '').split('?')[1] ?? '');
  const delivery = { headers: request.headers, query, body };
  if (!hook.isGenuine(delivery, secret))
    return { status: 401, text: `This was not sent with the secret that ${variable} holds.` };
  return take(delivery, options);
}

async function readBody(request: IncomingMessage): Promise<Buffer | Answer> {
  const length = request.headers['content-length'];
  try {
    return await getRawBody(request, { limit: largestBody, ...(length !== undefined && { length }) });
  } catch (error) {
    // The rest is taken off the wire: who sends it reads the answer after that.
    request.resume();
    if ((error as { status?: unknown }).status === 413)
      return { status: 413, text: `The body is over ${largestBody} bytes.` };
    return { status: 400, text: 'The body did not come as announced.' };
  }
}

async function take(delivery: Delivery, options: ReceiveOptions): Promise<Answer> {
  const { hook, apps, store, log } = options;
  const body = parseJson(delivery.body);
  if (body === undefined)
    return {
      status: 400,
      text: 'The body is not JSON: choose application/json where you set the webhook up.',
    };
  const reading = hook.read(delivery, body);
  if (reading === 'malformed')
    return { status: 400, text: `This is not what ${hook.platform} sends: something in it is missing.` };
  const lanes = reading.hint ? lanesOf(apps, reading.hint) : [];
  if (lanes.length === 0) return { status: 200, text: 'Nothing here waits for it.' };
  try {
    const outcome = await giveHint(store, { delivery: `${hook.platform}:${reading.id}`, lanes });
    if (outcome === 'given' && reading.hint?.platform === 'github') await wakeAwaitingChecks(store, lanes);
    log.debug({ platform: hook.platform, lanes, outcome }, 'webhook');
    return { status: 200, text: outcome === 'given' ? 'Taken.' : 'Taken before.' };
  } catch (error) {
    log.warn({ err: error }, 'a webhook could not be passed on');
    return { status: 503, text: 'Redis does not answer. Send it again later.' };
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
