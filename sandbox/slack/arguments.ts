import { z } from 'zod';
import { SlackError, invalid } from './slack-error.ts';

/** Form fields are strings; JSON bodies have their types: both are accepted, as by Slack. */
export const flag = z.union([z.boolean(), z.stringbool()]).optional();
export const count = z.coerce.number().int().optional();
export const word = z.string().min(1);
export const optionalWord = z.string().optional();
export const timestamp = z.string().regex(/^\d+\.\d{6}$/);

export function json<T extends z.ZodType>(schema: T) {
  return z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be valid JSON' });
      return z.NEVER;
    }
  }, schema);
}

/** Unknown arguments are refused: Slack ignores them, but here they are mistakes. */
export function readArguments<T extends z.ZodRawShape>(shape: T, raw: unknown): z.infer<z.ZodObject<T>> {
  const schema = z.strictObject({ ...shape, team_id: z.string().optional() });
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data as unknown as z.infer<z.ZodObject<T>>;
  throw invalid(
    'invalid_arguments',
    parsed.error.issues.map(({ message, path }) => `[ERROR] ${message} [json-pointer:/${path.join('/')}]`),
  );
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string;
}

export function paginate<T>(
  items: readonly T[],
  { cursor = '', limit = 0 }: { cursor?: string | undefined; limit?: number | undefined },
): Page<T> {
  const start = cursor === '' ? 0 : Number(/^offset:(\d+)$/.exec(decode(cursor))?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new SlackError('invalid_cursor');
  if (limit < 0 || limit > 1000) throw new SlackError('invalid_limit');
  const end = start + (limit === 0 ? 100 : limit);
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(`offset:${end}`).toString('base64') : '',
  };
}

function decode(cursor: string): string {
  return Buffer.from(cursor, 'base64').toString();
}
