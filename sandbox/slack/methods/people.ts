import { count, flag, optionalWord, paginate, readArguments, word } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import { groupOnWire, userOnWire } from '../wire.ts';
import type { Method } from './method.ts';

const info: Method = (workspace, raw) => {
  const given = readArguments({ user: word, include_locale: flag }, raw);
  const user = workspace.users.find(({ id }) => id === given.user);
  if (user === undefined) throw new SlackError('user_not_found');
  return { user: userOnWire(workspace, user) };
};

const list: Method = (workspace, raw) => {
  const given = readArguments({ cursor: optionalWord, limit: count, include_locale: flag }, raw);
  const page = paginate(
    workspace.users.filter(({ teamId }) => teamId === workspace.team.id),
    given,
  );
  return {
    members: page.items.map((user) => userOnWire(workspace, user)),
    cache_ts: Math.floor(workspace.kernel.clock.now() / 1000),
    response_metadata: { next_cursor: page.next },
  };
};

const lookupByEmail: Method = (workspace, raw) => {
  const { email } = readArguments({ email: word }, raw);
  const user = workspace.users.find(
    (candidate) =>
      candidate.teamId === workspace.team.id &&
      !candidate.deleted &&
      candidate.email.toLowerCase() === email.toLowerCase(),
  );
  if (user === undefined) throw new SlackError('users_not_found');
  return { user: userOnWire(workspace, user) };
};

const groups: Method = (workspace, raw) => {
  const given = readArguments({ include_users: flag, include_count: flag, include_disabled: flag }, raw);
  return {
    usergroups: workspace.groups.map((group) => {
      const { user_count, ...fields } = groupOnWire(workspace, group);
      return {
        ...fields,
        ...(given.include_count === true && { user_count }),
        ...(given.include_users === true && { users: group.users }),
      };
    }),
  };
};

const groupUsers: Method = (workspace, raw) => {
  const given = readArguments({ usergroup: word, include_disabled: flag }, raw);
  const group = workspace.groups.find(({ id }) => id === given.usergroup);
  if (group === undefined) throw new SlackError('no_such_subteam');
  return { users: group.users };
};

export const people: Readonly<Record<string, Method>> = {
  'users.info': info,
  'users.list': list,
  'users.lookupByEmail': lookupByEmail,
  'usergroups.list': groups,
  'usergroups.users.list': groupUsers,
};
