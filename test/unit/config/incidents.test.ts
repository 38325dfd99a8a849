import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { problemsOf, smallest } from '../../support/config-files.ts';

const withIncidents = (incidents: string) =>
  smallest.replace('    environments:', `    incidents: ${incidents}\n    environments:`);

describe('the incidents of an app', () => {
  const read = (file: string) => parseConfig(file, 'cabeceo.yml').apps[0]?.incidents;

  it('are in channels called inc-… and incident-…, and nobody is on call', () => {
    expect(read(smallest)).toEqual({ channels: ['inc-*', 'incident-*'] });
  });

  it('may have other channels, and people on call', () => {
    const file = withIncidents('{ channels: ["war-room", "*-sev1"], onCall: { groups: [S0ONCALL] } }');
    expect(read(file)).toEqual({
      channels: ['war-room', '*-sev1'],
      onCall: { groups: ['S0ONCALL'], users: [] },
    });
  });

  it.each([
    ['every channel', '{ channels: ["*"] }', /a channel’s name without `#`/],
    ['a channel with its mark', '{ channels: ["#inc"] }', /a channel’s name without `#`/],
    ['no channel', '{ channels: [] }', /./],
    ['nobody on call', '{ onCall: {} }', /groups or users who are on call/],
  ])('are not %s', (_, incidents, expected) => {
    expect(problemsOf(withIncidents(incidents))[0]?.expected).toMatch(expected);
  });
});
