import { usePage } from '../page-context.ts';
import { HashIcon, LockIcon } from '../icons.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

export function ChannelView({ id }: { readonly id: string }) {
  const { sandbox } = usePage();
  const channel = sandbox.slack.channels.find((candidate) => candidate.id === id);
  if (channel === undefined) return <p class="empty">There is no channel {id}.</p>;
  return (
    <section class="conversation" aria-label={`Channel ${channel.name}`}>
      <header class="conversation-header">
        <h2>
          {channel.kind === 'private' ? <LockIcon /> : <HashIcon />}
          {channel.name}
        </h2>
        {channel.topic !== '' && <p class="topic">{channel.topic}</p>}
        <span class="members" title={`${channel.members.length} members`}>
          {channel.members.length} members
        </span>
      </header>
      <MessageList key={channel.id} channel={channel} />
      <Composer key={`composer ${channel.id}`} channel={channel.id} name={`#${channel.name}`} />
    </section>
  );
}
