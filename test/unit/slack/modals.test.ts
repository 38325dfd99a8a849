import { describe, expect, it } from 'vitest';
import type { OperationId } from '../../../src/domain/ids.ts';
import { helpView } from '../../../src/slack/views/help.ts';
import { deployModal, rejectModal } from '../../../src/slack/views/modals.ts';
import { problemsOfMessage, problemsOfView, shownTexts } from '../../support/block-kit.ts';

const model = {
  channel: 'C0DEPLOYS',
  app: 'mundo-tango',
  environments: [
    { name: 'production', branch: 'main', approvals: 1 },
    { name: 'development', branch: 'develop', approvals: 0 },
  ],
  components: ['frontend', 'backend', 'database'] as const,
};

describe('the deploy form', () => {
  it('offers the environments with their branch and the nods they need', () => {
    const shown = shownTexts([deployModal(model)]);
    expect(shown).toEqual(expect.arrayContaining(['production', 'from main · needs 1 nod', 'from develop']));
  });

  it('offers no choice of components where there is one', () => {
    expect(shownTexts([deployModal({ ...model, components: ['frontend'] })])).not.toContain('Components');
  });

  it('stays within Slack’s limits with 300 environments of endless names', () => {
    const environments = Array.from({ length: 300 }, (_, n) => ({
      name: `${n}-${'long'.repeat(100)}`,
      branch: 'branch/'.repeat(60),
      approvals: 2,
    }));
    expect(problemsOfView(deployModal({ ...model, app: 'app'.repeat(100), environments }))).toEqual([]);
    expect(problemsOfView(deployModal(model))).toEqual([]);
  });
});

describe('the form of a rejection', () => {
  it('says what will not happen and asks why', () => {
    const view = rejectModal({
      rejects: 'deploy',
      operation: 'op_01hx2k3m4n5p6q7r' as OperationId,
      channel: 'D0BRUNO',
      digest: 'd'.repeat(64),
      environment: 'production',
      commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    });
    expect(problemsOfView(view)).toEqual([]);
    expect(shownTexts(view.blocks)).toContain(
      '`a1b2c3d` will not be deployed to *production*; the requester is told why.',
    );
  });
});

describe('help', () => {
  const command = {
    name: '/deploy',
    description: 'Ship a commit to an environment',
    usage: '<environment> [ref]',
    arguments: [{ name: 'environment', required: true, description: 'Its name, such as `prod`.' }],
    examples: [{ text: '/deploy prod', does: 'plans a release' }],
  };

  it('shows usage, words and examples of a command, and names the others', () => {
    const lock = { ...command, name: '/lock', description: 'Keep others out' };
    const view = helpView(command, [lock]);
    expect(problemsOfMessage(view)).toEqual([]);
    expect(view.text).toBe('`/deploy &lt;environment&gt; [ref]`: Ship a commit to an environment');
    expect(shownTexts(view.blocks).join('\n')).toBe(
      [
        '*/deploy* `&lt;environment&gt; [ref]`',
        'Ship a commit to an environment.',
        '• `environment`  Its name, such as `prod`.',
        '`/deploy prod`  plans a release',
        '*Other commands*',
        '• `/lock help`  Keep others out.',
      ].join('\n'),
    );
  });
});
