import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { tickOff } from './data/first-steps.ts';
import { useSandbox } from './data/use-sandbox.ts';
import type { Connection } from './data/use-sandbox.ts';
import { useStored, useTabState } from './data/use-stored.ts';
import type { SandboxState } from './data/state.ts';
import { FirstSteps } from './first-steps.tsx';
import { Logo } from './icons.tsx';
import { PageContext } from './page-context.ts';
import type { Notice, Page, Place } from './page-context.ts';
import { Panel } from './platforms/panel.tsx';
import { AppView } from './slack/app-view.tsx';
import { ChannelView } from './slack/channel-view.tsx';
import { channelsFor, peopleOf } from './slack/conversation.ts';
import { ModalView } from './slack/modal-view.tsx';
import { Rail } from './slack/rail.tsx';
import { ThreadView } from './slack/thread-view.tsx';
import { useTitle } from './slack/use-title.ts';
import { useUnread } from './slack/use-unread.ts';
import { TopBar } from './top-bar.tsx';

const noticeMs = 6000;
/** As in style/frame.css: from here on a panel stands beside the channel, below it covers it. */
const panelBeside = '(min-width: 1100px)';

export function App() {
  const { connection, state, skew } = useSandbox();
  if (state === undefined) return <Waiting connection={connection} />;
  return <Workspace sandbox={state} skew={skew} connection={connection} />;
}

function Waiting({ connection }: { readonly connection: Connection }) {
  return (
    <main class="waiting" aria-live="polite">
      <Logo size={56} />
      <p>{connection === 'lost' ? 'The sandbox does not answer. Trying again…' : 'Opening the sandbox…'}</p>
    </main>
  );
}

interface WorkspaceProps {
  readonly sandbox: SandboxState;
  readonly skew: number;
  readonly connection: Connection;
}

function Workspace({ sandbox, skew, connection }: WorkspaceProps) {
  const now = useClock(skew);
  const [railOpen, setRailOpen] = useState(false);
  const { page, notices } = useWorkspace(sandbox, now);
  const unread = useUnread(page);
  useTitle(unread);
  useEffect(() => setRailOpen(false), [page.place, page.me.id]);
  return (
    <PageContext.Provider value={page}>
      <div class="frame" data-thread={page.thread !== undefined} data-panel={page.panel ?? 'none'}>
        <TopBar onMenu={() => setRailOpen(!railOpen)} railOpen={railOpen} />
        <Rail open={railOpen} unread={unread} onClose={() => setRailOpen(false)} />
        <main class="middle">
          <FirstSteps />
          {page.place.kind === 'channel' ? (
            <ChannelView id={page.place.id} />
          ) : (
            <AppView tab={page.place.tab} />
          )}
        </main>
        {page.thread !== undefined && <ThreadView thread={page.thread} />}
        {page.panel !== undefined && <Panel kind={page.panel} />}
        <ModalView />
        <Notices notices={notices} connection={connection} />
      </div>
    </PageContext.Provider>
  );
}

function useWorkspace(sandbox: SandboxState, now: number): { page: Page; notices: readonly Notice[] } {
  const people = peopleOf(sandbox.slack);
  const [meId, setMeId] = useStored('cabeceo.me', people[0]?.id ?? '');
  const me = people.find((person) => person.id === meId) ?? people[0];
  if (me === undefined) throw new Error('the sandbox’s Slack has nobody to act as');

  const [chosen, go] = useTabState<Place>('cabeceo.place', () => ({ kind: 'channel', id: 'C0DEPLOYS' }));
  const place = visiblePlace(chosen, sandbox, me.id);
  const [thread, openThread] = useTabState<Page['thread']>('cabeceo.thread', () => undefined);
  const [panel, openPanel] = useTabState<Page['panel']>('cabeceo.panel', () =>
    matchMedia(panelBeside).matches ? 'platforms' : undefined,
  );
  useEffect(() => {
    const beside = matchMedia(panelBeside);
    const makeRoom = () => {
      if (!beside.matches) openPanel(undefined);
    };
    beside.addEventListener('change', makeRoom);
    return () => beside.removeEventListener('change', makeRoom);
  }, [openPanel]);
  const [revealed, setRevealed] = useState<Page['revealed']>();
  const [steps, setSteps] = useStored<Page['steps']>('cabeceo.steps', []);
  const [lastAck, setLastAck] = useState<Page['lastAck']>();
  const [draft, setDraft] = useState<Page['draft']>({ text: '', id: 0 });
  const { notices, notify } = useNotices();

  const attempt = useCallback<Page['attempt']>(
    async (call) => {
      try {
        return await call();
      } catch (error) {
        notify(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
    [notify],
  );

  const page = useMemo<Page>(() => {
    const did: Page['did'] = (deed) => setSteps((done) => tickOff(done, deed));
    return {
      sandbox,
      me,
      now,
      place,
      thread,
      panel,
      steps,
      lastAck,
      draft,
      revealed,
      attempt,
      notify,
      did,
      openThread,
      openPanel,
      actAs: (user) => {
        setMeId(() => user);
        if (user !== me.id) did({ kind: 'act_as' });
      },
      go: (next) => {
        go(next);
        openThread(undefined);
      },
      reveal: (message) => {
        go({ kind: 'channel', id: message.channel });
        openThread(undefined);
        setRevealed((before) => ({ ...message, id: (before?.id ?? 0) + 1 }));
      },
      suggest: (text) => setDraft((before) => ({ text, id: before.id + 1 })),
      acknowledged: (what, ack) => {
        if (ack.error === undefined) setLastAck({ what, ms: ack.ms });
        else if (!what.startsWith('/')) notify(`${what}: the app did not answer (${ack.error}).`);
      },
    };
  }, [
    sandbox,
    me,
    now,
    place,
    thread,
    panel,
    steps,
    lastAck,
    draft,
    revealed,
    attempt,
    notify,
    setMeId,
    setSteps,
  ]);
  return { page, notices };
}

/** A direct message or a private channel closes when somebody else takes over. */
function visiblePlace(place: Place, sandbox: SandboxState, user: string): Place {
  if (place.kind === 'app') return place;
  const channels = channelsFor(sandbox.slack, user);
  if (channels.some((channel) => channel.id === place.id)) return place;
  return { kind: 'channel', id: channels[0]?.id ?? place.id };
}

function useClock(skew: number): number {
  const [now, setNow] = useState(() => Date.now() + skew);
  useEffect(() => {
    setNow(Date.now() + skew);
    const timer = setInterval(() => setNow(Date.now() + skew), 1000);
    return () => clearInterval(timer);
  }, [Math.round(skew / 1000)]);
  return now;
}

function useNotices(): { notices: readonly Notice[]; notify: (text: string) => void } {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const next = useRef(0);
  const notify = useCallback((text: string) => {
    const id = (next.current += 1);
    setNotices((before) => [...before.filter((notice) => notice.text !== text), { id, text }].slice(-3));
    setTimeout(() => setNotices((before) => before.filter((notice) => notice.id !== id)), noticeMs);
  }, []);
  return { notices, notify };
}

function Notices({
  notices,
  connection,
}: {
  readonly notices: readonly Notice[];
  readonly connection: Connection;
}) {
  return (
    <div class="notices" role="status" aria-live="polite">
      {connection === 'lost' && <p class="notice">The sandbox does not answer. Trying again…</p>}
      {notices.map((notice) => (
        <p class="notice" key={notice.id}>
          {notice.text}
        </p>
      ))}
    </div>
  );
}
