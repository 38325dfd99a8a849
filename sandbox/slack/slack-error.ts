/** Answered as `{ok: false, error: code, ...details}`. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly status: number;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}, status = 200) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.details = details;
    this.status = status;
  }
}

/** With sentences of Slack's form: `[ERROR] … [json-pointer:/…]`. */
export function invalid(code: string, messages: readonly string[]): SlackError {
  return new SlackError(code, { errors: messages.map(plain), response_metadata: { messages } });
}

function plain(message: string): string {
  return message.replace(/^\[ERROR\] /, '');
}
