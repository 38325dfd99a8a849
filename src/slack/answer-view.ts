import type { Answer } from '../store/messages.ts';
import { backupsView } from './views/backups-view.ts';
import type { MessageView } from './views/blocks.ts';
import { incidentAnswerView } from './views/incident-view.ts';
import { branchOfferView } from './views/branch-offer-view.ts';
import { branchesView } from './views/branches-view.ts';
import { refusalView } from './views/refusal.ts';
import { schemaDiffView } from './views/schema-diff-view.ts';
import { statusView } from './views/status-view.ts';
import { whyView } from './views/why-view.ts';

/** For one person's eyes. `card`: the message it speaks of. */
export function answerView(answer: Answer, card?: string): MessageView {
  switch (answer.kind) {
    case 'refused':
      return refusalView(answer.refusal, card);
    case 'why':
      return whyView(answer.explanation);
    case 'backups':
      return backupsView(answer.place, answer.backups, answer.at);
    case 'status':
      return statusView(answer.report);
    case 'incident':
      return incidentAnswerView(answer, card);
    case 'branches':
      return branchesView(answer.report);
    case 'schema_diff':
      return schemaDiffView(answer.report);
    case 'branch_offer':
      return branchOfferView(answer.offer);
  }
}
