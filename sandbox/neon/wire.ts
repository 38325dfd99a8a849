import type { Socket } from 'node:net';

/** The part of PostgreSQL's wire protocol (v3) that decides who may connect and where one request ends. */

export interface Startup {
  readonly user: string;
  readonly database: string;
  readonly bytes: Buffer;
}

export const protocol = { version3: 196_608, cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 } as const;

/** Reads whole messages of a client; undefined when it is gone. */
export function createReader(socket: Socket) {
  let buffered: Buffer = Buffer.alloc(0);
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const read = async (length: number): Promise<Buffer | undefined> => {
    while (buffered.length < length) {
      const next = await chunks.next().catch(() => undefined);
      if (next === undefined || next.done === true) return undefined;
      buffered = Buffer.concat([buffered, next.value]);
    }
    const taken = buffered.subarray(0, length);
    buffered = buffered.subarray(length);
    return taken;
  };
  return {
    /** Without a type byte: only the first messages of a connection. */
    async untyped(): Promise<Buffer | undefined> {
      const head = await read(4);
      const rest = head && (await read(Math.max(head.readInt32BE(0) - 4, 0)));
      return rest && Buffer.concat([head, rest]);
    },
    async typed(): Promise<Buffer | undefined> {
      const head = await read(5);
      const rest = head && (await read(Math.max(head.readInt32BE(1) - 4, 0)));
      return rest && Buffer.concat([head, rest]);
    },
  };
}

export function parseStartup(bytes: Buffer): Startup {
  const words = bytes.subarray(8).toString('utf8').split('\0');
  const values = new Map<string, string>();
  for (let index = 0; index + 1 < words.length; index += 2) {
    values.set(words[index] ?? '', words[index + 1] ?? '');
  }
  const user = values.get('user') ?? '';
  return { user, database: values.get('database') ?? user, bytes };
}

/** The text of a password message. */
export const parsePassword = (message: Buffer): string => message.subarray(5, -1).toString('utf8');

export const askPassword = (): Buffer => message('R', int32(3));

export function errorMessage(code: string, text: string): Buffer {
  const fields = `SFATAL\0VFATAL\0C${code}\0M${text}\0\0`;
  return message('E', Buffer.from(fields));
}

export const query = (sql: string): Buffer => message('Q', Buffer.from(`${sql}\0`));

/** `I` idle, `T` in a transaction, `E` in a failed one; undefined where the answer does not end a request. */
export function readyStatus(answer: Buffer): string | undefined {
  const tail = answer.subarray(-6);
  if (tail.length < 6 || tail[0] !== 'Z'.charCodeAt(0) || tail.readInt32BE(1) !== 5) return undefined;
  return String.fromCharCode(tail[5] ?? 0);
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
