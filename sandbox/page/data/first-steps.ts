export const firstSteps = ['command', 'switch', 'approve'] as const;
export type FirstStep = (typeof firstSteps)[number];

/** What the visitor just did. */
export type Deed =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'act_as' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'click'; readonly actionId: string; readonly label: string };

/** Ticks the first steps off, in whichever order they are done. */
export function tickOff(done: readonly FirstStep[], deed: Deed): readonly FirstStep[] {
  if (deed.kind === 'reset') return [];
  const step = stepOf(deed, done);
  return step === undefined || done.includes(step) ? done : [...done, step];
}

function stepOf(deed: Exclude<Deed, { kind: 'reset' }>, done: readonly FirstStep[]): FirstStep | undefined {
  switch (deed.kind) {
    case 'command':
      // Neither help nor a slip of the finger: there would be nothing to approve.
      return /^\/deploy\s+prod(?:uction)?(?:\s|$)/i.test(deed.text) ? 'command' : undefined;
    case 'act_as':
      return done.includes('command') ? 'switch' : undefined;
    case 'click':
      return /^approve/i.test(deed.label) ? 'approve' : undefined;
  }
}
