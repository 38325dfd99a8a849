import { describe, expect, it } from 'vitest';
import { duringIncident } from '../../../src/domain/incident-rights.ts';
import { environmentsLookedAt, refuseChannel } from '../../../src/incidents/look.ts';
import { elena } from '../../support/incident-builders.ts';
import { ana, anEnvironment, aPolicy, now } from '../../support/operation-builders.ts';

const production = { ...anEnvironment, aliases: ['prod'] };
const development = { ...anEnvironment, name: 'development', aliases: [], production: false };
const app = {
  name: 'mundo-tango',
  repository: { owner: 'mundo-tango', name: 'mundo-tango' },
  channels: [],
  incidents: { channels: ['inc-*', 'incident-*'] },
  environments: [production, development],
};

describe('a channel', () => {
  const code = (channel: Parameters<typeof refuseChannel>[0]) => refuseChannel(channel, app)?.code;

  it('is an incident’s by its name alone', () => {
    expect(code({ name: 'inc-042-checkout', createdAt: now })).toBeUndefined();
    expect(code({ name: 'incident-may', createdAt: now })).toBeUndefined();
    expect(code({ name: 'deploys', createdAt: now })).toBe('not_an_incident');
  });

  it('of which Slack says nothing is no reason to guess', () => {
    expect(code('unknown')).toBe('incident_channel_unknown');
    expect(code('no_channel')).toBe('not_an_incident');
  });
});

it('looks at production, and at everything where none is', () => {
  expect(environmentsLookedAt(app)).toEqual([production]);
  expect(environmentsLookedAt({ ...app, environments: [development] })).toEqual([development]);
});

describe('who may roll back during an incident', () => {
  const rollback = { groups: ['S0RELEASE'], users: [ana] };
  const may = (
    rights: typeof rollback | 'everyone',
    onCall?: { groups: string[]; users: (typeof ana)[] },
  ) => {
    const policy = aPolicy({ rights: { ...aPolicy().rights, rollback: rights } });
    const incidents = { channels: [], ...(onCall && { onCall }) };
    return duringIncident({ ...production, policy }, { incidents }).policy.rights.rollback;
  };

  it('is who may anyway, and those on call', () => {
    expect(may(rollback)).toEqual(rollback);
    expect(may(rollback, { groups: [], users: [elena] })).toEqual({
      groups: ['S0RELEASE'],
      users: [elena, ana],
    });
    expect(may('everyone', { groups: [], users: [elena] })).toBe('everyone');
  });
});
