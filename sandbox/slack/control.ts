import { Hono } from 'hono';
import type { Context } from 'hono';
import { z } from 'zod';
import { CannotAct } from './acts/actor.ts';
import type { Stage } from './acts/actor.ts';
import { archive, rename } from './acts/channels.ts';
import { clickMessage, clickView } from './acts/click.ts';
import { command } from './acts/command.ts';
import { close, submit } from './acts/modal.ts';
import {
  addPerson,
  changeGroup,
  createChannel,
  deactivate,
  join,
  leave,
  openHome,
  writeMessage,
} from './acts/people.ts';
import type { SocketMode } from './socket-mode.ts';

const id = z.string().min(1);
/** More than one: the same payload arrives so often at the same instant. */
const deliveries = z.int().min(1).max(20).default(1);
const pressed = { user: id, actionId: id, blockId: id.optional(), value: z.unknown().optional(), deliveries };

const bodies = {
  command: z.strictObject({ user: id, channel: id, text: z.string().min(1), deliveries }),
  click: z.union([
    z.strictObject({ ...pressed, channel: id, ts: id }),
    z.strictObject({ ...pressed, view: id }),
  ]),
  submit: z.strictObject({
    user: id,
    view: id,
    values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    deliveries,
  }),
  close: z.strictObject({ user: id, view: id }),
  message: z.strictObject({ user: id, channel: id, text: z.string().min(1), threadTs: id.optional() }),
  home: z.strictObject({ user: id }),
  membership: z.strictObject({ user: id, channel: id }),
  channel: z.strictObject({
    user: id,
    name: id,
    kind: z.enum(['public', 'private']).default('public'),
    topic: z.string().default(''),
    members: z.array(id).default([]),
  }),
  rename: z.strictObject({ user: id, channel: id, name: id }),
  person: z.strictObject({ name: id, email: z.email().optional(), title: z.string().default('') }),
  deactivate: z.strictObject({ user: id }),
  group: z.strictObject({ group: id, users: z.array(id) }),
  disconnect: z.strictObject({ how: z.enum(['warned', 'cut']).default('warned') }),
  settings: z.strictObject({ postIntervalMs: z.number().min(0) }),
};

/** What people do in Slack, as HTTP calls: docs/sandbox.md. `signal` ends what goes on after an answer. */
export function createControl(stage: Stage, signal: () => AbortSignal, sockets: SocketMode): Hono {
  const { workspace } = stage;
  const app = new Hono();
  app.onError((error, context) => {
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return context.json({ error: error.message }, 400);
    if (error instanceof CannotAct) return context.json({ error: error.message }, 409);
    return context.json({ error: error.message }, 500);
  });

  app.post('/command', async (c) => c.json(await command(stage, await read(c, bodies.command))));
  app.post('/click', async (c) => {
    const act = await read(c, bodies.click);
    return c.json(await ('view' in act ? clickView(stage, act) : clickMessage(stage, act)));
  });
  app.post('/submit', async (c) => c.json(await submit(stage, await read(c, bodies.submit))));
  app.post('/close', async (c) => c.json(await close(stage, await read(c, bodies.close))));
  app.post('/message', async (c) =>
    c.json(await writeMessage(stage, await read(c, bodies.message), signal())),
  );
  app.post('/home', async (c) => c.json(await openHome(stage, await read(c, bodies.home), signal())));
  app.post('/join', async (c) => c.json(await join(stage, await read(c, bodies.membership), signal())));
  app.post('/leave', async (c) => c.json(leave(stage, await read(c, bodies.membership))));
  app.post('/channel', async (c) =>
    c.json(await createChannel(stage, await read(c, bodies.channel), signal())),
  );
  app.post('/archive', async (c) => c.json(archive(stage, await read(c, bodies.membership))));
  app.post('/rename', async (c) => c.json(rename(stage, await read(c, bodies.rename))));
  app.post('/person', async (c) => c.json(addPerson(stage, await read(c, bodies.person))));
  app.post('/deactivate', async (c) => c.json(deactivate(stage, await read(c, bodies.deactivate))));
  app.post('/group', async (c) => c.json(await changeGroup(stage, await read(c, bodies.group), signal())));
  app.post('/disconnect', async (c) =>
    c.json({ disconnected: sockets.disconnect((await read(c, bodies.disconnect)).how) }),
  );
  app.put('/settings', async (c) => {
    workspace.postIntervalMs = (await read(c, bodies.settings)).postIntervalMs;
    return c.json({ postIntervalMs: workspace.postIntervalMs });
  });
  app.get('/complete', (c) => {
    const typed = (c.req.query('text') ?? '').trimStart();
    const [name = ''] = typed.split(/\s/);
    const complete = /\s/.test(typed);
    return c.json(
      workspace.options.commands.filter((known) =>
        complete ? known.command === name : name !== '' && known.command.startsWith(name),
      ),
    );
  });
  return app;
}

async function read<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  return schema.parse(await context.req.json());
}
