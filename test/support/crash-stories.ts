import type { CrashWorld } from './crash-world.ts';
import { eventually } from './eventually.ts';
import { quickPlatforms, type World } from './world.ts';

/** A way to ask for a workflow, and how it ends when nothing dies. All else is read from what its workers write. */
export interface Story {
  readonly name: string;
  readonly ending: RegExp;
  /** Durations of the platforms, on top of instant ones. */
  readonly settings?: object;
  /** Breaks something for this commit. */
  readonly breaks?: (world: World, sha: string) => Promise<unknown>;
  /** What must come true before there is a card to nod to. */
  readonly beforeTheNod?: (crash: CrashWorld, sha: string) => Promise<void>;
  /** Else `/deploy prod` of a new commit, and *Approve*. */
  readonly asks?: {
    readonly command: string;
    readonly button: string;
    /** What must be there before: answers the commit that `breaks` is about. */
    readonly prepare: (crash: CrashWorld) => Promise<string>;
    /** Messages in the channel: the card, and what else it posts. */
    readonly cards: number;
  };
  /** Undoing asks the same of a platform once more. */
  readonly thereAndBack?: readonly string[];
  readonly onceItRuns?: (crash: CrashWorld) => Promise<void>;
  /** Its undoing is another than that of the stories before it, although the steps are the same. */
  readonly undoesOtherwise?: true;
}

export const goodStory: Story = { name: 'a deploy to production', ending: /^✅/ };

const backToTheLast = {
  command: '/rollback prod',
  button: 'Roll back to',
  async prepare(crash: CrashWorld) {
    const good = await deployed(crash, 'Good');
    await deployed(crash, 'Bad');
    return good;
  },
  cards: 2,
};

/** To the data of right before the last release. */
const dataOfBefore = {
  command: '/db restore prod last',
  button: 'Approve',
  prepare: (crash: CrashWorld) => deployed(crash, 'Shows lessons'),
  cards: 1,
};

export const restoreStory: Story = {
  name: 'a restore of data',
  ending: /^✅.*has its data/,
  asks: dataOfBefore,
};

export const takenBackStory: Story = {
  name: 'a restore of data after which the backend is not well, taken back',
  ending: /^❌/,
  asks: dataOfBefore,
  thereAndBack: ['Neon: restore'],
  breaks: (world, live) =>
    world.call('POST', '/_sandbox/railway/unhealthy', {
      environment: 'production',
      status: 503,
      forCommit: live,
    }),
};

export const stories: readonly Story[] = [
  goodStory,
  {
    name: 'a deploy that its address does not serve, undone',
    ending: /^❌/,
    breaks: (world, forCommit) => world.call('POST', '/_sandbox/vercel/dark', { forCommit }),
  },
  {
    name: 'a deploy whose backend does not get well, undone',
    ending: /^❌/,
    breaks: (world, forCommit) =>
      world.call('POST', '/_sandbox/railway/unhealthy', {
        environment: 'production',
        status: 503,
        forCommit,
      }),
  },
  {
    name: 'a deploy that waits for its checks',
    ending: /^✅/,
    breaks: (world, sha) => setCheck(world, sha, { status: 'in_progress' }),
    async beforeTheNod(crash, sha) {
      const operation = await crash.newestOperation();
      await eventually(async () => (await crash.has(operation, 'operation awaiting_checks')) || undefined, {
        what: 'the deploy to wait for its checks',
        withinMs: 40_000,
      });
      await setCheck(crash.world, sha, { status: 'completed', conclusion: 'success' });
    },
  },
  {
    name: 'a deploy cancelled while its frontend is built, undone',
    ending: /^🚫/,
    settings: { vercel: { ...quickPlatforms.vercel, buildMs: 60_000 } },
    undoesOtherwise: true,
    async onceItRuns(crash) {
      const operation = await crash.newestOperation();
      const stands = [
        'build-frontend started',
        'restore-point done',
        'github-deployment done',
        'github-in-progress done',
      ];
      await eventually(
        async () =>
          (await Promise.all(stands.map((moment) => crash.has(operation, moment)))).every(Boolean) ||
          undefined,
        { what: 'the build to be all that is left', withinMs: 40_000 },
      );
      const card = (await crash.world.cards()).at(-1);
      if (card) await crash.world.press('U0ANA001', card, 'Cancel');
    },
  },
  { name: 'a rollback', ending: /^↩️/, asks: backToTheLast },
  {
    name: 'a rollback whose backend does not get well, undone',
    ending: /^❌/,
    asks: { ...backToTheLast, cards: 1 },
    thereAndBack: ['Railway: roll back'],
    breaks: (world, good) =>
      world.call('POST', '/_sandbox/railway/unhealthy', {
        environment: 'production',
        status: 503,
        forCommit: good,
      }),
  },
  restoreStory,
  takenBackStory,
];

async function deployed(crash: CrashWorld, message: string): Promise<string> {
  const { world } = crash;
  const sha = await world.commit('main', message);
  const card = await world.ask('U0ANA001', '/deploy prod', /^✋/, 40_000);
  await world.press('U0BRUNO1', card, 'Approve');
  await world.card(/^✅/, 40_000);
  return sha;
}

function setCheck(world: World, sha: string, how: object): Promise<unknown> {
  return world.call('POST', '/_sandbox/github/check', { sha, name: 'e2e-tests', ...how });
}

/** Platforms as this story wants them, and nothing that the one before it left in the way. Answers the prepared commit. */
export async function setTheStage(crash: CrashWorld, { settings, asks }: Story): Promise<string | undefined> {
  const { world } = crash;
  await world.call('PUT', '/_sandbox/settings', { ...quickPlatforms, ...settings });
  await releaseHolds(world);
  return asks?.prepare(crash);
}

async function releaseHolds(world: World): Promise<void> {
  const isHold = ({ text }: { readonly text: string }) => /^🔒.*on hold/.test(text);
  const pressed = new Set<string>();
  // A hold is told a moment after the rollback that leaves it.
  const release = async () => {
    const held = (await world.cards()).filter(isHold);
    for (const card of held.filter(({ ts }) => !pressed.has(ts))) {
      pressed.add(card.ts);
      await world.press('U0ANA001', card, 'Release the hold');
    }
    return held.length === 0 || undefined;
  };
  await eventually(release, { what: 'the holds to be released', withinMs: 40_000 });
}
