import { describe, expect, it } from 'vitest';
import { operationView } from '../../../src/slack/views/operation-view.ts';
import { threadView } from '../../../src/slack/views/thread-view.ts';
import { finding } from '../../../src/migrations/finding.ts';
import type { MigrationsPlan } from '../../../src/domain/migration-plan.ts';
import type { Aftermath } from '../../../src/domain/operation.ts';
import { shownTexts } from '../../support/block-kit.ts';
import { aContract, aMigration, aMigrationsPlan } from '../../support/migration-builders.ts';
import {
  aModel,
  anApproval,
  anApproved,
  anOperation,
  aPlan,
  aRule,
  backAsBefore,
  now,
  unhealthy,
} from '../../support/operation-builders.ts';

const components = [{ component: 'database', changed: true, files: 2 }] as const;
const shown = (migrations?: MigrationsPlan) => {
  const operation = anOperation({ plan: aPlan({ components, ...(migrations && { migrations }) }) });
  return shownTexts(operationView(aModel({ operation })).blocks).join('\n');
};

describe('the database’s line of a plan', () => {
  it('says what the migrations mean and how long the rehearsal took', () => {
    const two = [aMigration(), aMigration({ name: '0004_seats' })];
    expect(shown(aMigrationsPlan({ pending: two }))).toContain(
      '*Database*  2 migrations, both safe while old code runs · rehearsed in 3 s · restore point first, kept',
    );
    expect(shown(aMigrationsPlan({}, { durationMs: 41 }))).toContain(
      '1 migration, safe while old code runs · rehearsed in 41 ms',
    );
  });

  it('says who runs them where that is not Cabeceo, and where nobody has looked', () => {
    expect(shown(aMigrationsPlan({ run: 'backend' }))).toContain('run by the backend’s own command');
    expect(shown()).toContain(
      '2 migration files changed, run by the backend’s pre-deploy command if it has one',
    );
    expect(shown(aMigrationsPlan({ pending: [] }))).toContain('no migration is pending');
  });

  it('names each statement that matters, why, and a safer way', () => {
    expect(shown(aMigrationsPlan({ pending: [aMigration(), aContract()] }))).toContain(
      '• *0004_drop_note* line 1 (contract, irreversible): Drops column note of classes: code that still uses it fails, and its data is gone. Safer: Ship code that no longer uses it, and drop it in a later release.',
    );
  });

  it('cuts a long list visibly, and says which are passed over', () => {
    const [verdict] = aContract().findings;
    const many = aContract({
      findings: Array.from({ length: 20 }, () => verdict ?? expect.unreachable()),
      found: 31,
    });
    const text = shown(aMigrationsPlan({ pending: [many], passedOver: ['0001_old'], edited: ['0002_was'] }));
    expect(text).toMatch(/(?:• \*0004_drop_note\*.*\n){6}…and 25 more\n/);
    expect(text).toContain('Drizzle never runs it: 0001_old');
    expect(text).toContain('Changed since the database ran it, and what changed never runs: 0002_was.');
  });

  it('shows a hostile name as text', () => {
    const hostile = { sql: '', line: 1, findings: [finding('table_dropped', { name: '<!channel>*x*' })] };
    const text = shown(
      aMigrationsPlan({ pending: [aContract({ name: '<@U0ANA001>', findings: [hostile] })] }),
    );
    expect(text).not.toMatch(/<!channel>|<@U0ANA001> line/);
    expect(text).toContain('&lt;!channel&gt;∗x∗');
  });
});

describe('the nods of a plan with migrations', () => {
  it('say which are for them', () => {
    const rules = [aRule(), aRule({ about: 'migrations' })];
    const operation = anOperation({ approval: anApproval({ rules }) });
    const { text, blocks } = operationView(aModel({ operation }));
    expect(shownTexts(blocks).join('\n')).toContain('0 of 1 from <!subteam^S0RELEASE> for the migrations');
    expect(text).toContain('for the migrations');
  });
});

describe('the thread', () => {
  it('tells what the rehearsal found: time, locks, rows, and the schema', () => {
    const runs = [
      {
        name: '0003_level',
        durationMs: 12,
        rows: 4,
        locks: [{ table: 'classes', mode: 'AccessExclusiveLock' }],
        rewritten: ['classes'],
      },
    ];
    const schema = Array.from({ length: 32 }, (_, n) => `+ column classes.c${n} text`);
    const view = threadView(
      { kind: 'migrations_rehearsed', at: now, durationMs: 3_000, runs, schema },
      aModel(),
    );
    expect(view.text).toBe('✅ Tried on a copy of the database: 1 migration in 3 s.');
    expect(shownTexts(view.blocks).join('\n')).toContain(
      '*0003_level* 12 ms · locks classes (AccessExclusiveLock) · rewrites classes · 4 rows',
    );
    expect(JSON.stringify(view.blocks)).toMatch(/classes\.c29 text\\n…and 2 more"/);
  });
});

describe('a deploy that failed after its migrations', () => {
  const card = (migrations: NonNullable<Aftermath['migrations']>) => {
    const ending = {
      kind: 'failed',
      failure: unhealthy,
      aftermath: { ...backAsBefore, migrations },
    } as const;
    return operationView(aModel({ operation: anApproved({ state: 'failed', endedAt: now, ending }) })).text;
  };

  it('says that they stay, and whether the code of before can live with them', () => {
    expect(card({ names: ['0003_level'], kinds: ['expand'] })).toContain(
      'The migrations that ran stay (0003_level): the code of before runs on them.',
    );
    expect(card({ names: ['0004_drop'], kinds: ['contract'] })).toContain(
      'the code of before may not run on them: someone must look.',
    );
  });
});
