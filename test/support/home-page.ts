import { eventually } from './eventually.ts';
import type { HomeBlock } from './sandbox-state.ts';
import type { World } from './world.ts';

/** What a person sees on the Home, and what they press there. */
export class HomePage {
  readonly #world: World;
  readonly #user: string;

  constructor(world: World, user: string) {
    this.#world = world;
    this.#user = user;
  }

  async open(): Promise<void> {
    await this.#world.call('POST', '/_sandbox/slack/home', { user: this.#user });
  }

  /** Under a headline, or under each of them: one text for each block. */
  async says(part?: string): Promise<readonly string[]> {
    const blocks = await this.#blocks();
    const start = blocks.findIndex(({ type, text }) => type === 'header' && text?.text === part);
    const end = blocks.findIndex(({ type }, index) => index > start && type === 'header');
    const shown = part === undefined ? blocks : blocks.slice(start + 1, end === -1 ? undefined : end);
    return shown.map(textOf);
  }

  /** Once one of the blocks there says it. */
  async waitFor(part: string | undefined, wanted: RegExp, withinMs = 5_000): Promise<string> {
    return eventually(async () => (await this.says(part)).find((text) => wanted.test(text)), {
      what: `the Home of ${this.#user} to say ${wanted}`,
      withinMs,
      found: async () => `${(await this.says()).join('\n')}\n${this.#world.botLines.slice(-10).join('\n')}`,
    });
  }

  /** The labels of its buttons. */
  async buttons(): Promise<readonly string[]> {
    return (await this.#blocks()).flatMap(({ accessory }) => accessory?.text?.text ?? []);
  }

  /** Where the button leads that stands beside this text. */
  async linkBeside(wanted: RegExp): Promise<string | undefined> {
    return (await this.#blocks()).find((block) => wanted.test(textOf(block)))?.accessory?.url;
  }

  async press(label: string): Promise<void> {
    const { homes } = await this.#world.holds('slack');
    const home = homes.find(({ user }) => user === this.#user);
    const block = home?.view.blocks.find(({ accessory }) => accessory?.text?.text === label);
    if (!home || !block?.accessory) throw new Error(`no ${label} here: ${(await this.buttons()).join()}`);
    const { action_id: actionId, value } = block.accessory;
    const press = { user: this.#user, view: home.id, blockId: block.block_id, actionId, value };
    await this.#world.call('POST', '/_sandbox/slack/click', press);
  }

  async #blocks(): Promise<readonly HomeBlock[]> {
    const slack = await this.#world.holds('slack');
    return slack.homes.find(({ user }) => user === this.#user)?.view.blocks ?? [];
  }
}

function textOf({ text, elements }: HomeBlock): string {
  const words = text?.text ?? (elements ?? []).map((element) => element.text ?? '').join(' ');
  return words.replaceAll('\u00A0', ' ');
}
