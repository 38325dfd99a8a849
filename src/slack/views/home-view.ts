import type { HomeView, KnownBlock } from '@slack/types';
import { sayActor } from '../../domain/actor.ts';
import type { ReleasedPart, Served } from '../../domain/drift.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { EnvironmentStatus } from '../../domain/status.ts';
import { context, header, linkButton, section } from './blocks.ts';
import { rank } from './deploys-view.ts';
import { escape, link } from './escape.ts';
import { codeOf, moment, when } from './format.ts';
import { type OwnSign, signBlock } from './home-signs.ts';
import { andMore, cutMrkdwn, firstOf, limits } from './limits.ts';
import type { OperationModel } from './operation-model.ts';
import { cardHead } from './operation-view.ts';
import { sayRefusal } from './refusal.ts';
import { queueOf, stopsOf } from './status-view.ts';

/** What one person's Home shows: what is recorded, for nothing is asked of the platforms. */
export interface HomeModel {
  /** Names of all that are configured. */
  readonly apps: readonly string[];
  readonly environments: readonly HomeEnvironment[];
  /** `unknown`: Slack does not say of each whether the person may give it. */
  readonly nods: { readonly waiting: readonly HomeOperation[]; readonly unknown: boolean };
  /** What runs and waits beside those. */
  readonly underWay: readonly HomeOperation[];
  /** Newest first. */
  readonly ended: readonly HomeOperation[];
  readonly signs: readonly OwnSign[];
  /** ms since the epoch */
  readonly now: number;
}

export interface HomeEnvironment extends Pick<
  EnvironmentStatus,
  'environment' | 'released' | 'stops' | 'queue' | 'watchedUntil'
> {
  readonly app: string;
}

export interface HomeOperation {
  readonly model: OperationModel;
  /** Address of its card. */
  readonly card?: string;
}

/** With a name before each of several apps all of it stays within the 100 blocks of a Home. */
const most = { nods: 8, environments: 15, underWay: 10, ended: 8, signs: 8 } as const;
const headLength = 500;

/** Waits for you, is live, runs, has ended, is yours to take away: in this order. */
export function homeView(model: HomeModel): HomeView {
  return home([
    header('Waiting for your nod'),
    ...nodBlocks(model),
    header('Environments'),
    ...inApps(
      model,
      'environments',
      ({ app }) => app,
      (each) => section([environmentLine(each, model)]),
    ),
    header('Running and waiting'),
    ...underWayBlocks(model),
    header('Ended lately'),
    ...endedBlocks(model),
    header('Your locks, holds and freezes'),
    ...signBlocks(model),
    { type: 'divider' },
    context([
      'This is what Cabeceo has on record. What the platforms serve right now, and how well: `/status`',
    ]),
  ]);
}

/** In place of all the rest. */
export function closedHomeView(refusal: Refusal): HomeView {
  const { says, next } = sayRefusal(refusal);
  return home([section([`🚫 ${says}`, next])]);
}

function home(blocks: readonly KnownBlock[]): HomeView {
  return { type: 'home', blocks: blocks.slice(0, limits.viewBlocks) };
}

function nodBlocks({ nods }: HomeModel): readonly KnownBlock[] {
  const { shown, hidden } = firstOf(nods.waiting, most.nods);
  const unknown = nods.unknown
    ? [section(['❔ Slack does not say just now what you may approve. Open this page again in a minute.'])]
    : [];
  if (shown.length === 0 && !nods.unknown)
    return [
      context([
        'Nothing waits for you. What needs your nod stands here and in your messages, once somebody types `/deploy`.',
      ]),
    ];
  return [...shown.map(nodBlock), ...more(hidden), ...unknown];
}

function nodBlock({ model, card }: HomeOperation): KnownBlock {
  const open = linkButton('Open the card', 'card', card);
  return { ...section(headOf(model, 2)), ...(open && { accessory: open }) };
}

/** "*production* · `a1b2c3d` Fix cart totals · released today at 14:05 by @ana · 🔒 locked by @bruno" */
function environmentLine(place: HomeEnvironment, { now }: HomeModel): string {
  const { environment, released, queue, watchedUntil } = place;
  return [
    `*${escape(environment, 60)}*`,
    ...releasesOf(released),
    ...(watchedUntil === undefined ? [] : [`watched until ${when(watchedUntil, now)}`]),
    ...stopsOf(place),
    ...queueOf(queue),
  ].join(' · ');
}

function releasesOf(released: HomeEnvironment['released']): readonly string[] {
  const parts = Object.entries(released) as [Served, ReleasedPart][];
  if (parts.length === 0) return ['no release is on record yet'];
  const newest = [...new Map(parts.map(([, part]) => [part.commit, part])).values()];
  return newest.map((part) => {
    const components = parts.filter(([, { commit }]) => commit === part.commit).map(([name]) => name);
    const which = newest.length > 1 ? ` (${components.join()})` : '';
    const what = `${codeOf(part.commit)} ${escape(part.subject, 80)}`.trim();
    return `${what}${which} · released ${moment(part.at)} by ${sayActor(part)}`;
  });
}

function underWayBlocks(model: HomeModel): readonly KnownBlock[] {
  if (model.underWay.length === 0) {
    const nothing = model.nods.waiting.length > 0 ? 'Nothing else runs or waits.' : 'Nothing runs or waits.';
    return [
      context([
        `${nothing} \`/deploy\` opens a form; \`/deploy ${someEnvironment(model)}\` plans a release there.`,
      ]),
    ];
  }
  const ranked = model.underWay.toSorted((a, b) => rank(a.model) - rank(b.model));
  return inApps({ ...model, underWay: ranked }, 'underWay', appOf, ({ model: each, card }) =>
    section(withLink(headOf(each, 2), card)),
  );
}

function endedBlocks(model: HomeModel): readonly KnownBlock[] {
  if (model.ended.length === 0) return [context(['Nothing has ended yet. How a deploy ended stands here.'])];
  return inApps(model, 'ended', appOf, ({ model: each, card }) => {
    const { endedAt, createdAt } = each.operation;
    const head = headOf(each, 1).map((line) => line.replace(/\.$/, ''));
    return section(withLink([[...head, moment(endedAt ?? createdAt)].join(' · ')], card));
  });
}

function signBlocks(model: HomeModel): readonly KnownBlock[] {
  if (model.signs.length === 0) {
    const example = `/lock ${someEnvironment(model)} checkout is on fire for 2h`;
    return [context([`You keep nobody from deploying. \`${example}\` would, and tells everybody why.`])];
  }
  const { shown, hidden } = firstOf(model.signs, most.signs);
  return [...shown.map((sign) => signBlock(sign, model.now)), ...more(hidden)];
}

/** Each app's own under its name, where there are several. */
function inApps<List extends 'environments' | 'underWay' | 'ended'>(
  model: HomeModel,
  list: List,
  nameOf: (item: HomeModel[List][number]) => string,
  draw: (item: HomeModel[List][number]) => KnownBlock,
): readonly KnownBlock[] {
  const { shown, hidden } = firstOf<HomeModel[List][number]>(model[list], most[list]);
  const names = [...new Set(shown.map(nameOf))];
  const groups = names.flatMap((name) => [
    ...(model.apps.length > 1 ? [context([`*${escape(name, 60)}*`])] : []),
    ...shown.filter((item) => nameOf(item) === name).map(draw),
  ]);
  return [...groups, ...more(hidden)];
}

function appOf({ model }: HomeOperation): string {
  return model.app.name;
}

function headOf(model: OperationModel, lines: number): readonly string[] {
  return cardHead(model, lines).map((line) => cutMrkdwn(line, headLength));
}

function withLink(lines: readonly string[], card: string | undefined): readonly string[] {
  return card === undefined
    ? lines
    : [...lines.slice(0, -1), `${lines.at(-1) ?? ''} · ${link(card, 'its card')}`];
}

function someEnvironment({ environments }: HomeModel): string {
  return escape(environments[0]?.environment ?? 'production', 60);
}

function more(hidden: number): readonly KnownBlock[] {
  return hidden > 0 ? [context([andMore(hidden)])] : [];
}
