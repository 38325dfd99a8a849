/** Where a platform's work stands. `unknown` carries a word that this version does not know: never a success. */
export type WorkStatus =
  | { readonly kind: 'working'; readonly detail: string }
  | { readonly kind: 'ready'; readonly url?: string }
  | { readonly kind: 'failed'; readonly status: string }
  | { readonly kind: 'unknown'; readonly status: string };
