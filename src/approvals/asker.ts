import { approversOf } from '../domain/approval-rules.ts';
import type { ApprovalRule, Who } from '../domain/environment.ts';
import type { SlackUserId } from '../domain/ids.ts';
import type { Standing } from './decision.ts';

/** Who somebody is to the approvers, asked of Slack. */
export interface Approvers {
  standingOf(
    person: { readonly user: SlackUserId; readonly team: string },
    approvers: Who | 'everyone',
  ): Promise<Standing>;
  /** The indexes of the rules that name the person; `unreachable` where that is not known of each. */
  rulesOf(user: SlackUserId, rules: readonly ApprovalRule[]): Promise<readonly number[] | 'unreachable'>;
}

export interface Asker {
  readonly standing: Standing;
  /** The indexes of the rules for which a nod of theirs counts. */
  readonly counts: readonly number[];
}

/** `who`: those whose standing is asked about, where that is not everybody whom the rules name. */
export async function lookUpAsker(
  people: Approvers,
  person: { readonly user: SlackUserId; readonly team: string },
  asked: { readonly rules: readonly ApprovalRule[]; readonly who?: Who | 'everyone' },
): Promise<Asker> {
  const { rules, who = approversOf(rules) } = asked;
  const standing = await people.standingOf(person, who);
  const counts = standing === 'approver' ? await people.rulesOf(person.user, rules) : [];
  return counts === 'unreachable' ? { standing: 'unreachable', counts: [] } : { standing, counts };
}
