import { describe, expect, it } from 'vitest';
import { type Deed, type FirstStep, tickOff } from '../../../sandbox/page/data/first-steps.ts';

const typed = (text: string): Deed => ({ kind: 'command', text });
const after = (...deeds: readonly Deed[]) => deeds.reduce<readonly FirstStep[]>(tickOff, []);

describe('the first steps', () => {
  it('are ticked off as they are done', () => {
    const approve: Deed = { kind: 'click', actionId: 'approve', label: 'Approve' };
    expect(after(typed('/deploy prod'), { kind: 'act_as' }, approve)).toEqual([
      'command',
      'switch',
      'approve',
    ]);
  });

  it.each(['/deploy prod', '/deploy production main', '/deploy  PROD'])('take %s for the first', (text) =>
    expect(after(typed(text))).toEqual(['command']),
  );

  it.each(['/deploy', '/deploy help', '/deploy prodd', '/deploy dev', '/deploys prod', '/lock prod'])(
    'do not take %s for the first: it leads to nothing that waits for a nod',
    (text) => expect(after(typed(text))).toEqual([]),
  );

  it('do not count switching before there is something to approve', () => {
    expect(after({ kind: 'act_as' })).toEqual([]);
  });

  it('begin anew with the sandbox', () => {
    expect(after(typed('/deploy prod'), { kind: 'reset' })).toEqual([]);
  });
});
