import { mkdir, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { x as unpack } from 'tar';
import type { LocalCommit, LocalRepository } from './contract.ts';
import { createGit } from './git.ts';
import type { Git } from './git.ts';
import { addCommit, importSeed } from './history.ts';
import type { NewCommit } from './history.ts';
import type { Seed, SeedPerson } from '../seed/contract.ts';

interface Ref {
  readonly name: string;
  readonly sha: string;
}

export interface StoredCommit extends LocalCommit {
  readonly tree: string;
}

/** The repository as the local GitHub uses it; other services see its LocalRepository part. */
export interface Repository extends LocalRepository {
  readonly git: Git;
  readonly branches: readonly Ref[];
  readonly tags: readonly Ref[];
  /** Every commit that a ref reaches, newest first. */
  readonly commits: readonly StoredCommit[];
  find(sha: string): StoredCommit | undefined;
  /** The seed's name for it. */
  keyOf(sha: string): string | undefined;
  add(commit: NewCommit): Promise<string>;
  /** After git itself has moved a ref. */
  reload(): Promise<void>;
  /** Back to the seed, with the same SHAs. */
  reset(): Promise<void>;
}

export interface RepositoryOptions {
  readonly directory: string;
  readonly owner: string;
  readonly name: string;
  readonly seed: Seed;
  /** What the seed's ages count back from. */
  readonly now: number;
}

export async function createRepository(options: RepositoryOptions): Promise<Repository> {
  const { directory, owner, name, seed, now } = options;
  const git = createGit(directory);
  const logins = loginsOf(seed);
  let keys: ReadonlyMap<string, string> = new Map();
  let view: View = { branches: [], tags: [], commits: new Map() };

  let begun = 0;
  let shown = 0;
  const reload = async () => {
    begun += 1;
    const turn = begun;
    const read = await readView(git, logins);
    // What began later ends earlier now and then, and has seen more.
    if (turn < shown) return;
    shown = turn;
    view = read;
  };
  const reset = async () => {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    await git.run(['init', '--quiet', '--bare', '--initial-branch=main', directory]);
    keys = await importSeed(git, seed, now);
    await reload();
  };
  await reset();

  return {
    git,
    owner,
    name,
    get branches() {
      return view.branches;
    },
    get tags() {
      return view.tags;
    },
    get commits() {
      return [...view.commits.values()];
    },
    sha(key) {
      const sha = keys.get(key);
      if (sha === undefined) throw new Error(`The sandbox's history has no commit "${key}".`);
      return sha;
    },
    keyOf: (sha) => [...keys].find(([, keyed]) => keyed === sha)?.[0],
    find: (sha) => view.commits.get(sha),
    resolve: async (ref) => resolveRef(view, ref),
    commit: async (sha) => view.commits.get(sha),
    exportTree: (sha, target) => exportTree(git, sha, target),
    async add(commit) {
      const sha = await addCommit(git, commit);
      await reload();
      return sha;
    },
    reload,
    reset,
  };
}

interface View {
  readonly branches: readonly Ref[];
  readonly tags: readonly Ref[];
  readonly commits: ReadonlyMap<string, StoredCommit>;
}

async function readView(git: Git, logins: ReadonlyMap<string, string>): Promise<View> {
  const [refs, log] = await Promise.all([
    git.run(['for-each-ref', '--format=%(refname) %(objectname)']),
    git.run(['log', '--all', '--date-order', '-z', '--format=%H%n%T%n%P%n%an%n%ae%n%at%n%B']),
  ]);
  const named = refs
    .trim()
    .split('\n')
    .map((line) => line.split(' ') as [string, string]);
  const under = (prefix: string) =>
    named.flatMap(([ref, sha]) => (ref.startsWith(prefix) ? [{ name: ref.slice(prefix.length), sha }] : []));
  const commits = log
    .split('\0')
    .filter(Boolean)
    .map((record) => parseCommit(record, logins));
  return {
    branches: under('refs/heads/'),
    tags: under('refs/tags/'),
    commits: new Map(commits.map((commit) => [commit.sha, commit])),
  };
}

function parseCommit(record: string, logins: ReadonlyMap<string, string>): StoredCommit {
  const [sha = '', tree = '', parents = '', name = '', email = '', seconds = '', ...message] =
    record.split('\n');
  return {
    sha,
    tree,
    message: message.join('\n').trimEnd(),
    author: { name, email, login: logins.get(email) ?? email.split('@')[0] ?? email },
    date: Number(seconds) * 1000,
    parents: parents === '' ? [] : parents.split(' '),
  };
}

/** Branches and tags win over SHA prefixes, as on GitHub. */
function resolveRef(view: View, ref: string): string | undefined {
  const short = ref.replace(/^refs\//, '');
  const branch = view.branches.find((one) => one.name === ref || `heads/${one.name}` === short);
  if (branch) return branch.sha;
  const tag = view.tags.find((one) => one.name === ref || `tags/${one.name}` === short);
  if (tag) return tag.sha;
  if (!/^[0-9a-f]{7,40}$/i.test(ref)) return undefined;
  const matching = [...view.commits.keys()].filter((sha) => sha.startsWith(ref.toLowerCase()));
  return matching.length === 1 ? matching[0] : undefined;
}

async function exportTree(git: Git, sha: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const archive = await git.bytes(['archive', '--format=tar', sha]);
  await pipeline([Buffer.from(archive)], unpack({ cwd: target }));
}

function loginsOf(seed: Seed): ReadonlyMap<string, string> {
  const people: readonly SeedPerson[] = [...seed.people, ...seed.commits.map((commit) => commit.author)];
  return new Map(people.map((person) => [person.email, person.login]));
}
