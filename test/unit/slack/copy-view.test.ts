import { describe, expect, it } from 'vitest';
import type { Operation } from '../../../src/domain/operation.ts';
import { copyView } from '../../../src/slack/views/copy-view.ts';
import { buttonsOf, problemsOfMessage, shownTexts } from '../../support/block-kit.ts';
import {
  aModel,
  anApproved,
  anOperation,
  backAsBefore,
  bruno,
  unhealthy,
} from '../../support/operation-builders.ts';

const card = 'https://mundo.slack.com/archives/C0DEPLOYS/p1';

const copies: readonly (readonly [string, Operation, readonly string[], RegExp])[] = [
  [
    'waiting for nods',
    anOperation(),
    ['Approve', 'Reject…', 'Nudge', 'Cancel'],
    /^✋ Deploy of .* waits for 1 nod/,
  ],
  [
    'queued',
    anApproved({ state: 'queued' }),
    ['Take back', 'Cancel', 'Open the card'],
    /^🕓 Deploy to \*production\* is approved and waits its turn .* approved by <@U0BRUNO1>/,
  ],
  ['running', anApproved({ state: 'running' }), ['Open the card'], /^⏳ Deploying \*production\*/],
  [
    'failed',
    anApproved({
      state: 'failed',
      ending: { kind: 'failed', failure: unhealthy, aftermath: backAsBefore },
    }),
    [],
    /^❌ \*production\* was not changed/,
  ],
  [
    'rejected',
    anOperation({ state: 'rejected', ending: { kind: 'rejected', by: bruno, reason: 'Not now' } }),
    [],
    /^🚫 .*rejected.*Not now/,
  ],
  ['expired', anOperation({ state: 'expired', ending: { kind: 'expired' } }), [], /^🚫 .*ran out/],
];

describe('the card in an approver’s direct messages', () => {
  it.each(copies)(
    '%s: says how it stands, where it was asked, and offers what can be done',
    (_, operation, buttons, text) => {
      const view = copyView(aModel({ operation }), card);
      expect(problemsOfMessage(view)).toEqual([]);
      expect(view.text).toMatch(text);
      expect(buttonsOf(view.blocks).map((button) => (button['text'] as { text: string }).text)).toEqual(
        buttons,
      );
      expect(shownTexts(view.blocks).join('\n')).toContain('Asked in <#C0DEPLOYS>');
    },
  );
});
