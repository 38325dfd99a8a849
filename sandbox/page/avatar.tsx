import type { SlackState, SlackUser } from '../slack/state.ts';
import { Logo } from './icons.tsx';
import { initialsOf } from './slack/conversation.ts';

export function Avatar({ user, size }: { readonly user: SlackUser | undefined; readonly size: number }) {
  if (user?.isBot === true) {
    return (
      <span class="avatar" style={{ width: `${size}px`, height: `${size}px` }}>
        <Logo size={size} />
      </span>
    );
  }
  const style = {
    width: `${size}px`,
    height: `${size}px`,
    fontSize: `${Math.round(size * 0.4)}px`,
    background: user?.color ?? '#777',
  };
  return (
    <span class="avatar" style={style} aria-hidden="true">
      {initialsOf(user?.realName ?? '?')}
    </span>
  );
}

export function findUser(slack: SlackState, id: string): SlackUser | undefined {
  return slack.users.find((user) => user.id === id);
}
