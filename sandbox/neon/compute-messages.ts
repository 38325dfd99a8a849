export type ToCompute =
  | {
      readonly kind: 'start';
      readonly directory: string;
      readonly role: string;
      readonly database: string;
      readonly passwords: Readonly<Record<string, string>>;
    }
  /** Everything to disk, and nothing moves until `thaw`. */
  | { readonly kind: 'freeze' }
  | { readonly kind: 'thaw' }
  | { readonly kind: 'describe' }
  | { readonly kind: 'take_rows_out' }
  | { readonly kind: 'stop' };

/** `lsn`: position in the write-ahead log. */
export type FromCompute =
  | { readonly kind: 'ready'; readonly port: number; readonly lsn: string }
  | { readonly kind: 'frozen'; readonly lsn: string }
  | { readonly kind: 'described'; readonly schema: string }
  | { readonly kind: 'rows_taken_out' }
  /** Something was written since the last message. */
  | { readonly kind: 'written'; readonly lsn: string };
