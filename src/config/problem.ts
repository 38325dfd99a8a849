/** One thing that is wrong with the configuration. `found` never holds the value of a secret. */
export interface Problem {
  /** `apps.shop.environments.production.url` or `SLACK_BOT_TOKEN`. */
  readonly path: string;
  readonly line?: number;
  readonly found: string;
  readonly expected: string;
}

/** The configuration cannot be used. Holds every problem of one source, in the source's order. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** The file, or `environment`. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(source: string, problems: readonly Problem[]) {
    super(describeProblems(source, problems));
    this.source = source;
    this.problems = problems;
  }
}

function describeProblems(source: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => {
    const place = problem.line === undefined ? source : `${source}:${problem.line}`;
    return `  ${place}  ${problem.path || '(the whole file)'}\n    found ${problem.found}\n    expected ${problem.expected}`;
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${source}: ${count}\n${lines.join('\n')}`;
}
