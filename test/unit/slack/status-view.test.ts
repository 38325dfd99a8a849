import { describe, expect, it } from 'vitest';
import { decideDrift, type Reading, releasedParts } from '../../../src/domain/drift.ts';
import type { EnvironmentStatus, Health } from '../../../src/domain/status.ts';
import { statusView } from '../../../src/slack/views/status-view.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { aRelease, bruno, liveSha, newSha, now } from '../../support/operation-builders.ts';
import { aFreeze, aHold, aToldDrift, aLock } from '../../support/stop-builders.ts';

const day = 24 * 3_600_000;
const release = aRelease({
  liveAt: now - 3 * day,
  frontend: { deployment: 'dpl_1' },
  backend: { deployment: 'rw_1' },
});
const noStops = { lock: undefined, drift: undefined, hold: undefined, freeze: undefined, window: undefined };
const well = { kind: 'well' } as const;
const frontendWell: Reading = serves('dpl_1');
const backendWell: Reading = serves('rw_1');

function serves(deployment: string, over: object = {}): Reading {
  return { kind: 'serves', live: { deployment, commit: newSha, since: now - 3 * day }, ...over };
}

interface Seen {
  readonly frontend?: Reading;
  readonly backend?: Reading;
  readonly health?: { readonly frontend?: Health; readonly backend?: Health };
  readonly releases?: readonly (typeof release)[];
  readonly rest?: Partial<EnvironmentStatus>;
}

function aStatus({ frontend = frontendWell, backend = backendWell, health, releases, rest }: Seen) {
  const released = releasedParts(releases ?? [release]);
  return {
    environment: 'production',
    parts: [
      { component: 'frontend', reading: frontend, health: health?.frontend ?? well },
      { component: 'backend', reading: backend, health: health?.backend ?? well },
    ],
    released,
    drift: decideDrift(released, { frontend, backend }),
    subjects: { [newSha]: 'Fix cart totals', [liveSha]: 'Before <!channel>' },
    stops: noStops,
    queue: [],
    ...rest,
  } as const satisfies EnvironmentStatus;
}

function told(...seen: readonly Seen[]): string {
  const view = statusView({ app: 'mundo-tango', at: now, environments: seen.map(aStatus) });
  expect(problemsOfMessage(view)).toEqual([]);
  return view.text;
}

describe('the answer to /status', () => {
  it('is one line for each environment where all is well', () => {
    expect(told({}, { rest: { environment: 'development' } }).split('\n')).toEqual([
      '✅ *production* · `a1b2c3d` Fix cart totals · live 3 days · by <@U0ANA001> · healthy',
      '✅ *development* · `a1b2c3d` Fix cart totals · live 3 days · by <@U0ANA001> · healthy',
    ]);
  });

  it('sends to the message that told of drift where that keeps deploys out', () => {
    const backend = serves('rw_9', { madeBy: 'elena' });
    const locked = told({ backend, rest: { stops: { ...noStops, drift: aToldDrift() } } });
    expect(locked).toContain(' · 🔒 locked until somebody says which state is right');
    expect(locked).toContain(
      'Nothing is deployed until somebody says which is right, on the message that told it.',
    );
    expect(locked).not.toContain('/deploy');
    expect(told({ backend })).toContain('`/deploy production` puts a release there again.');
  });

  it('names who made it at the platforms where no release is known', () => {
    const frontend = serves('dpl_1', { madeBy: 'elena' });
    expect(told({ frontend, releases: [] })).toContain(' · by elena at Vercel · healthy');
    expect(told({ releases: [] })).toMatch(/live 3 days · healthy$/);
  });

  it.each([
    ['a lock', { lock: aLock() }, '🔒 locked by <@U0ANA001> “checkout is on fire”'],
    ['a hold', { hold: aHold() }, '🔒 on hold by <@U0ANA001> “orders are lost”'],
    [
      'a freeze',
      { freeze: { ...aFreeze(), scope: 'all of mundo-tango' } },
      '🔒 all of mundo-tango frozen by',
    ],
    [
      'a window',
      { window: { from: now - day, to: now + day, reason: 'weekend' } },
      '🔒 frozen until <!date^',
    ],
  ])('says %s in the line', (_, stops, wanted) => {
    const text = told({ rest: { stops: { ...noStops, ...stops } as EnvironmentStatus['stops'] } });
    expect(text).toMatch(/^🔒 \*production\*/);
    expect(text).toContain(wanted);
    expect(text).not.toContain('\n');
  });

  it('says what runs and what waits, with their cards', () => {
    const card = 'https://mundo-tango.slack.com/archives/C0DEPLOYS/p1';
    const queue = [
      { stands: 'running', by: bruno, card },
      { stands: 'waiting', by: bruno },
    ] as const;
    expect(told({ rest: { queue } })).toMatch(
      /^⏳ .* · ⏳ 1 running \(<https:[^|]*\|asked> by <@U0BRUNO1>\) · 🕓 1 waiting \(asked by <@U0BRUNO1>\)$/,
    );
  });

  it('says which platform serves something else than was released, by whom and since when', () => {
    const live = { deployment: 'dpl_9', commit: liveSha, since: now - 60_000 };
    const [line, off] = told({ frontend: { kind: 'serves', live, madeBy: 'elena' } }).split('\n');
    expect(line).toMatch(/^❌ \*production\* · `9f8e7d6` Before .* \(frontend\) · live 1 m .* \(backend\)/);
    expect(line).toContain('by elena at Vercel');
    expect(off).toMatch(
      /^\*Frontend\* is not as released: Vercel serves `9f8e7d6` Before .*\(dpl_9, built by elena, since <!date/,
    );
    expect(off).toMatch(/; `a1b2c3d` Fix cart totals was released <!date.*> by <@U0ANA001> \(dpl_1\)\./);
    expect(off).toContain('*different commits*: `9f8e7d6` and `a1b2c3d`.');
    expect(off).not.toContain('<!channel>');
  });

  it('leaves the mark green where the commits were released apart', () => {
    const live = { deployment: 'dpl_2', commit: liveSha, since: now };
    const apart = aRelease({ id: 'rel_2', commit: liveSha, frontend: { deployment: 'dpl_2' } });
    const text = told({ frontend: { kind: 'serves', live }, releases: [apart, release] });
    expect(text).toMatch(
      /^✅.*\nFrontend and backend are of \*different commits\*.*, as they were released\.$/,
    );
  });

  it('names who released what a failed deploy of ours has put back', () => {
    const backend = serves('rw_2', { madeBy: 'cabeceo', releasedBy: 'cabeceo' });
    expect(told({ backend })).toMatch(/^✅ .* · by <@U0ANA001> · healthy$/);
  });

  it('says what is unhealthy', () => {
    const backend = { kind: 'unwell', path: '/health', answer: 'answered 503' } as const;
    expect(told({ health: { backend } })).toMatch(
      /^❌ .* · \*unhealthy\*\n\*Backend\* is unhealthy: \/health answered 503\.$/,
    );
  });

  it('guesses nothing of a platform that does not answer', () => {
    const backend = { kind: 'silent', why: 'Railway did not answer within 6 s' } as const;
    const answers = { kind: 'answers', answer: 'answered a1b2c3d' } as const;
    expect(told({ backend, health: { backend: answers } })).toMatch(
      /^❔ .*`a1b2c3d` Fix cart totals \(frontend\).* · answers\n\*Backend\* is not known: Railway did not answer within 6.s\. Its own address answered a1b2c3d\.$/,
    );
  });

  it('says that nothing is live, and what was released there', () => {
    expect(
      told({ backend: { kind: 'nothing' }, health: { backend: { kind: 'answers', answer: '' } } }),
    ).toMatch(
      /^❌.*\n\*Backend\* is not as released: nothing is live at Railway; `a1b2c3d` Fix cart totals was released/,
    );
  });
});
