import { type ApprovalRule, componentsOf, type Component, type Who } from '../domain/environment.ts';
import { nodsMissing, nodsRequired } from '../domain/quorum.ts';
import { everyoneOf } from '../domain/who.ts';
import { aliasesOf, approvalRules, isProduction, toApp } from './apps.ts';
import { checkIncidents } from './incidents.ts';
import type { Problem } from './problem.ts';
import type { AppFile, EnvironmentFile } from './schema.ts';

type Apps = Readonly<Record<string, AppFile>>;

const needed: Readonly<Record<Component, readonly string[]>> = {
  frontend: ['project'],
  backend: ['project', 'service'],
  database: ['project'],
};

/** What no single value shows: words and places used twice, settings that only fit together, approvals nobody can give. */
export function crossCheck(apps: Apps): readonly Problem[] {
  return [
    ...Object.entries(apps).flatMap(([name, app]) => checkApp(`apps.${name}`, app)),
    ...usedTwice(channels(apps), (first) => `a channel of one app only; it already belongs to ${first}`),
    ...usedTwice(places(apps), (first) => `a place that no other environment deploys to; ${first} does`),
  ];
}

function checkApp(path: string, app: AppFile): readonly Problem[] {
  const words = Object.keys(app.environments).flatMap((name) => [
    { path: `${path}.environments.${name}`, value: name },
    ...aliasesOf(name, app).map((value) => ({ path: `${path}.environments.${name}.aliases`, value })),
  ]);
  return [
    ...checkIncidents(`${path}.incidents`, app.incidents),
    ...usedTwice(words, (first) => `a word that means one environment; ${first} has it too`),
    ...words
      .filter(({ value }) => value === 'help')
      .map(({ path }) => ({
        path,
        found: '`help`',
        expected: 'another word: `/deploy help` shows the help',
      })),
    ...Object.entries(app.environments).flatMap(([name, environment]) => [
      ...checkComponents(`${path}.environments.${name}`, app, environment),
      ...checkApprovals(`${path}.environments.${name}.policy.approvals`, {
        approvals: environment.policy.approvals,
        production: isProduction(name, environment),
      }),
      ...checkPromotion(`${path}.environments.${name}.policy.promotion.from`, name, app),
    ]),
  ];
}

function checkComponents(path: string, app: AppFile, environment: EnvironmentFile): readonly Problem[] {
  const used = (Object.keys(needed) as Component[]).filter((component) => environment[component]);
  if (used.length === 0) {
    return [
      {
        path,
        found: 'no component',
        expected: 'at least one of `frontend`, `backend` and `database` with its address',
      },
    ];
  }
  return used.flatMap((component) => {
    const settings: Readonly<Record<string, unknown>> = { ...app[component], ...environment[component] };
    return needed[component]
      .filter((key) => settings[key] === undefined)
      .map((key) => ({
        path: `${path}.${component}.${key}`,
        found: 'nothing',
        expected: `it here, or once for all environments under \`${component}\` beside \`environments\``,
      }));
  });
}

function checkApprovals(
  path: string,
  given: {
    readonly approvals: EnvironmentFile['policy']['approvals'];
    readonly production: boolean;
  },
): readonly Problem[] {
  const { approvals } = given;
  if (approvals === undefined) {
    const expected =
      'who must approve: `from: {groups: [S…]}` or `from: {users: [U…]}`; `required: 0` lets anyone ship alone';
    return given.production ? [{ path, found: 'nothing', expected }] : [];
  }
  if (approvals.of !== undefined) {
    const both = (['required', 'from'] as const).filter((key) => approvals[key] !== undefined);
    if (both.length > 0) {
      const expected = '`of` alone, or `required` and `from`';
      return [{ path: `${path}.of`, found: `\`of\` beside \`${both.join('` and `')}\``, expected }];
    }
    return approvals.of
      .flatMap((rule, index) => checkRule(`${path}.of.${index}`, rule))
      .concat(checkTogether(`${path}.of`, approvalRules(approvals)))
      .concat(checkData(`${path}.data`, approvals.data));
  }
  if (approvals.required === undefined && approvals.from === undefined) {
    return [
      { path: `${path}.required`, found: 'nothing', expected: 'how many must approve, or `from` whom' },
    ];
  }
  return [
    ...checkRule(path, { required: approvals.required ?? 1, from: approvals.from }),
    ...checkData(`${path}.data`, approvals.data),
  ];
}

/** Whoever else is asked: those named here must be enough. */
function checkData(
  path: string,
  data: NonNullable<EnvironmentFile['policy']['approvals']>['data'],
): readonly Problem[] {
  const { required = 1, from } = data ?? {};
  return from === undefined ? [] : checkRule(path, { required, from });
}

function checkRule(
  path: string,
  { required, from }: { readonly required: number; readonly from?: Partial<Who> | undefined },
): readonly Problem[] {
  const { groups = [], users = [] } = from ?? {};
  if (required > 0 && groups.length + users.length === 0) {
    return [
      {
        path: `${path}.from`,
        found: 'nobody',
        expected: `groups or users who can give the ${required} approval(s)`,
      },
    ];
  }
  const people = new Set(users).size;
  if (required > people && groups.length === 0) {
    return [
      {
        path: `${path}.required`,
        found: String(required),
        expected: `at most ${people}, as only ${people} ${people === 1 ? 'user is' : 'users are'} listed and no group`,
      },
    ];
  }
  return [];
}

/** The way back through the earlier environments must end. */
function checkPromotion(path: string, name: string, app: AppFile): readonly Problem[] {
  const from = app.environments[name]?.policy.promotion?.from;
  if (from === undefined) return [];
  const known = Object.keys(app.environments).filter((other) => other !== name);
  const expected = `another environment of the app${known.length > 0 ? `: ${known.join(', ')}` : ''}`;
  if (!known.includes(from)) return [{ path, found: `\`${from}\``, expected }];
  const passed = new Set<string>([name]);
  for (let next: string | undefined = from; next !== undefined;) {
    if (passed.has(next))
      return [{ path, found: `\`${from}\``, expected: 'an environment that does not wait for this one' }];
    passed.add(next);
    next = app.environments[next]?.policy.promotion?.from;
  }
  return [];
}

/** Each by itself can be met, but a person counts once: where all are listed by name it shows. */
function checkTogether(path: string, rules: readonly ApprovalRule[]): readonly Problem[] {
  const named = rules.filter(({ groups }) => groups.length === 0);
  const nods = everyoneOf(named).users.map((by) => ({
    by,
    rules: named.flatMap(({ users }, index) => (users.includes(by) ? [index] : [])),
  }));
  const missing = nodsMissing(named, nods);
  if (missing === 0 || named.some(({ users, required }) => new Set(users).size < required)) return [];
  return [
    {
      path,
      found: `${nods.length} ${nods.length === 1 ? 'person' : 'people'} for ${nodsRequired(named)} approvals`,
      expected: 'enough different people: each counts for one rule only',
    },
  ];
}

interface Use {
  readonly path: string;
  readonly value: string;
}

function usedTwice(uses: readonly Use[], expected: (first: string) => string): readonly Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, value } of uses) {
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, path);
    else problems.push({ path, found: `\`${value}\` again`, expected: expected(`\`${earlier}\``) });
  }
  return problems;
}

function channels(apps: Apps): readonly Use[] {
  return Object.entries(apps).flatMap(([name, app]) =>
    app.channels.map((value) => ({ path: `apps.${name}.channels`, value })),
  );
}

/** Where a deploy of one environment would replace what another one put live. */
function places(apps: Apps): readonly Use[] {
  return Object.entries(apps).flatMap(([name, file]) =>
    toApp(name, file).environments.flatMap((environment) =>
      componentsOf(environment).flatMap((component) => {
        const path = `apps.${name}.environments.${environment.name}.${component}`;
        if (component === 'frontend' && environment.frontend) {
          return [{ path: `${path}.url`, value: environment.frontend.url }];
        }
        if (component === 'backend' && environment.backend?.service) {
          const { project, environment: place, service } = environment.backend;
          return [{ path, value: `${project}/${place}/${service}` }];
        }
        return [];
      }),
    ),
  );
}
