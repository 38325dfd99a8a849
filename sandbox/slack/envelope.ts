/** Slack waits this long for an acknowledgement; real time, because the app's is. */
export const ackDeadlineMs = 3000;

export interface Envelope {
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly retry?: { readonly number: number; readonly reason: 'http_timeout' | 'http_error' };
}

export interface Delivered {
  /** HTTP status of the acknowledgement; 0 where none came. */
  readonly status: number;
  readonly ms: number;
  /** Parsed where it was JSON; '' where it was empty. */
  readonly body: unknown;
  readonly error?: 'operation_timeout' | 'dispatch_failed' | 'invalid_command';
  /** The app asked for no more retries of this event. */
  readonly noRetry?: boolean;
}
