/* What the sandbox answers when it is asked for its state: the parts that tests look at. */

export interface SlackMessage {
  readonly ts: string;
  readonly threadTs?: string;
  readonly user: string;
  readonly text: string;
  readonly versions: readonly string[];
  readonly metadata?: { readonly event_payload?: { readonly key?: string } };
  readonly visibleTo?: string;
  readonly blocks: readonly { readonly type: string; readonly elements?: readonly Element[] }[];
}
export interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
}

export interface HomeBlock {
  readonly type: string;
  readonly block_id: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly { readonly text?: string }[];
  readonly accessory?: Element & { readonly url?: string };
}

export interface SandboxState {
  readonly slack: {
    readonly channels: readonly {
      readonly id: string;
      readonly kind: string;
      readonly members: readonly string[];
      readonly messages: readonly SlackMessage[];
    }[];
    readonly modals: readonly {
      readonly id: string;
      readonly user: string;
      readonly view: { callback_id: string };
    }[];
    readonly homes: readonly {
      readonly id: string;
      readonly user: string;
      readonly view: { readonly blocks: readonly HomeBlock[] };
    }[];
  };
  readonly github: {
    readonly deployments: readonly {
      readonly id: number;
      readonly sha: string;
      readonly payload: unknown;
      /** Oldest first. */
      readonly statuses: readonly { readonly state: string }[];
    }[];
  };
  readonly vercel: {
    readonly projects: readonly {
      readonly domains: readonly {
        readonly domain: string;
        readonly url: string;
        readonly deployment?: string;
      }[];
      readonly deployments: readonly {
        readonly id: string;
        readonly commit?: string;
        readonly readyState: string;
        readonly readySubstate?: string;
      }[];
    }[];
  };
  readonly railway: {
    readonly environments: readonly {
      readonly id: string;
      readonly name: string;
      readonly services: readonly {
        readonly url: string;
        readonly active?: string;
        readonly autoDeploy: boolean;
        readonly deployments: readonly {
          readonly id: string;
          readonly status: string;
          readonly commit?: string;
        }[];
      }[];
    }[];
  };
  readonly neon: {
    readonly branches: readonly {
      readonly id: string;
      readonly name: string;
      readonly expiresAt?: number;
      readonly endpoint?: { readonly port: number };
    }[];
  };
}

export interface JournalLine {
  readonly number: number;
  readonly service: string;
  /** ms since the epoch */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly operation?: string;
  readonly status: number;
  readonly unknown?: boolean;
  readonly fault?: string;
  readonly body?: unknown;
}
