import { describe, expect, it } from 'vitest';
import type { BranchStep, ToldChange } from '../../../src/domain/branch-change.ts';
import { cutDiff, reportBranches } from '../../../src/domain/branch-report.ts';
import { branchOfferView } from '../../../src/slack/views/branch-offer-view.ts';
import { bytes } from '../../../src/slack/views/branch-words.ts';
import { branchesView } from '../../../src/slack/views/branches-view.ts';
import { connectionView } from '../../../src/slack/views/connection-view.ts';
import { noticeView } from '../../../src/slack/views/notice-view.ts';
import { schemaDiffView } from '../../../src/slack/views/schema-diff-view.ts';
import { problemsOfMessage } from '../../support/block-kit.ts';
import { aBranch, branchFacts, production } from '../../support/branch-builders.ts';
import { ana, now } from '../../support/operation-builders.ts';

const day = 86_400_000;
const hostile = '<!channel>*_~`&\u202E|'.repeat(20);
const about = { app: 'mundo-tango', project: 'mundo-tango-1234', others: ['development'], at: now };
const place = { app: 'mundo-tango', environment: 'production' };
const step: BranchStep = {
  kind: 'make',
  name: 'cart',
  parent: { id: 'br-production', name: 'production' },
  expiresAt: now + 7 * day,
  schemaOnly: false,
};
const told = (standing: ToldChange['standing'], of: BranchStep = step) =>
  noticeView(
    { kind: 'branch_changed', place, change: { by: ana, step: of, since: now - 3_000, standing } },
    now,
  ).text;

describe('the list of branches', () => {
  it('says what runs on each, whose it is and how long it stays; what people have most to do with comes first', () => {
    const branches = [
      aBranch({ name: 'cabeceo/op_00000001', compute: 'none', expiresAt: now + day }),
      aBranch({
        name: 'cart',
        mark: { request: 'branch_1', by: ana },
        expiresAt: now + day,
        sizeBytes: 31 * 1024 * 1024,
      }),
      aBranch({ name: 'by-hand', madeBy: 'Ana Ruiz' }),
      production({ isProtected: true }),
    ];
    const facts = branchFacts({ branches, limit: 10 });
    const { text } = branchesView(reportBranches(facts.list, facts.use, about));
    const lines = text.split('\n');
    expect(lines[0]).toBe('4 of 10 branches in Neon project *mundo-tango-1234*');
    expect(lines[1]).toBe('*production* · production runs on it · default · protected · 300 days old');
    expect(lines[2]).toMatch(
      /^\*cart\* · from production · 3 days old · by <@U0ANA001> · <!date.*expires.* · 31 MB$/,
    );
    expect(lines[3]).toBe('*by-hand* · from production · 3 days old · by Ana Ruiz');
    expect(lines[4]).toMatch(/^\*cabeceo\/op_00000001\* .*made for a deploy.*no compute$/);
  });

  it('is cut where it is long, which is said, and stays within what Slack takes', () => {
    const branches = Array.from({ length: 400 }, (_, number) =>
      aBranch({ name: `${hostile}${number}`, id: `br-${number}` }),
    );
    const facts = branchFacts({ branches });
    const view = branchesView(reportBranches(facts.list, facts.use, about));
    expect(problemsOfMessage(view)).toEqual([]);
    expect(JSON.stringify(view.blocks)).toContain('…and 370 more');
    expect(JSON.stringify(view)).not.toContain('<!channel>');
  });
});

describe('a change of a branch', () => {
  it.each([
    [told({ kind: 'under_way' }), /^⏳ Making branch \*cart\* from \*production\*… Asked by <@U0ANA001>\.$/],
    [
      told({ kind: 'done', at: now, expiresAt: now + 7 * day }),
      /^✅ Branch \*cart\* was made from \*production\* in 3 s · <!date.*expires.*>\. `\/db connect cart` shows you how to connect\./,
    ],
    [
      told({ kind: 'done', at: now }, { ...step, expiresAt: 'never', at: now - day, schemaOnly: true }),
      /from the schema of \*production\* as of <!date.*, without rows in 3 s\. .*stays until somebody deletes it/,
    ],
    [
      told({
        kind: 'failed',
        at: now,
        why: { code: 'branch_failed', facts: { detail: 'create_branch failed' } },
      }),
      /^❌ Branch \*cart\* was not made: Neon did not finish it \(create_branch failed\)\. Look at Neon/,
    ],
    [
      told({ kind: 'under_way' }, { kind: 'delete', branch: { id: 'br-cart', name: 'cart' } }),
      /^⏳ Deleting branch \*cart\*…/,
    ],
    [
      told({ kind: 'done', at: now }, { kind: 'delete', branch: { id: 'br-cart', name: 'cart' } }),
      /^✅ Branch \*cart\* was deleted in 3 s\. Where Neon offers it/,
    ],
    [
      told(
        { kind: 'done', at: now },
        {
          kind: 'reset',
          branch: { id: 'br-cart', name: 'cart' },
          parent: { id: 'br-production', name: 'production' },
        },
      ),
      /^✅ Branch \*cart\* was reset to what \*production\* holds in 3 s/,
    ],
  ])('is told in one message: %s', (text, wanted) => {
    expect(text).toMatch(wanted);
  });
});

describe('what is asked before data goes', () => {
  it.each(['delete', 'reset'] as const)(
    'says what goes, with one red button that asks once more: %s',
    (kind) => {
      const branch = aBranch({ name: hostile, resetAt: now - day });
      const view = branchOfferView({ ...place, kind, branch, parentName: hostile, at: now });
      expect(problemsOfMessage(view)).toEqual([]);
      expect(view.text).not.toContain('<!channel>');
      expect(JSON.stringify(view.blocks)).toMatch(/"style":"danger".*"confirm":/);
    },
  );
});

describe('how to connect', () => {
  const strings = {
    pooled: 'postgresql://o:npg_one@h-pooler/db?sslmode=require&a=b',
    direct: 'postgresql://o:npg_one@h/db?sslmode=require&a=b',
  };
  const view = connectionView({ app: 'mundo-tango', branch: aBranch(), ...strings, now });

  it('is shown so that it can be copied as it is, and not in what a notification shows', () => {
    expect(view.text).not.toContain('npg_one');
    const blocks = JSON.stringify(view.blocks);
    expect(blocks).toContain(JSON.stringify(strings.pooled));
    expect(blocks).toContain(JSON.stringify(strings.direct));
    expect(blocks).toContain('the first connection wakes it');
    expect(problemsOfMessage(view)).toEqual([]);
  });
});

describe('what branches define', () => {
  const names = {
    app: 'mundo-tango',
    branch: { id: 'br-cart', name: 'cart' },
    base: { id: 'br-production', name: 'production' },
  };

  it('is said to be the same where it is', () => {
    expect(schemaDiffView({ ...names, ...cutDiff(undefined) }).text).toMatch(
      /^✅ \*cart\* and \*production\* define the same/,
    );
  });

  it('is a diff otherwise, whose lines are counted', () => {
    const diff =
      '--- a/mundo\n+++ b/mundo\n@@ -1,2 +1,3 @@\n CREATE TABLE x (\n-    a int\n+    a int,\n+    b int\n );';
    const view = schemaDiffView({ ...names, ...cutDiff(diff) });
    expect(view.text).toMatch(
      /^What \*cart\* defines otherwise than \*production\*: 2 lines more, 1 less\.$/,
    );
    expect(JSON.stringify(view.blocks)).toContain('+    b int');
  });

  it('is cut where it is long, which is said, and stays within what Slack takes', () => {
    const diff = Array.from({ length: 500 }, (_, number) => `+${hostile}${number}`).join('\n');
    const view = schemaDiffView({ ...names, ...cutDiff(diff) });
    expect(problemsOfMessage(view)).toEqual([]);
    expect(view.text).toMatch(/…and \d+ more lines: `neon branches schema-diff production cart` shows all/);
  });
});

it.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1536, '1.5 KB'],
  [31 * 1024 * 1024, '31 MB'],
  [1.25 * 1024 ** 3, '1.3 GB'],
])('%s bytes are said as %s', (count, said) => {
  expect(bytes(count)).toBe(said);
});
