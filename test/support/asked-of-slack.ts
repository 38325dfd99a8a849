import type { WebClient } from '@slack/web-api';
import type { HomePeople } from '../../src/home/look.ts';
import { createIdentity } from '../../src/slack/identity.ts';
import { peopleOf } from '../../src/slack/people.ts';

/** People as this Slack tells of them. */
export function askedOf(slack: WebClient): HomePeople {
  return peopleOf(createIdentity({ client: slack }), {});
}
