import { type OperationId, parseOperationId } from '../../../src/domain/ids.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import type { Store } from '../../../src/store/commit.ts';
import { keys } from '../../../src/store/keys.ts';
import { loadOperation } from '../../../src/store/operations.ts';

const page = 1_000;

/** Follows the audit stream: which operation came of which ref. */
export class Ledger {
  readonly #store: Store;
  readonly #operations = new Map<string, OperationId>();
  #last = '-';

  constructor(store: Store) {
    this.#store = store;
  }

  /** What the stream has told so far, oldest first. */
  get all(): readonly OperationId[] {
    return [...this.#operations.values()];
  }

  async operationFor(ref: string): Promise<OperationId | undefined> {
    await this.#read();
    return this.#operations.get(ref);
  }

  async #read(): Promise<void> {
    const lines = await this.#store.redis.xrange(keys.audit, this.#last, '+', 'COUNT', page);
    for (const [id, fields] of lines) {
      this.#last = `(${id}`;
      const event = JSON.parse(fields[fields.indexOf('event') + 1] ?? '') as { readonly kind: string };
      if (event.kind === 'requested') this.#note(await this.#operation(fields));
    }
    if (lines.length === page) await this.#read();
  }

  #operation(fields: readonly string[]): Promise<Operation> {
    return loadOperation(this.#store, parseOperationId(fields[fields.indexOf('operation') + 1] ?? ''));
  }

  /** Two operations for one ref are both kept: the second is a command taken twice. */
  #note({ id, request }: Operation): void {
    const ref = request.ref ?? '';
    this.#operations.set(this.#operations.has(ref) ? `${ref} again ${id}` : ref, id);
  }
}
