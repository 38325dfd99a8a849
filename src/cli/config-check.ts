import { loadConfig, type Config } from '../config/load.ts';
import {
  componentsOf,
  type App,
  type ApprovalPolicy,
  type ApprovalRule,
  type Environment,
} from '../domain/environment.ts';

/** Reads the file as a start would. Throws ConfigError with everything that is wrong. */
export function checkConfig(path: string): string {
  return summarise(path, loadConfig(path));
}

function summarise(path: string, { apps, people }: Config): string {
  const named = Object.keys(people).length;
  return [
    `${path}: OK`,
    ...apps.flatMap(describeApp),
    ...(named > 0 ? [`${count(named, 'person', 'people')} known by GitHub login`] : []),
  ].join('\n');
}

function describeApp({ name, repository, environments }: App): readonly string[] {
  return [`${name}  ${repository.owner}/${repository.name}`, ...environments.flatMap(describeEnvironment)];
}

function describeEnvironment(environment: Environment): readonly string[] {
  const { name, aliases, branch, policy, frontend, backend, database } = environment;
  const words = aliases.length > 0 ? ` (${aliases.join(', ')})` : '';
  const where = {
    frontend: frontend && `${frontend.url}, Vercel ${frontend.project}, ${frontend.target}`,
    backend: backend && `${backend.url}, Railway service ${backend.service}`,
    database: database && `Neon ${database.project}, branch ${database.branch}`,
  };
  return [
    `  ${name}${words}  from ${branch}; ${describeApprovals(policy.approvals)}; ${describeChecks(policy.checks)}`,
    ...componentsOf(environment).map((component) => `    ${component}  ${where[component]}`),
  ];
}

function describeApprovals({ rules }: ApprovalPolicy): string {
  return rules.length === 0 ? 'no approval' : rules.map(describeRule).join(', ');
}

function describeRule({ required, groups, users }: ApprovalRule): string {
  const from = [
    ...(groups.length > 0 ? [count(groups.length, 'group', 'groups')] : []),
    ...(users.length > 0 ? [count(users.length, 'user', 'users')] : []),
  ];
  return `${count(required, 'approval', 'approvals')} from ${from.join(' and ')}`;
}

function describeChecks(checks: Environment['policy']['checks']): string {
  if (checks === 'none') return 'checks not asked for';
  return checks === 'all' ? 'all checks green' : `${checks.join(', ')} green`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
