import { pino } from 'pino';

export type Logger = pino.Logger;

export interface LogOptions {
  readonly level: string;
  /** Blots secrets out of a text. */
  readonly scrub: (text: string) => string;
  readonly destination?: pino.DestinationStream;
}

/*
 * One JSON line per event. Errors are logged by class, message and code only: what a vendor's client hangs onto an
 * error (headers, variables, bodies) never gets here. Every text is scrubbed, for messages quote what was sent.
 */
export function createLog({ level, scrub, destination }: LogOptions): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    // Errors are described before they get here; pino's own serializer would keep what hangs on them.
    serializers: { err: (described: unknown) => described },
    hooks: {
      logMethod(input, write) {
        const clean = input.map((part: unknown) => cleanArgument(part, scrub));
        write.apply(this, clean as Parameters<typeof write>);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

type Scrub = LogOptions['scrub'];

/** Before pino sees it: it would take an error's message as the line's own. */
function cleanArgument(part: unknown, scrub: Scrub): unknown {
  return cleanValue(part instanceof Error ? { err: part } : part, scrub, 0);
}

const secretNames =
  /token$|secret|password|authorization|cookie|headers|variables|api_?key|private_?key|connection_?(?:string|uri)/i;
const deepest = 8;

function cleanEntries(facts: object, scrub: Scrub, depth: number): Record<string, unknown> {
  const clean = (name: string, value: unknown) =>
    secretNames.test(name) && value !== undefined ? '[redacted]' : cleanValue(value, scrub, depth);
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, clean(name, value)]));
}

function cleanValue(value: unknown, scrub: Scrub, depth: number): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === deepest) return '…';
  if (value instanceof Error) return describeError(value, scrub, depth);
  if (Array.isArray(value)) return value.map((each) => cleanValue(each, scrub, depth + 1));
  return cleanEntries(value, scrub, depth + 1);
}

function describeError(error: Error, scrub: Scrub, depth: number): object {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    message: scrub(message),
    ...(code !== undefined && { code: cleanValue(code, scrub, depth + 1) }),
    stack: stack
      ?.slice(stack.indexOf(message) + message.length)
      .split('\n')
      .filter((line) => line.trimStart().startsWith('at '))
      .slice(0, 7)
      .map((line) => scrub(line.trim())),
    ...(cause instanceof Error && { cause: cleanValue(cause, scrub, depth + 1) }),
    ...(error instanceof AggregateError && { errors: cleanValue(error.errors, scrub, depth + 1) }),
  };
}
