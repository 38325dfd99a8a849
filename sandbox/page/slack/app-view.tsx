import { useEffect } from 'preact/hooks';
import { Avatar, findUser } from '../avatar.tsx';
import { calls } from '../data/calls.ts';
import { usePage } from '../page-context.ts';
import { Blocks } from './blocks.tsx';
import { Composer } from './composer.tsx';
import { directMessage } from './conversation.ts';
import { MessageList } from './message-list.tsx';
import { knownBlocks } from './known-blocks.ts';

const tabs = ['home', 'messages'] as const;
const tabNames = { home: 'Home', messages: 'Messages' };

/** The app's own place: its Home, and the direct messages with it. */
export function AppView({ tab }: { readonly tab: 'home' | 'messages' }) {
  const page = usePage();
  const { slack } = page.sandbox;
  const bot = findUser(slack, slack.bot.userId);
  return (
    <section class="conversation" aria-label={`App ${slack.bot.name}`}>
      <header class="conversation-header">
        <h2>
          <Avatar user={bot} size={24} />
          {bot?.realName ?? slack.bot.name}
        </h2>
        <div class="tabs" role="tablist">
          {tabs.map((name) => (
            <button
              key={name}
              role="tab"
              aria-selected={name === tab}
              onClick={() => page.go({ kind: 'app', tab: name })}
            >
              {tabNames[name]}
            </button>
          ))}
        </div>
      </header>
      {tab === 'home' ? <Home /> : <Direct />}
    </section>
  );
}

function Home() {
  const page = usePage();
  const home = page.sandbox.slack.homes.find((view) => view.user === page.me.id);
  useEffect(() => void page.attempt(() => calls.home({ user: page.me.id })), [page.me.id]);
  if (home === undefined) return <p class="empty">This app has not shown {page.me.realName} a Home yet.</p>;
  return (
    <div class="home" role="tabpanel">
      <Blocks blocks={knownBlocks(home.view.blocks)} surface={{ kind: 'view', view: home.id }} />
    </div>
  );
}

function Direct() {
  const page = usePage();
  const channel = directMessage(page.sandbox.slack, page.me.id);
  if (channel === undefined) return <p class="empty">No messages yet.</p>;
  return (
    <>
      <MessageList key={channel.id} channel={channel} />
      <Composer key={`composer ${channel.id}`} channel={channel.id} name={page.sandbox.slack.bot.name} />
    </>
  );
}
