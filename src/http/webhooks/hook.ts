import type { IncomingHttpHeaders } from 'node:http';
import type { Hint } from '../../domain/hint.ts';

/** How the webhooks of one platform are told from forged ones, and read. */
export interface Hook {
  readonly platform: 'GitHub' | 'Vercel' | 'Railway';
  /** The environment variable that holds the secret. */
  readonly variable: string;
  isGenuine(delivery: Delivery, secret: string): boolean;
  /** `malformed`: not what this platform sends. */
  read(delivery: Delivery, body: unknown): Reading | 'malformed';
}

/** A request as it came. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

export interface Reading {
  /** The same whenever the platform sends it again. */
  readonly id: string;
  /** Absent where it tells of nothing that anybody waits for. */
  readonly hint?: Hint;
}
