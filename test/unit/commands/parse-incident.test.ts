import { expect, it } from 'vitest';
import { parseIncidentCommand } from '../../../src/commands/parse-incident.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { smallest } from '../../support/config-files.ts';

const { apps } = parseConfig(smallest, 'cabeceo.yml');

it.each([
  ['', 'tell'],
  ['resolved', 'resolve'],
  ['Resolved --app shop', 'resolve'],
  ['help', 'help'],
  ['?', 'help'],
  ['resolve', 'unknown_incident_words'],
  ['resolved now', 'unknown_incident_words'],
  ['prod', 'unknown_incident_words'],
  ['--app blog', 'unknown_app'],
  ['resolved --force', 'unknown_option'],
])('“/incident %s” means %s', (text, wanted) => {
  const parsed = parseIncidentCommand(text, { apps, channel: 'C0INC042' });
  if (parsed.kind === 'incident') expect(parsed.wish.kind).toBe(wanted);
  else expect(parsed.kind === 'refused' ? parsed.refusal.code : parsed.kind).toBe(wanted);
});
