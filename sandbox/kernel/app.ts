import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { AppOptions, Clock, Fault, ServiceName } from './contract.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { operationOf, readBody } from './request-body.ts';

export interface AppParts {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly journal: Journal;
}

interface Variables {
  unknown: boolean;
}

type AppContext = Context<{ Bindings: HttpBindings; Variables: Variables }>;

export function createApp(service: ServiceName, options: AppOptions, parts: AppParts): Hono {
  const app = new Hono<{ Bindings: HttpBindings; Variables: Variables }>();

  app.use('*', async (context, next) => {
    const at = parts.clock.now();
    const { method, path } = context.req;
    const body = await readBody(context.req.raw);
    const operation = operationOf(path, body);
    const fault = parts.faults.take({ service, method, path, operation });

    const answer = await answerWith(context, { fault, options, clock: parts.clock, next });
    parts.journal.add({
      service,
      at,
      method,
      path: path + new URL(context.req.url).search,
      ...(operation !== undefined && { operation }),
      ...(body !== undefined && { body }),
      status: answer.status,
      ...(fault && { fault: fault.effect.kind }),
      ...(context.get('unknown') && { unknown: true }),
    });
    if (answer.dropped) return dropConnection(context);
    return answer.response;
  });
  app.notFound((context) => {
    context.set('unknown', true);
    return options.refuse(404, `The sandbox's ${service} has no ${context.req.method} ${context.req.path}.`);
  });
  app.onError((error, context) => {
    process.stderr.write(
      `sandbox ${service}: ${context.req.method} ${context.req.path}: ${error.stack ?? error.message}\n`,
    );
    return options.refuse(500, `The sandbox's ${service} broke: ${error.message}`);
  });
  // Services see a plain Hono: the bindings are the kernel's business.
  return app as unknown as Hono;
}

interface Answering {
  readonly fault: Fault | undefined;
  readonly options: AppOptions;
  readonly clock: Clock;
  readonly next: () => Promise<void>;
}

/** `response` is set where no route was asked. */
interface Answer {
  readonly status: number;
  readonly dropped: boolean;
  readonly response?: Response;
}

async function answerWith(context: AppContext, { fault, options, clock, next }: Answering): Promise<Answer> {
  const effect = fault?.effect;
  if (effect?.kind === 'drop_before') return { status: 0, dropped: true };
  if (effect?.kind === 'status') {
    const refusal = options.refuse(
      effect.status,
      effect.message ?? `The sandbox was told to answer ${effect.status}.`,
    );
    const response = new Response(refusal.body, refusal);
    if (effect.retryAfterSeconds !== undefined) {
      response.headers.set('retry-after', String(effect.retryAfterSeconds));
    }
    return { status: effect.status, dropped: false, response };
  }
  if (effect?.kind === 'latency') await clock.sleep(effect.ms);
  const refusal = options.authorise(context.req.raw);
  if (refusal !== undefined) {
    context.set('unknown', true);
    const response = options.refuse(401, refusal);
    return { status: response.status, dropped: false, response };
  }
  await next();
  return { status: context.res.status, dropped: effect?.kind === 'drop_after' };
}

function dropConnection(context: AppContext): Response {
  // Absent where a test calls the app without a server: there is no connection to drop then.
  (context.env as Partial<HttpBindings>).outgoing?.destroy();
  context.res = undefined;
  return RESPONSE_ALREADY_SENT;
}
