import { describe, expect, it } from 'vitest';
import { refuseConnection } from '../../../src/branches/connect.ts';
import { decideDelete } from '../../../src/branches/delete.ts';
import { findBranch } from '../../../src/branches/find.ts';
import { decideMake } from '../../../src/branches/make.ts';
import { decideReset } from '../../../src/branches/reset.ts';
import { refuseDatabaseRight } from '../../../src/branches/rights.ts';
import type { MakeWish } from '../../../src/domain/branch-change.ts';
import { homeOf, otherProjects } from '../../../src/domain/branch-needs.ts';
import type { OperationId } from '../../../src/domain/ids.ts';
import { aBranch, appWith, branchFacts, environmentWith, production } from '../../support/branch-builders.ts';
import { ana, aRelease, bruno, now } from '../../support/operation-builders.ts';

const day = 86_400_000;
const wish: MakeWish = { kind: 'make', name: 'checkout', schemaOnly: false };
const make = (over: Partial<MakeWish>, facts = branchFacts()) =>
  decideMake({ ...wish, ...over }, { ...facts, zone: 'Europe/Madrid' });

describe('a new branch', () => {
  it('is one of production as it is now, for as long as the policy says', () => {
    expect(make({})).toEqual({
      kind: 'begin',
      step: {
        kind: 'make',
        name: 'checkout',
        parent: { id: 'br-production', name: 'production' },
        expiresAt: now + 7 * day,
        schemaOnly: false,
      },
    });
  });

  it('is of the branch, the time and the life that were named', () => {
    const moment = { kind: 'clock', local: '11:55' } as const;
    expect(make({ from: 'dev', moment, lasts: 2 * day })).toMatchObject({
      step: {
        parent: { id: 'br-development', name: 'development' },
        at: Date.UTC(2026, 10, 14, 10, 55),
        expiresAt: now + 2 * day,
      },
    });
  });

  it('stays until it is deleted where that is allowed', () => {
    const environments = [environmentWith('production', { branch: 'production' }, { forever: 'allowed' })];
    expect(make({ lasts: 'ever' }, branchFacts({ environments }))).toMatchObject({
      step: { expiresAt: 'never' },
    });
  });

  it('of the schema alone may be made of a branch that expires', () => {
    const facts = branchFacts({ branches: [production(), aBranch({ expiresAt: now + day })] });
    expect(make({ from: 'cart', schemaOnly: true }, facts)).toMatchObject({ kind: 'begin' });
  });

  const expiring = branchFacts({ branches: [production(), aBranch({ expiresAt: now + day })] });
  const full = branchFacts({
    limit: 3,
    branches: [
      production(),
      aBranch({ name: 'mine', mark: { request: 'branch_1', by: ana } }),
      aBranch({ name: 'theirs', mark: { request: 'branch_2', by: bruno } }),
    ],
  });
  it.each([
    ['an empty name', make({ name: '' }), 'branch_name_invalid', {}],
    ['markup for a name', make({ name: '<!here>' }), 'branch_name_invalid', {}],
    ['a path that leads out', make({ name: '../x' }), 'branch_name_invalid', {}],
    ['a name of 64 characters', make({ name: 'x'.repeat(64) }), 'branch_name_invalid', {}],
    ['what looks like an id', make({ name: 'br-cool-1' }), 'branch_name_invalid', {}],
    ['what the bot makes', make({ name: 'cabeceo/mine' }), 'branch_name_invalid', {}],
    ['the word for an environment', make({ name: 'prod' }), 'branch_name_reserved', { found: 'prod' }],
    ['a name that is taken', make({ name: 'cart' }), 'branch_name_taken', { at: now - 3 * day }],
    ['a project that is full', make({}, full), 'branch_limit', { count: 3, allowed: 3, yours: 'mine' }],
    ['a parent that is not there', make({ from: 'crat' }), 'branch_unknown', { nearest: 'cart' }],
    [
      'a parent that expires',
      make({ from: 'cart' }, expiring),
      'branch_of_expiring',
      { nearest: 'production' },
    ],
    ['a time to come', make({ moment: { kind: 'moment', at: now + 1 } }), 'branch_in_future', {}],
    [
      'a time before what is kept',
      make({ moment: { kind: 'moment', at: now - 2 * day } }),
      'branch_before_history',
      { from: now - day, earliest: '2026-11-13T14:30:00Z' },
    ],
    [
      'a time before the parent was reset',
      make(
        { moment: { kind: 'moment', at: now - 5_000 } },
        branchFacts({ branches: [production({ resetAt: now - 1_500 })] }),
      ),
      'branch_before_history',
      { earliest: '2026-11-14T14:29:59Z' },
    ],
    [
      'a time that no clock shows',
      make({ moment: { kind: 'clock', local: '2026-02-30T10:00' } }),
      'branch_moment_unknown',
      {},
    ],
    ['a life without end', make({ lasts: 'ever' }), 'branch_ever_refused', {}],
  ])('is refused with %s', (_, decision, code, facts) => {
    expect(decision).toMatchObject({ kind: 'refused', refusal: { code, facts } });
  });
});

describe('what may not go', () => {
  const point = aBranch({ name: 'cabeceo/op_00000001', id: 'br-point', expiresAt: now + day });
  const released = aRelease({
    database: {
      restorePoint: { branch: 'br-point', name: point.name, createdAt: now, expiresAt: now + day },
    },
  });
  const look = aBranch({ name: 'cabeceo/look-op_mh1x2k3m4n5p6', id: 'br-look' });
  const kept = aBranch({ name: 'before-restore-mh1x2k3m4n5p6', id: 'br-kept' });
  const facts = branchFacts({
    branches: [
      production(),
      aBranch({ name: 'development' }),
      aBranch({ name: 'parent' }),
      aBranch({ name: 'child', parent: 'br-parent' }),
      aBranch({ name: 'guarded', isProtected: true }),
      aBranch({ name: 'first', isDefault: true }),
      point,
      look,
      kept,
    ],
    use: {
      releases: [released],
      underWay: [{ environment: 'production', operation: 'op_mh1x2k3m4n5p6' as OperationId }],
    },
  });

  it.each([
    ['br-production', 'branch_is_environment'],
    ['br-development', 'branch_is_environment'],
    ['br-point', 'branch_is_restore_point'],
    ['br-look', 'branch_under_way'],
    ['br-kept', 'branch_under_way'],
    ['br-parent', 'branch_has_children'],
    ['br-guarded', 'branch_is_protected'],
    ['br-first', 'branch_is_default'],
    ['br-nowhere', 'branch_gone'],
  ])('%s is neither deleted nor reset: %s', (id, code) => {
    expect(decideDelete(id, facts)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(decideReset(id, facts)).toMatchObject({ kind: 'refused', refusal: { code } });
  });

  it('is what another app runs on, too', () => {
    const other = { ...appWith([environmentWith('staging', { branch: 'child' })]), name: 'other' };
    const [environment] = other.environments;
    if (!environment) throw new Error('it has one');
    const environments = [...facts.use.environments, { app: other, environment, branch: 'child' }];
    expect(decideDelete('br-child', { ...facts, use: { ...facts.use, environments } })).toMatchObject({
      refusal: { code: 'branch_is_environment', facts: { app: 'other', environment: 'staging' } },
    });
  });

  it('no longer is what something needed that is over', () => {
    const over = { ...facts, use: { ...facts.use, underWay: [] } };
    expect(decideDelete('br-kept', over)).toMatchObject({ kind: 'begin' });
  });
});

describe('a reset', () => {
  it('goes to the parent, and remembers when the branch was reset before', () => {
    const facts = branchFacts({ branches: [production(), aBranch({ resetAt: now - day })] });
    expect(decideReset('br-cart', facts)).toEqual({
      kind: 'begin',
      step: {
        kind: 'reset',
        branch: { id: 'br-cart', name: 'cart' },
        parent: { id: 'br-production', name: 'production' },
        resetAt: now - day,
      },
    });
  });

  it('of a branch without a parent is refused', () => {
    const facts = branchFacts({
      branches: [production(), production({ id: 'br-bare', name: 'bare', isDefault: false })],
    });
    expect(decideReset('br-bare', facts)).toMatchObject({ refusal: { code: 'branch_is_root' } });
  });
});

describe('a connection', () => {
  const branches = [
    production(),
    aBranch({ name: 'development' }),
    aBranch(),
    aBranch({ name: 'dark', compute: 'none' }),
    aBranch({ name: 'guarded', isProtected: true }),
  ];
  it.each([
    ['cart', undefined],
    ['development', undefined],
    ['production', 'branch_connect_refused'],
    ['guarded', 'branch_connect_refused'],
    ['dark', 'branch_without_compute'],
  ])('to %s: %s', (name, code) => {
    const branch = branches.find((one) => one.name === name) ?? production();
    expect(refuseConnection(branch, branchFacts({ branches }))?.code).toBe(code);
  });

  it('to production is shown where the policy says so', () => {
    const environments = [environmentWith('production', { branch: 'production' }, { connect: 'all' })];
    expect(refuseConnection(production(), branchFacts({ environments }))).toBeUndefined();
  });
});

describe('a name', () => {
  const { app, environment, list } = branchFacts({
    branches: [production(), aBranch({ name: 'development' }), aBranch({ name: 'dev-like', id: 'br-1' })],
  });
  it.each([
    ['development', 'development'],
    ['br-1', 'dev-like'],
    ['prod', 'production'],
    ['DEV', 'development'],
  ])('“%s” means %s', (word, name) => {
    expect(findBranch(word, { app, environment, branches: list.branches })).toMatchObject({ name });
  });

  it('that Neon knows is meant before the word for an environment', () => {
    const branches = [...list.branches, aBranch({ name: 'prod', id: 'br-prod' })];
    expect(findBranch('prod', { app, environment, branches })).toMatchObject({ id: 'br-prod' });
  });
});

describe('the project that is meant', () => {
  const elsewhere = environmentWith('development', { branch: 'main', project: 'elsewhere-1' });
  it('is production’s, else that of the first environment with a database', () => {
    const production_ = environmentWith('production', { branch: 'production' });
    expect(homeOf(appWith([elsewhere, production_]))?.name).toBe('production');
    expect(homeOf(appWith([environmentWith('production', undefined), elsewhere]))?.name).toBe('development');
    expect(homeOf(appWith([environmentWith('production', undefined)]))).toBeUndefined();
  });

  it('is one of several where environments have databases of their own, and an unknown name says so', () => {
    const facts = branchFacts({
      environments: [environmentWith('production', { branch: 'production' }), elsewhere],
    });
    expect(otherProjects(facts.app, facts.environment)).toEqual([elsewhere]);
    expect(findBranch('main', { ...facts, branches: facts.list.branches })).toMatchObject({
      code: 'branch_unknown',
      facts: { others: 'development' },
    });
  });
});

describe('whoever asks', () => {
  const { environment } = branchFacts();
  it.each([
    ['allowed', undefined],
    ['not_allowed', 'branch_not_allowed'],
    ['outsider', 'branch_outsider'],
    ['unreachable', 'branch_person_unreachable'],
  ] as const)('is %s: %s', (permission, code) => {
    expect(refuseDatabaseRight(permission, { action: 'delete branches of', environment })?.code).toBe(code);
  });
});
