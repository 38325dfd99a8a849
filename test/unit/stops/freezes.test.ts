import { describe, expect, it } from 'vitest';
import { everything } from '../../../src/domain/stop.ts';
import { decideFreeze, decideUnfreeze } from '../../../src/stops/freezes.ts';
import { findScope, whoMay } from '../../../src/stops/scope.ts';
import { ana, anEnvironment, aPolicy, bruno, now } from '../../support/operation-builders.ts';
import { aFreeze } from '../../support/stop-builders.ts';
import { usualRights } from '../../../src/domain/environment.ts';

const place = { app: 'mundo-tango', environment: everything };
const facts = { place, now, newId: 'stop_00000002' };
const act = { delivery: 'd1', by: bruno, team: 'T0MUNDO01', at: now, channel: 'C0DEPLOYS' };
const freeze = { ...act, kind: 'freeze', reason: 'no network' } as const;
const unfreeze = { ...act, kind: 'unfreeze' } as const;

describe('/freeze', () => {
  it('stops the app, and says so in a message that stays', () => {
    const decision = decideFreeze(undefined, freeze, facts);
    expect(decision).toMatchObject({
      stop: { by: bruno, at: now, reason: 'no network' },
      events: [{ kind: 'frozen' }],
      notices: [{ channel: 'C0DEPLOYS', notice: { kind: 'frozen' } }],
    });
  });

  it('is refused where it is frozen already, with by whom and why', () => {
    expect(decideFreeze(aFreeze(), freeze, facts)).toMatchObject({
      refusal: { code: 'already_frozen', facts: { owner: `<@${ana}>`, scope: 'all of mundo-tango' } },
    });
  });
});

describe('/unfreeze', () => {
  it('lifts it, whoever froze it', () => {
    const decision = decideUnfreeze(aFreeze(), unfreeze, facts);
    expect(decision).toMatchObject({
      stop: undefined,
      notices: [{ notice: { kind: 'unfrozen', by: bruno } }],
    });
  });

  it.each([
    ['nothing is frozen', undefined, unfreeze],
    ['the button is on an older freeze', aFreeze(), { ...unfreeze, stop: 'stop_00000000' }],
  ])('is refused where %s', (_, found, request) => {
    expect(decideUnfreeze(found, request, facts)).toMatchObject({ refusal: { code: 'nothing_frozen' } });
  });
});

describe('who may', () => {
  const only = { groups: ['S0RELEASE'], users: [] };
  const strict = { ...usualRights, freeze: only, lock: only };
  const environments = [
    { ...anEnvironment, aliases: [], policy: aPolicy({ rights: strict }) },
    { ...anEnvironment, aliases: [], name: 'development' },
    { ...anEnvironment, aliases: [], name: 'staging' },
  ];
  const app = {
    name: 'mundo-tango',
    repository: { owner: 'm', name: 'm' },
    channels: [],
    incidents: { channels: [] },
    environments,
  };
  const scope = (environment: string, name = 'mundo-tango') =>
    findScope([app], { app: name, environment }) ?? expect.unreachable();

  it('freeze an app must be allowed to in every environment of it', () => {
    expect(whoMay(scope(everything), 'freeze')).toEqual([only, 'everyone']);
    expect(whoMay(scope(everything, everything), 'unfreeze')).toEqual([only, 'everyone']);
  });

  it('lock is asked of the environment alone', () => {
    expect(whoMay(scope('production'), 'lock')).toEqual([only]);
    expect(whoMay(scope('development'), 'lock')).toEqual(['everyone']);
  });

  it('is nobody where the configuration has no such place', () => {
    expect(findScope([app], { app: 'gone', environment: everything })).toBeUndefined();
    expect(findScope([app], { app: 'mundo-tango', environment: 'gone' })).toBeUndefined();
  });
});
