import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Channel } from '../../slack/state.ts';
import { Avatar, findUser } from '../avatar.tsx';
import { HashIcon, LockIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import type { Place } from '../page-context.ts';
import { channelsFor, directMessage, peopleOf } from './conversation.ts';
import type { Unread } from './conversation.ts';
import type { UnreadByChannel } from './use-unread.ts';

interface RailProps {
  readonly open: boolean;
  readonly unread: UnreadByChannel;
  readonly onClose: () => void;
}

export function Rail({ open, unread, onClose }: RailProps) {
  const page = usePage();
  const { slack } = page.sandbox;
  const direct = directMessage(slack, page.me.id);
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => event.key === 'Escape' && onClose();
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, [open, onClose]);
  return (
    <>
      {open && <div class="rail-shade" onClick={onClose} />}
      <aside class="rail" data-open={open} aria-label="Workspace">
        <div class="rail-scroll">
          <h1 class="workspace-name">{slack.team.name}</h1>
          <nav aria-label="Channels">
            <h2 class="rail-heading">Channels</h2>
            <ul>
              {channelsFor(slack, page.me.id).map((channel) => (
                <ChannelLink key={channel.id} channel={channel} unread={unread.get(channel.id)} />
              ))}
            </ul>
          </nav>
          <nav aria-label="Apps">
            <h2 class="rail-heading">Apps</h2>
            <ul>
              <RailLink
                place={{ kind: 'app', tab: page.place.kind === 'app' ? page.place.tab : 'home' }}
                current={page.place.kind === 'app'}
                unread={direct && unread.get(direct.id)}
              >
                <Avatar user={findUser(slack, slack.bot.userId)} size={20} />
                <span class="rail-label">
                  {findUser(slack, slack.bot.userId)?.realName ?? slack.bot.name}
                </span>
              </RailLink>
            </ul>
          </nav>
        </div>
        <ActingAs />
      </aside>
    </>
  );
}

function ChannelLink({
  channel,
  unread,
}: {
  readonly channel: Channel;
  readonly unread: Unread | undefined;
}) {
  const { place } = usePage();
  const current = place.kind === 'channel' && place.id === channel.id;
  return (
    <RailLink place={{ kind: 'channel', id: channel.id }} current={current} unread={unread}>
      {channel.kind === 'private' ? <LockIcon /> : <HashIcon />}
      <span class="rail-label">{channel.name}</span>
    </RailLink>
  );
}

interface RailLinkProps {
  readonly place: Place;
  readonly current: boolean;
  readonly unread: Unread | undefined;
  readonly children: ComponentChildren;
}

function RailLink({ place, current, unread, children }: RailLinkProps) {
  const page = usePage();
  const hasUnread = (unread?.messages ?? 0) > 0;
  return (
    <li>
      <button
        class="rail-link"
        aria-current={current ? 'page' : undefined}
        data-unread={hasUnread}
        onClick={() => page.go(place)}
      >
        {children}
        {hasUnread && <span class="visually-hidden">, {unread?.messages} unread</span>}
        {(unread?.mentions ?? 0) > 0 && (
          <span class="rail-badge" aria-hidden="true">
            {unread?.mentions}
          </span>
        )}
      </button>
    </li>
  );
}

function ActingAs() {
  const page = usePage();
  const { slack } = page.sandbox;
  const people = peopleOf(slack);
  useEffect(() => {
    const choose = (event: KeyboardEvent) => {
      const person = event.altKey ? people[Number(/^Digit([1-9])$/.exec(event.code)?.[1]) - 1] : undefined;
      if (person === undefined) return;
      event.preventDefault();
      page.actAs(person.id);
    };
    addEventListener('keydown', choose);
    return () => removeEventListener('keydown', choose);
  }, [page]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = people.findIndex((person) => person.id === page.me.id);
    const next = people[(at + step + people.length) % people.length];
    if (next === undefined) return;
    page.actAs(next.id);
    document.querySelector<HTMLElement>(`[data-person="${next.id}"]`)?.focus();
  };
  return (
    <section class="acting-as" aria-labelledby="acting-as">
      <h2 class="rail-heading" id="acting-as">
        Acting as
      </h2>
      <div role="radiogroup" aria-labelledby="acting-as" onKeyDown={move}>
        {people.map((person, index) => {
          const groups = slack.groups.filter((group) => group.users.includes(person.id));
          const current = person.id === page.me.id;
          return (
            <button
              key={person.id}
              class="person"
              role="radio"
              title={`Alt+${index + 1}`}
              aria-keyshortcuts={`Alt+${index + 1}`}
              aria-checked={current}
              tabIndex={current ? 0 : -1}
              data-person={person.id}
              onClick={() => page.actAs(person.id)}
            >
              <Avatar user={person} size={32} />
              <span class="person-text">
                <span class="person-name">{person.realName}</span>
                <span class="person-title">
                  {person.title}
                  {groups
                    .filter((group) => !sameWords(group.handle, person.title))
                    .map((group) => (
                      <span key={group.id} class="person-group">
                        @{group.handle}
                      </span>
                    ))}
                </span>
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

/** "Release manager" in @release-managers says nothing twice. */
function sameWords(handle: string, title: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  return plain(handle).startsWith(plain(title));
}
