import type { Answer } from '../store/messages.ts';
import type { MessageView } from './views/blocks.ts';
import { refusalView } from './views/refusal.ts';
import { whyView } from './views/why-view.ts';

/** For one person's eyes. `card`: of the operation it speaks of. */
export function answerView(answer: Answer, card?: string): MessageView {
  return answer.kind === 'refused' ? refusalView(answer.refusal, card) : whyView(answer.explanation);
}
