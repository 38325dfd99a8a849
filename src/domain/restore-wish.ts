/** Which data somebody wants to have back. */
export type RestoreWish =
  | { readonly kind: 'moment'; readonly at: number }
  /** `14:05` or `2026-11-14T14:05`, on a clock in `zone`, else in the zone of whoever asks. */
  | { readonly kind: 'clock'; readonly local: string; readonly zone?: string }
  /** Right before this release went live: 7 digits or more of its commit, its id, or `last`. */
  | { readonly kind: 'release'; readonly release: string }
  /** Right before the release that came after this one (its id): what a rollback to it left behind. */
  | { readonly kind: 'after'; readonly release: string }
  /** As a branch of the same database holds it. */
  | { readonly kind: 'branch'; readonly name: string };

/** As it is typed. */
export function sayWish(wish: RestoreWish): string {
  switch (wish.kind) {
    case 'moment':
      return `at ${new Date(wish.at).toISOString()}`;
    case 'clock':
      return ['at', wish.local.replace('T', ' '), ...(wish.zone === undefined ? [] : [wish.zone])].join(' ');
    case 'release':
      return `at ${wish.release}`;
    case 'after':
      return '';
    case 'branch':
      return `at branch ${wish.name}`;
  }
}
