import type { Kernel } from '../kernel/contract.ts';
import type { SlackUser } from './state.ts';
import { slackbot, tsOf } from './workspace.ts';
import type { StoredChannel, StoredMessage, WorkspaceContent } from './workspace.ts';

export const team = { id: 'T0MUNDO01', name: 'Mundo Tango', domain: 'mundotango' };
export const bot = { userId: 'U0CABECEO', botId: 'B0CABECEO', name: 'cabeceo' };
export const appId = 'A0CABECEO';

const ana = 'U0ANA001';
const bruno = 'U0BRUNO1';
const carla = 'U0CARLA1';
const dario = 'U0DARIO1';
const elena = 'U0ELENA1';
const guest = 'U0GUEST01';
const outsider = 'U0OUTSIDE';

export function seedContent(kernel: Kernel): WorkspaceContent {
  const now = kernel.clock.now();
  const everyone = [ana, bruno, carla, dario, elena, guest, bot.userId];
  return {
    users: people.map((person) => ({ ...person })),
    groups: [
      {
        id: 'S0RELEASE',
        handle: 'release-managers',
        name: 'Release managers',
        users: [bruno, carla],
        updatedAt: now,
      },
      { id: 'S0SECURITY', handle: 'security', name: 'Security', users: [dario], updatedAt: now },
    ],
    channels: [
      channel(now, {
        id: 'C0DEPLOYS',
        name: 'deploys',
        topic: 'What goes where, and who nodded',
        members: [...everyone, outsider],
        talk: [
          [184, elena, 'Morning. Pager was quiet all night, nothing to hand over.'],
          [171, bruno, 'Good. I am around until five if anybody needs a nod today.'],
          [42, ana, 'The cart totals fix is merged, I will ship it once e2e is green :tada:'],
          [40, carla, 'Nice, customers have been asking for that one.'],
        ],
      }),
      channel(now, {
        id: 'C0GENERAL',
        name: 'general',
        topic: 'Company-wide news and milonga plans',
        members: everyone,
        talk: [
          [1430, carla, 'Practica on Thursday at eight, the floor is booked. Who is in?'],
          [1422, dario, 'In. I will bring the Di Sarli playlist.'],
          [1417, guest, 'Count me in too, if guests may dance.'],
          [95, elena, 'Reminder: the office closes at four tomorrow.'],
        ],
      }),
      channel(now, {
        id: 'C0INC042',
        name: 'inc-042-checkout',
        topic: 'Checkout answers slowly for some customers · lead: @elena',
        members: [ana, bruno, elena, bot.userId],
        createdMinutesAgo: 28,
        talk: [
          [
            27,
            elena,
            'Opening this one: p95 of POST /api/orders went from 200 ms to 1.8 s a few minutes ago.',
          ],
          [24, ana, 'Looking. The slow ones all have more than ten items in the cart.'],
          [21, bruno, 'Support has nine tickets so far, I am answering them.'],
        ],
      }),
    ],
  };
}

interface ChannelSeed {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly members: readonly string[];
  /** Default: a season ago. */
  readonly createdMinutesAgo?: number;
  /** Minutes ago, who, what. */
  readonly talk: readonly (readonly [number, string, string])[];
}

function channel(
  now: number,
  { members, talk, createdMinutesAgo = 90 * 24 * 60, ...seed }: ChannelSeed,
): StoredChannel {
  return {
    ...seed,
    kind: 'public',
    createdAt: now - createdMinutesAgo * 60_000,
    archived: false,
    members: [...members],
    messages: talk.map(([minutesAgo, user, text], index) =>
      message(tsOf((now - minutesAgo * 60_000) * 1000 + index), user, text),
    ),
  };
}

function message(ts: string, user: string, text: string): StoredMessage {
  return { ts, user, text, blocks: [], versions: [text], broadcast: false, reactions: [], picks: new Map() };
}

function person(id: string, realName: string, title: string, color: string): SlackUser {
  const name = realName.split(' ')[0]?.toLowerCase() ?? id;
  return {
    id,
    name,
    realName,
    title,
    email: `${name}@mundo-tango.example`,
    color,
    isBot: false,
    teamId: team.id,
    isRestricted: false,
    deleted: false,
  };
}

const people: readonly SlackUser[] = [
  person(ana, 'Ana Ruiz', 'Developer', '#c0392b'),
  person(bruno, 'Bruno Diaz', 'Release manager', '#2471a3'),
  person(carla, 'Carla Wu', 'Release manager', '#7d3c98'),
  person(dario, 'Dario Conti', 'Security', '#1e8449'),
  person(elena, 'Elena Okafor', 'On call', '#b9770e'),
  { ...person(guest, 'Gus Guest', 'Guest', '#616a6b'), isRestricted: true },
  {
    ...person(outsider, 'Olga Outside', 'Partner at another company', '#5d6d7e'),
    email: 'olga@elsewhere.example',
    teamId: 'T0OTHER01',
  },
  { ...person(bot.userId, 'Cabeceo', 'App', '#1a5276'), name: bot.name, email: '', isBot: true },
  { ...person(slackbot, 'Slackbot', '', '#4a154b'), name: 'slackbot', email: '', isBot: true },
];
