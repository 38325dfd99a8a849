import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { slackManifest, type Transport } from '../../src/cli/manifest.ts';
import { commands } from '../../src/commands/table.ts';

const contracts = process.env['CONTRACTS_DIR'] ?? '';

describe('the Slack manifest', () => {
  it
    .skipIf(contracts === '')
    .each<Transport>([{ kind: 'http', url: 'https://cabeceo.example' }, { kind: 'socket' }])(
    'fits Slack’s own schema for $kind (needs CONTRACTS_DIR)',
    (transport) => {
      const schema: object = JSON.parse(readFileSync(join(contracts, 'slack-manifest.schema.json'), 'utf8'));
      const ajv = new Ajv({ strict: false, allErrors: true });
      formats.default(ajv);
      const validate = ajv.compile(schema);
      validate(slackManifest(commands, transport));
      expect(validate.errors).toBeNull();
    },
  );
});
