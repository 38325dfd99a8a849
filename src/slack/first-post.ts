import type { Operation } from '../domain/operation.ts';
import { withPermit } from '../providers/permit.ts';
import type { ClaimedCard } from '../commands/outcome.ts';
import { type Claim, noteClaimedPost, releaseClaim } from '../store/claim.ts';
import { cardLink } from './card-link.ts';
import { drawCard, type DrawOptions } from './draw.ts';
import { slackFailure } from './failure.ts';
import { post, takeBackDouble } from './posted.ts';

export interface FirstPostsOptions extends DrawOptions {
  readonly log: { warn(facts: object, text: string): void };
}

/** Cards on their way from the process that took the command. Whatever goes wrong is left to the workers. */
export class FirstPosts {
  readonly #options: FirstPostsOptions;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: FirstPostsOptions) {
    this.#options = options;
  }

  /** `begin`: makes what was acknowledged an operation; never rejects. */
  follow(begin: () => Promise<ClaimedCard | undefined>): void {
    const posted = this.#follow(begin).finally(() => this.#underWay.delete(posted));
    this.#underWay.add(posted);
  }

  /** Resolves when none is on its way. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #follow(begin: () => Promise<ClaimedCard | undefined>): Promise<void> {
    const card = await begin();
    if (!card) return;
    const { log } = this.#options;
    await this.#post(card).catch((error: unknown) =>
      log.warn({ operation: card.operation.id, err: error }, 'a worker will look for the card'),
    );
  }

  async #post({ operation, claim }: ClaimedCard): Promise<void> {
    const { store } = this.#options;
    const ts = await this.#send(operation, claim);
    if (ts === undefined) return releaseClaim(store, operation);
    const { id: key, createdAt: since, request } = operation;
    if ((await noteClaimedPost(store, operation, ts)) === 'lost')
      return takeBackDouble(this.#options, { channel: request.channel, key, since, ts });
    await cardLink(this.#options, key);
  }

  async #send(operation: Operation, claim: Claim): Promise<string | undefined> {
    const { slack, log } = this.#options;
    try {
      const view = await drawCard(this.#options, operation);
      const message = { channel: operation.request.channel, key: operation.id, view };
      return await withPermit(
        () => assertHeld(claim),
        () => post(slack, message),
      );
    } catch (error) {
      const why = slackFailure(error)?.code ?? (error instanceof Error ? error.name : 'unknown');
      log.warn({ operation: operation.id, slack: why }, 'the card is left to a worker');
      return undefined;
    }
  }
}

/** A process that was paused since: a worker may be about to post the card. */
function assertHeld({ sendBefore }: Claim): void {
  if (performance.now() >= sendBefore) throw new ClaimOverError('the time to post the card is over');
}

class ClaimOverError extends Error {
  override readonly name = 'ClaimOverError';
}
