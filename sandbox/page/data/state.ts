import type { Settings } from '../../kernel/contract.ts';
import type { GithubState } from '../../github/state.ts';
import type { NeonState } from '../../neon/state.ts';
import type { RailwayState } from '../../railway/state.ts';
import type { SlackState } from '../../slack/state.ts';
import type { VercelState } from '../../vercel/state.ts';

/** `GET /_sandbox/state`. */
export interface SandboxState {
  /** The sandbox's own clock, ms since the epoch. */
  readonly now: number;
  readonly settings: Settings;
  readonly slack: SlackState;
  readonly github: GithubState;
  readonly vercel: VercelState;
  readonly railway: RailwayState;
  readonly neon: NeonState;
}
