import { describe, expect, it } from 'vitest';
import { environmentOf } from '../../../../src/providers/backups/address-environment.ts';
import { folderOf, isOurs, nameOf, parseManifest } from '../../../../src/providers/backups/manifest.ts';
import { keepSecret } from '../../../../src/providers/secrets.ts';
import { production } from '../../../support/stop-builders.ts';

const target = { bucket: 'backups', prefix: 'cabeceo/', region: 'eu-central-1' };

describe('what PostgreSQL’s programs are told', () => {
  it('is told in their environment: the arguments of a program are there for all to see', () => {
    const address =
      'postgresql://own%40er:p%2Fw@ep-1.neon.tech/mundo?sslmode=require&channel_binding=require';
    expect(environmentOf(keepSecret(address))).toEqual({
      PGHOST: 'ep-1.neon.tech',
      PGPORT: '5432',
      PGUSER: 'own@er',
      PGPASSWORD: 'p/w',
      PGDATABASE: 'mundo',
      PGAPPNAME: 'cabeceo',
      PGCONNECT_TIMEOUT: '30',
      PGSSLMODE: 'require',
      PGCHANNELBINDING: 'require',
    });
  });
});

describe('the names of backups', () => {
  const folder = folderOf(target, production);
  const moment = Date.UTC(2026, 10, 14, 14, 30, 5);

  it('say what it is of, when it was made, and which it is', () => {
    const name = nameOf(target, production, { id: 'backup_1a', moment });
    expect(name).toBe('cabeceo/mundo-tango/production/2026-11-14T14-30-05Z_backup_1a');
    expect(isOurs(folder, `${name}.dump`)).toBe(true);
  });

  it.each([
    `${folder}notes.txt`,
    `${folder}2026-11-14T14-30-05Z_backup_1a.dump.old`,
    `${folder}deep/2026-11-14T14-30-05Z_backup_1a.dump`,
    'cabeceo/mundo-tango/development/2026-11-14T14-30-05Z_backup_1a.dump',
  ])('are not those of what we did not make: %s', (name) => {
    expect(isOurs(folder, name)).toBe(false);
  });

  it.each(['', 'not json', '{}', '{"cabeceo":"backup","id":"backup_1"}'])(
    'that lead to no list of ours lead to no backup: %s',
    (text) => {
      expect(parseManifest(text, production)).toBeUndefined();
    },
  );

  it('lead to no backup where the checksum is none', () => {
    const sizes = { moment: 1, madeAt: 2, bytes: 3, server: 17, client: 17 };
    const list = {
      cabeceo: 'backup',
      id: 'backup_1',
      ...production,
      ...sizes,
      migrations: { count: 0 },
      tables: [],
    };
    const parsed = (sha256: string) => parseManifest(JSON.stringify({ ...list, sha256 }), production);
    expect(parsed('0'.repeat(64))).toMatchObject({ id: 'backup_1' });
    expect(parsed('<!channel>')).toBeUndefined();
  });
});
