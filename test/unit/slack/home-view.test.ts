import { describe, expect, it } from 'vitest';
import type { Ending, OperationState } from '../../../src/domain/operation.ts';
import type { OwnSign } from '../../../src/slack/views/home-signs.ts';
import { closedHomeView, type HomeModel, homeView } from '../../../src/slack/views/home-view.ts';
import { buttonLabels, buttonsOf, problemsOfHome, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  ana,
  anApproved,
  anOperation,
  bruno,
  liveSha,
  newSha,
  now,
} from '../../support/operation-builders.ts';
import { aFreeze, aHold, aLock, production } from '../../support/stop-builders.ts';

const noStops = { lock: undefined, drift: undefined, hold: undefined, freeze: undefined, window: undefined };
const card = 'https://slack.com/archives/C0DEPLOYS/p1';
const part = { deployment: 'dpl_1', commit: newSha, subject: 'Fix cart totals', by: ana, at: now };
const place = {
  app: 'mundo-tango',
  environment: 'production',
  released: { frontend: part, backend: part },
  stops: noStops,
  queue: [],
};

function aHome(over: Partial<HomeModel> = {}): HomeModel {
  return {
    apps: ['mundo-tango'],
    environments: [place],
    nods: { waiting: [], unknown: false },
    underWay: [],
    ended: [],
    signs: [],
    now,
    ...over,
  };
}

/** The texts under a headline, with dates as they read. */
function shown(home: Partial<HomeModel>, under: string): readonly string[] {
  const { blocks } = homeView(aHome(home));
  expect(problemsOfHome({ blocks })).toEqual([]);
  const start = blocks.findIndex((block) => JSON.stringify(block).includes(JSON.stringify(under)));
  const end = blocks.findIndex((block, index) => index > start && /header|divider/.test(block.type));
  return shownTexts(blocks.slice(start + 1, end))
    .filter((text) => !buttonLabels(blocks).includes(text))
    .map((text) => text.replaceAll(/<!date\^\d+\^([^|]*)\|[^>]*>/g, '$1'));
}

const over = (state: OperationState, ending: Ending, more: object = {}) => ({
  model: aModel({ operation: anApproved({ state, ending, endedAt: now, ...more }) }),
  card,
});

describe('a Home with nothing on it', () => {
  it.each([
    ['Waiting for your nod', /^Nothing waits for you\..*`\/deploy`/],
    ['Running and waiting', /^Nothing runs or waits\. `\/deploy` opens a form; `\/deploy production` plans/],
    ['Ended lately', /^Nothing has ended yet/],
    ['Your locks, holds and freezes', /`\/lock production checkout is on fire for 2h` would/],
  ])('says under “%s” what would be there, and what to type', (under, wanted) => {
    expect(shown({}, under)).toEqual([expect.stringMatching(wanted)]);
  });

  it('says what is not on record, and where the platforms are asked', () => {
    const home = { environments: [{ ...place, released: {} }] };
    expect(shown(home, 'Environments')).toEqual(['*production* · no release is on record yet']);
    expect(shownTexts(homeView(aHome(home)).blocks).at(-1)).toContain('`/status`');
  });
});

describe('what waits for a nod', () => {
  it('is the head of its card, with the way to it', () => {
    const waiting = [{ model: aModel(), card }];
    expect(shown({ nods: { waiting, unknown: false } }, 'Waiting for your nod')).toEqual([
      '✋ Deploy to *production* waits for a nod · mundo-tango\n`a1b2c3d` Fix cart totals · main · asked by <@U0ANA001> · expires {ago} ({time})',
    ]);
    const { blocks } = homeView(aHome({ nods: { waiting, unknown: false } }));
    expect(buttonsOf(blocks)).toEqual([expect.objectContaining({ url: card })]);
    expect(shown({ nods: { waiting, unknown: false } }, 'Running and waiting')[0]).toMatch(
      /^Nothing else runs or waits\./,
    );
  });

  it('has no button while Slack has not told where the card is', () => {
    const { blocks } = homeView(aHome({ nods: { waiting: [{ model: aModel() }], unknown: false } }));
    expect(buttonLabels(blocks)).toEqual([]);
  });

  it('is not said to be nothing where Slack does not say who may nod', () => {
    expect(shown({ nods: { waiting: [], unknown: true } }, 'Waiting for your nod')).toEqual([
      '❔ Slack does not say just now what you may approve. Open this page again in a minute.',
    ]);
  });
});

describe('an environment', () => {
  it('says what was released last, and what stands in the way', () => {
    const stops = { ...noStops, lock: aLock({ by: bruno }) };
    const queue = [{ stands: 'running', by: ana, card } as const];
    const seen = { ...place, stops, queue, watchedUntil: now + 60_000 };
    expect(shown({ environments: [seen] }, 'Environments')).toEqual([
      `*production* · \`a1b2c3d\` Fix cart totals · released {date_short_pretty} at {time} by <@U0ANA001> · watched until {time} · 🔒 locked by <@U0BRUNO1> “checkout is on fire” · ⏳ 1 running (<${card}|asked> by <@U0ANA001>)`,
    ]);
  });

  it('names the components where they were released apart', () => {
    const backend = { ...part, commit: liveSha, subject: 'Before <!channel>', byItself: true } as const;
    const [line] = shown(
      { environments: [{ ...place, released: { frontend: part, backend } }] },
      'Environments',
    );
    expect(line).toContain('`a1b2c3d` Fix cart totals (frontend) · released');
    expect(line).toContain('`9f8e7d6` Before &lt;!channel&gt; (backend) · released');
    expect(line).toContain('by Cabeceo (watching for <@U0ANA001>)');
  });
});

describe('what runs and waits', () => {
  it('is told as on the cards, what runs first', () => {
    const queued = { model: aModel({ operation: anApproved({ state: 'queued' }), queuePlace: 2 }), card };
    const running = { model: aModel({ operation: anApproved({ state: 'running' }), queuePlace: 1 }), card };
    const waiting = { model: aModel({ operation: anOperation() }) };
    const lines = shown({ underWay: [waiting, queued, running] }, 'Running and waiting');
    expect(lines.map((line) => line.split('\n')[0])).toEqual([
      `⏳ Deploying *production* · \`a1b2c3d\` Fix cart totals · approved by <@U0BRUNO1> · <${card}|its card>`,
      '🕓 Deploy to *production* waits its turn, 2nd in line · `a1b2c3d` Fix cart totals',
      '✋ Deploy to *production* waits for a nod · mundo-tango',
    ]);
  });
});

describe('what ended lately', () => {
  const rejected: Ending = { kind: 'rejected', by: bruno, reason: 'not <!here>' };
  const when = `{date_short_pretty} at {time} · <${card}|its card>`;

  it.each([
    [
      over('succeeded', { kind: 'succeeded', release: 'rel_1', mixedVersionsMs: 0 }),
      `✅ *production* runs \`a1b2c3d\` Fix cart totals · 1 m · 0 s of mixed versions · ${when}`,
    ],
    [
      over('rejected', rejected),
      `🚫 Not deployed to *production*: <@U0BRUNO1> rejected \`a1b2c3d\` Fix cart totals · ${when}`,
    ],
    [
      over('unchanged', { kind: 'unchanged' }),
      `✅ *production* already runs \`a1b2c3d\` Fix cart totals. Nothing to do · ${when}`,
    ],
    [
      over('rejected', rejected, { request: { ...anOperation().request, emergency: 'checkout is down' } }),
      `🚨 🚫 Not deployed to *production*: <@U0BRUNO1> rejected \`a1b2c3d\` Fix cart totals · ${when}`,
    ],
  ])('is told as on its card: %#', (ended, line) => {
    expect(shown({ ended: [ended] }, 'Ended lately')).toEqual([line]);
  });
});

describe('the signs that the reader has set up', () => {
  const everywhere = { app: '*', environment: '*' };

  it.each<[OwnSign, string, string]>([
    [
      { kind: 'lock', place: production, sign: aLock() },
      '🔒 You have locked *production*: “checkout is on fire”\nmundo-tango · since {date_short_pretty} at {time} · until it is unlocked',
      'Unlock production',
    ],
    [
      { kind: 'hold', place: production, sign: aHold() },
      '🔒 You have put *production* on hold: “orders are lost”\nmundo-tango · since {date_short_pretty} at {time}',
      'Release the hold…',
    ],
    [
      { kind: 'freeze', place: everywhere, sign: aFreeze() },
      '🔒 You have frozen *everything*: “the payment provider is down”\nsince {date_short_pretty} at {time}',
      'Lift the freeze…',
    ],
  ])('stand there with what takes them away: %#', (sign, text, label) => {
    const { blocks } = homeView(aHome({ signs: [sign] }));
    expect(buttonLabels(blocks)).toEqual([label]);
    const [shownText] = shown({ signs: [sign] }, 'Your locks, holds and freezes');
    expect(shownText).toBe(text);
  });
});

describe('a Home of several apps', () => {
  it('has the name of each before its own', () => {
    const environments = [place, { ...place, environment: 'development' }, { ...place, app: 'milonga' }];
    const lines = shown({ apps: ['mundo-tango', 'milonga'], environments }, 'Environments');
    expect(lines.map((line) => line.split(' · ')[0])).toEqual([
      '*mundo-tango*',
      '*production*',
      '*development*',
      '*milonga*',
      '*production*',
    ]);
  });

  it('counts what it leaves out', () => {
    const many = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);
    const one = { model: aModel(), card };
    const home = {
      environments: many(20, place),
      nods: { waiting: many(11, one), unknown: false },
      underWay: many(12, one),
      signs: many(9, { kind: 'lock', place: production, sign: aLock() } as const),
    };
    expect(shown(home, 'Environments').at(-1)).toBe('…and 5 more');
    expect(shown(home, 'Waiting for your nod').at(-1)).toBe('…and 3 more');
    expect(shown(home, 'Running and waiting').at(-1)).toBe('…and 2 more');
    expect(shown(home, 'Your locks, holds and freezes').at(-1)).toBe('…and 1 more');
  });
});

it('a Home of very many apps still fits with its last line', () => {
  const apps = Array.from({ length: 30 }, (_, n) => `app-${n}`);
  const operations = apps.map((name) => ({ model: aModel({ app: { name } }), card }));
  const { blocks } = homeView(
    aHome({
      apps,
      environments: apps.map((app) => ({ ...place, app })),
      nods: { waiting: operations, unknown: true },
      underWay: operations,
      ended: operations,
      signs: apps.map((app) => ({ kind: 'lock', place: { ...production, app }, sign: aLock() })),
    }),
  );
  expect(problemsOfHome({ blocks })).toEqual([]);
  expect(shownTexts(blocks).at(-1)).toContain('`/status`');
});

it('a Home that is closed to somebody says so, and nothing else', () => {
  const { blocks } = closedHomeView({ code: 'other_workspace', facts: {} });
  expect(problemsOfHome({ blocks })).toEqual([]);
  expect(shownTexts(blocks)).toEqual([expect.stringMatching(/^🚫 You belong to another workspace/)]);
});
