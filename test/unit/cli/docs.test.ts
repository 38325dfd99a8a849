import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/commands/table.ts';
import { checkConfig } from '../../../src/cli/config-check.ts';
import { generateDocs } from '../../../src/cli/docs.ts';
import { slackManifest } from '../../../src/cli/manifest.ts';

describe('the generated pages', () => {
  it.each([...generateDocs()])('%s is what `npm run generate` writes', (path, content) => {
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

describe('the manifest', () => {
  it('sends everything to /slack/events of the given address', () => {
    const manifest = slackManifest(commands, { kind: 'http', url: 'https://cabeceo.example' });
    expect(manifest.features.slash_commands).toMatchObject(
      commands.map(({ name }) => ({ command: name, url: 'https://cabeceo.example/slack/events' })),
    );
    expect(manifest.settings).toMatchObject({
      interactivity: { request_url: 'https://cabeceo.example/slack/events' },
      event_subscriptions: { request_url: 'https://cabeceo.example/slack/events' },
      socket_mode_enabled: false,
    });
  });

  it('has a Home, and asks to be told when it is opened', () => {
    const { features, settings } = slackManifest(commands, { kind: 'socket' });
    expect(features.app_home.home_tab_enabled).toBe(true);
    expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened']);
  });

  it('names no address for Socket Mode', () => {
    const manifest = slackManifest(commands, { kind: 'socket' });
    expect(JSON.stringify(manifest)).not.toMatch(/https?:/);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });
});

describe('config check', () => {
  it('sums up what a good file means', () => {
    const summary = checkConfig('cabeceo.example.yml');
    expect(summary).toContain('cabeceo.example.yml: OK');
    expect(summary).toContain('production (prod)  from main; 1 approval from 1 group; all checks green');
    expect(summary).toContain('development (dev)  from main; no approval; checks not asked for');
  });
});
