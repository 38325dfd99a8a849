/** The database understood, and said no. Its `detail` is left behind: it quotes rows. */
export class SqlFailure extends Error {
  override readonly name = 'SqlFailure';
  /** https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}
