import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { example, problemsOf, smallest } from '../../support/config-files.ts';

describe('the policy of an environment', () => {
  it('takes who may do what from the environment, action by action, and else from the app', () => {
    const shared =
      '    rights: { deploy: { groups: [S0DEVS] }, lock: { users: [U0ANA001] } }\n    environments:';
    const own = 'policy: { rights: { deploy: { users: [U0BRUNO1] } }, approvals';
    const file = smallest.replace('    environments:', shared).replace('policy: { approvals', own);
    const [environment] = parseConfig(file, 'cabeceo.yml').apps[0]?.environments ?? [];
    expect(environment?.policy.rights).toMatchObject({
      deploy: { groups: [], users: ['U0BRUNO1'] },
      lock: { groups: [], users: ['U0ANA001'] },
      rollback: 'everyone',
    });
  });

  it.each([
    ['nowhere', 'staging', /another environment of the app: development/],
    ['itself', 'production', /another environment of the app: development/],
    ['one that waits for it in turn', 'development', /an environment that does not wait for this one/],
  ])('takes no promotion from %s', (_, from, expected) => {
    const back = from === 'development' ? '\n        policy: { promotion: { from: production } }' : '';
    const file = example
      .replace('checks: all', `checks: all\n          promotion: { from: ${from} }`)
      .replace('database: { branch: development }', `database: { branch: development }${back}`);
    expect(problemsOf(file)[0]?.expected).toMatch(expected);
  });
});

describe('drift', () => {
  const withDrift = (drift: string) => smallest.replace('policy: {', `policy: { drift: ${drift},`);
  const driftOf = (file: string) => parseConfig(file, 'cabeceo.yml').apps[0]?.environments[0]?.policy.drift;

  it('locks where the policy says so, and is looked for then', () => {
    expect(driftOf(withDrift('{ lock: true, every: 1h }'))).toEqual({ everyMs: 3_600_000, lock: true });
    const elsewhere = withDrift('{ lock: true }').replace('production:', 'staging:');
    expect(driftOf(elsewhere)).toEqual({ everyMs: 900_000, lock: true });
  });

  it('cannot lock where it is never looked for', () => {
    expect(problemsOf(withDrift('{ lock: true, every: 0s }'))).toMatchObject([
      { expected: expect.stringContaining('needs `every` to be more than `0s`') as string },
    ]);
  });
});

describe('freeze windows', () => {
  const withWindow = (window: string) => smallest.replace('policy: {', `policy: { freezes: [${window}],`);
  const zone = 'zone: Europe/Madrid';
  const windowsOf = (window: string) =>
    parseConfig(withWindow(window), 'cabeceo.yml').apps[0]?.environments[0]?.policy.freezes;

  it('are weekly, over midnight or to another day', () => {
    expect(
      windowsOf(`{ days: [fri], from: '16:00', to: 'mon 09:00', ${zone}, reason: weekend, ahead: 2h }`),
    ).toEqual([
      {
        kind: 'weekly',
        days: ['fri'],
        from: '16:00',
        to: { day: 'mon', time: '09:00' },
        zone: 'Europe/Madrid',
        reason: 'weekend',
        announceAheadMs: 7_200_000,
      },
    ]);
    expect(windowsOf(`{ days: [fri], from: 16:00, to: 09:00, ${zone} }`)).toMatchObject([
      { to: { time: '09:00' }, announceAheadMs: 3_600_000 },
    ]);
  });

  it('are dated, the last day included', () => {
    expect(windowsOf(`{ from: 2026-12-20, to: 2026-12-31, ${zone} }`)).toMatchObject([
      { kind: 'dated', from: '2026-12-20T00:00', to: '2027-01-01T00:00' },
    ]);
    expect(windowsOf(`{ from: 2026-12-20T16:00, to: 2026-12-20T18:00, ${zone} }`)).toMatchObject([
      { from: '2026-12-20T16:00', to: '2026-12-20T18:00' },
    ]);
  });

  it.each([
    [`{ days: [fri], from: '25:00', to: '09:00', ${zone} }`, /freezes\.0\.from.*a time such as `16:00`/s],
    [`{ days: [fri], from: '16:00', to: 'monday 09:00', ${zone} }`, /freezes\.0\.to.*`mon 09:00`/s],
    [`{ days: [friday], from: '16:00', to: '09:00', ${zone} }`, /one of `mon`, `tue`/],
    [`{ from: '16:00', to: '18:00', ${zone} }`, /a weekly window has `days`/],
    [`{ from: 2026-02-30, to: 2026-03-02, ${zone} }`, /freezes\.0\.from.*a date such as/s],
    [`{ from: 2026-12-20, to: 2026-12-19, ${zone} }`, /a date after 2026-12-20/],
    [`{ from: 2026-12-20, to: 2026-12-21, zone: Madrid }`, /an IANA time zone such as Europe\/Madrid/],
    [`{ from: 2026-12-20, to: 2026-12-21 }`, /an IANA time zone such as Europe\/Madrid/],
  ])('%s is refused', (window, expected) => {
    expect(() => parseConfig(withWindow(window), 'cabeceo.yml')).toThrow(expected);
  });
});
