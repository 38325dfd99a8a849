import { activeWindow, type FreezeWindow, nextWindow, type WindowTime } from '../domain/freeze-window.ts';
import type { Notice, PlacedNotice } from '../domain/notice.ts';
import type { StopPlace, ToldWindow } from '../domain/stop.ts';
import type { StopChange } from './decision.ts';

export interface WindowFacts {
  readonly place: StopPlace;
  readonly windows: readonly FreezeWindow[];
  readonly now: number;
  /** Where to tell it; undefined where no channel is known. */
  readonly channel: string | undefined;
}

/** What there is to tell of freeze windows, one thing at a time. */
export function decideWindowTime(
  told: ToldWindow | undefined,
  facts: WindowFacts,
): StopChange<ToldWindow> | undefined {
  const { windows, now } = facts;
  const active = activeWindow(windows, now);
  if (told?.begun && told.from !== active?.from) return over(told, facts);
  if (active) return told?.begun ? undefined : begun(active, facts);
  const next = nextWindow(windows, now);
  if (!next || next.from - next.announceAheadMs > now || told?.from === next.from) return undefined;
  return ahead(next, facts);
}

/** When to look again. */
export function windowDeadline(windows: readonly FreezeWindow[], now: number): number | undefined {
  const active = activeWindow(windows, now);
  const next = nextWindow(windows, now);
  if (!next) return active?.to;
  const announced = next.from - next.announceAheadMs;
  const coming = announced > now ? announced : next.from;
  return active ? Math.min(active.to, coming) : coming;
}

function ahead(window: WindowTime, facts: WindowFacts): StopChange<ToldWindow> {
  const notices = noticed('window_ahead', window, facts);
  return change('window_announced', window, { ...facts, stop: toldOf(window, false), notices });
}

function begun(window: WindowTime, facts: WindowFacts): StopChange<ToldWindow> {
  const notices = noticed('window_begun', window, facts);
  const [notice] = notices;
  const stop = {
    ...toldOf(window, true),
    ...(notice && { notice: { key: notice.key, channel: notice.channel } }),
  };
  return change('window_begun', window, { ...facts, stop, notices });
}

function over(told: ToldWindow, facts: WindowFacts): StopChange<ToldWindow> {
  const { from, to, reason, notice } = told;
  const window = { from, to, reason };
  const said = { kind: 'window_over', place: facts.place, window } as const;
  const notices = notice ? [{ ...notice, notice: said }] : [];
  return change('window_over', window, { ...facts, stop: undefined, notices });
}

function change(
  kind: 'window_announced' | 'window_begun' | 'window_over',
  { from, to, reason }: Pick<WindowTime, 'from' | 'to' | 'reason'>,
  done: {
    readonly now: number;
    readonly stop: ToldWindow | undefined;
    readonly notices: readonly PlacedNotice[];
  },
): StopChange<ToldWindow> {
  const { now, stop, notices } = done;
  return { kind: 'changed', stop, events: [{ kind, at: now, from, to, reason }], notices };
}

function noticed(
  kind: 'window_ahead' | 'window_begun',
  { from, to, reason }: WindowTime,
  { place, channel }: WindowFacts,
): readonly PlacedNotice[] {
  if (channel === undefined) return [];
  const notice: Notice = { kind, place, window: { from, to, reason } };
  return [{ key: `notice/${kind}/${place.app}/${place.environment}/${from}`, channel, notice }];
}

function toldOf({ from, to, reason }: WindowTime, isBegun: boolean): ToldWindow {
  return { from, to, reason, begun: isBegun };
}
