import { describe, expect, it } from 'vitest';
import {
  decide,
  ensure,
  type PrerequisiteName,
  redisCommand,
  type Seen,
} from '../../../scripts/prerequisites.mjs';

const bare: Seen = { managers: [], root: false };
const nothingOn = (path: string) => ({ PATH: path });

describe('what npm cannot bring', () => {
  it.each<[string, PrerequisiteName, Partial<Seen>, string]>([
    ['a Mac', 'redis', { managers: ['brew'] }, 'run `brew install redis`.'],
    ['a Mac', 'chromium', { managers: ['brew'] }, 'run `brew install --cask chromium`.'],
    [
      'Debian without root',
      'redis',
      { managers: ['apt'], distribution: 'debian' },
      'run `sudo apt-get update && sudo apt-get install -y redis-server`.',
    ],
    ['Fedora', 'redis', { managers: ['dnf'] }, 'run `sudo dnf install -y valkey`.'],
    ['openSUSE as root', 'git', { managers: ['zypper'], root: true }, 'run `zypper install -y git`.'],
    ['Arch', 'chromium', { managers: ['pacman'] }, 'run `sudo pacman -S --noconfirm chromium`.'],
    ['Alpine as root', 'redis', { managers: ['apk'], root: true }, 'run `apk add redis`.'],
    [
      'Ubuntu, whose chromium is a snap',
      'chromium',
      { managers: ['apt'], root: true, distribution: 'ubuntu' },
      'run `npx playwright-core install --with-deps chromium`.',
    ],
    ['an unknown system', 'redis', {}, 'start Docker, or set REDIS_URL to a server you have.'],
  ])('on %s one sentence says how to get %s', (_, name, seen, ending) => {
    const decision = decide(name, { ...bare, ...seen });
    expect(decision).toMatchObject({ kind: 'missing', sentence: expect.stringContaining(ending) });
    expect(decision).toMatchObject({ sentence: expect.stringMatching(/ is needed, but .+ is not .+: /) });
  });

  it.each<[PrerequisiteName, string]>([
    ['redis', 'redis-server'],
    ['git', 'git'],
    ['chromium', 'chromium'],
  ])('installs %s itself where apt-get works as root', (name, first) => {
    const decision = decide(name, { managers: ['apt'], root: true, distribution: 'debian' });
    expect(decision).toMatchObject({ kind: 'install', packages: expect.arrayContaining([first]) });
  });

  it('installs nothing where something is found', () => {
    const found = { via: 'docker', image: 'valkey' } as const;
    expect(decide('redis', { managers: ['apt'], root: true, found })).toEqual({ kind: 'found', ...found });
  });

  it('says why what looked right was not taken', () => {
    const decision = decide('redis', { ...bare, rejected: '/old/redis-server is not a working Redis' });
    expect(decision).toMatchObject({
      sentence: expect.stringContaining('/old/redis-server is not a working'),
    });
  });

  it('never installs beside a REDIS_URL that does not answer', async () => {
    const found = ensure('redis', { env: { REDIS_URL: 'redis://127.0.0.1:1', ...nothingOn('/usr/bin') } });
    await expect(found).rejects.toThrow(/nothing answers at the address in REDIS_URL: start that server/);
  });

  it('finds Git where it is on PATH', async () => {
    const env = { PATH: process.env['PATH'] ?? '' };
    expect(await ensure('git', { env })).toMatchObject({ via: 'path', path: expect.stringMatching(/git/) });
  });

  it('never installs beside a CHROMIUM_PATH that is no program', async () => {
    const found = ensure('chromium', {
      env: { CHROMIUM_PATH: '/nowhere/chromium', ...nothingOn('/usr/bin') },
    });
    await expect(found).rejects.toThrow(/CHROMIUM_PATH does not name a program: correct it/);
  });

  it('runs a found server on the wanted port, in Docker too', () => {
    const options = ['--appendonly', 'yes'];
    expect(redisCommand({ via: 'path', path: '/usr/bin/redis-server' }, { port: 7001, options })).toEqual({
      command: '/usr/bin/redis-server',
      arguments: ['--port', '7001', '--appendonly', 'yes'],
    });
    expect(
      redisCommand({ via: 'docker', image: 'valkey/valkey' }, { port: 7001, options })?.arguments,
    ).toEqual(
      expect.arrayContaining(['127.0.0.1:7001:6379', 'valkey/valkey', 'valkey-server', '--appendonly']),
    );
    expect(redisCommand({ via: 'url', url: 'redis://localhost' }, { port: 7001 })).toBeUndefined();
  });
});
