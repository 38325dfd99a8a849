interface ImportMetaEnv {
  /** The commit that this build was made from. */
  readonly VITE_COMMIT: string;
}
