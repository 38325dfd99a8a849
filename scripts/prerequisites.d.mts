export type PrerequisiteName = 'redis' | 'git' | 'chromium' | 'postgres';

/** How to use what was found. `url`: a Redis that runs already. */
export type Found =
  | { readonly via: 'url'; readonly url: string }
  | { readonly via: 'path'; readonly path: string }
  | { readonly via: 'docker'; readonly image: string };

/** What was seen of the system. */
export interface Seen {
  readonly found?: Found;
  /** Why something that looked right was not taken. */
  readonly rejected?: string;
  /** Stands for the system's own command: a person's setting is wrong and must not be bypassed. */
  readonly advice?: string;
  readonly managers: readonly string[];
  readonly root: boolean;
  readonly distribution?: string;
}

export type Decision =
  | ({ readonly kind: 'found' } & Found)
  | { readonly kind: 'install'; readonly packages: readonly string[] }
  | { readonly kind: 'missing'; readonly sentence: string };

export function decide(name: PrerequisiteName, seen: Seen): Decision;

/** Finds or installs it; throws an Error with one sentence where a person must act. `say` hears of installations. */
export function ensure(
  name: PrerequisiteName,
  options?: { readonly env?: NodeJS.ProcessEnv; readonly say?: (line: string) => void },
): Promise<Found>;

/** Runs a found server in the foreground on `port` of this machine; undefined where it runs already (`url`). */
export function redisCommand(
  found: Found,
  wanted: { readonly port: number; readonly options?: readonly string[] },
): { readonly command: string; readonly arguments: string[] } | undefined;
