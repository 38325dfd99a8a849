import type { BranchOffer } from '../../domain/branch-report.ts';
import { actions, button, context, type MessageView, messageView, section } from './blocks.ts';
import { branchName, bytes, endOf, makerOf } from './branch-words.ts';
import { escape } from './escape.ts';
import { duration } from './format.ts';
import { cut } from './limits.ts';

/** What would go, to whoever asked for it, with the one button that does it. */
export function branchOfferView(offer: BranchOffer): MessageView {
  const { app, environment, branch, kind } = offer;
  const { headline, consequence } = kind === 'delete' ? deletion(offer) : reset(offer);
  const { title, confirm } = dialogs[kind];
  const label = `${confirm} ${cut(branch.name, 40).replace(/…$/, '')}…`;
  const text = `${cut(branch.name, 60)}: ${consequence}`;
  return messageView(`${headline} ${consequence}`, [
    section([headline, consequence]),
    context([[escape(app, 60), ...factsOf(offer)].join(' · ')]),
    ...actions([
      button(
        label,
        { kind: `${kind}_branch`, app, environment, branch: branch.id },
        { style: 'danger', confirm: { title, text, confirm, deny: 'Keep it as it is' } },
      ),
    ]),
  ]);
}

const dialogs = {
  delete: { title: 'Delete the branch?', confirm: 'Delete' },
  reset: { title: 'Reset the branch?', confirm: 'Reset' },
} as const;

function deletion({ branch }: BranchOffer) {
  return {
    headline: `✋ Delete ${branchName(branch.name)}?`,
    consequence:
      'All that was written to it goes, and whoever is connected is cut off. Where Neon offers it, its own page can recover the branch for 7 days.',
  };
}

function reset({ branch, parentName = '' }: BranchOffer) {
  const parent = branchName(parentName);
  return {
    headline: `✋ Reset ${branchName(branch.name)} to what ${parent} holds now?`,
    consequence: `All that was written to it since it was ${branch.resetAt === undefined ? 'made' : 'reset last'} goes for good, and whoever is connected is cut off; its connection strings stay.`,
  };
}

function factsOf({ branch, at }: BranchOffer): readonly string[] {
  const { createdAt, resetAt, sizeBytes } = branch;
  return [
    `made ${duration(at - createdAt)} ago`,
    ...makerOf(branch),
    ...(resetAt === undefined ? [] : [`reset ${duration(at - resetAt)} ago`]),
    ...(sizeBytes === undefined ? [] : [bytes(sizeBytes)]),
    ...endOf(branch, at),
  ];
}
