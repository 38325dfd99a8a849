import { nobody } from '../../src/domain/authors.ts';
import type { CommitSha } from '../../src/domain/ids.ts';
import type { Check, Comparison } from '../../src/domain/plan.ts';
import type { Context, People } from '../../src/jobs/context.ts';
import { createLog } from '../../src/jobs/log.ts';
import type { Store } from '../../src/store/commit.ts';
import { anEnvironment, aPlan, liveSha } from './operation-builders.ts';

export interface Answers {
  readonly live?: () => Promise<CommitSha>;
  readonly compare?: (base: CommitSha | undefined) => Promise<Comparison>;
  readonly checks?: () => Promise<readonly Check[]>;
  readonly isOnBranch?: () => Promise<boolean>;
  readonly downloadTree?: (directory: string) => Promise<void>;
}

/** What a job works with where platforms answer so, else as the gates want it; `asked`: in the order of its asking. */
export function platformsThat(answers: Answers, store: Store) {
  const { live, compare, checks, isOnBranch, downloadTree } = answers;
  const asked: string[] = [];
  const ask = async <T>(what: string, answer: () => Promise<T>) => {
    asked.push(what);
    return answer();
  };
  const host = (name: string, deployment: string) => ({
    live: () => ask(name, async () => ({ deployment, commit: (await live?.()) ?? liveSha, since: 0 })),
  });
  const people = {
    mayDo: async () => 'allowed',
    standingOf: () => ask('nods', async () => 'approver'),
    rulesOf: async () => [0],
    authorsOf: () => ask('authors', async () => nobody),
  } as unknown as People;
  const repository = { owner: 'mundo-tango', name: 'mundo-tango' };
  const environments = [{ ...anEnvironment, aliases: [] }];
  const context = {
    store,
    apps: [{ name: 'mundo-tango', repository, channels: [], incidents: { channels: [] }, environments }],
    people,
    peopleNow: () => people,
    providers: {
      frontend: host('frontend', 'dpl_1'),
      backend: host('backend', 'rw_1'),
      source: {
        compare: (_: unknown, base: CommitSha | undefined) =>
          ask(`compare ${base}`, async () => (compare ?? (async () => compared(base)))(base)),
        checks: () => ask('checks', checks ?? (async () => [])),
        isOnBranch: () => ask('branch', isOnBranch ?? (async () => true)),
        downloadTree: (_: unknown, _sha: CommitSha, directory: string) =>
          ask('source', async () => downloadTree?.(directory)),
      },
    },
    log: createLog({ level: 'fatal', scrub: (text) => text }),
  } as unknown as Context;
  return { context, asked };
}

export function compared(base: CommitSha | undefined): Comparison {
  return { ...aPlan().comparison, ...(base !== undefined && { base }) };
}
