import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { runTied } from '../processes/tied-process.ts';
import type { Manifest, ServiceSettings } from './manifest.ts';
import { manifestOfSettings, readManifest } from './manifest.ts';

/** What a build leaves: enough to run it again without building. */
export interface Image {
  /** `sha256:…`, the same for the same commit, as layers of a container cache are. */
  readonly digest: string;
  readonly manifest: Manifest;
  /** Undefined where builds are not real. */
  readonly directory: string | undefined;
}

export interface ImageBuild {
  readonly commit: string;
  readonly settings: ServiceSettings;
  readonly log: (line: string) => void;
}

export interface Builder {
  /** Exports the tree of the commit and runs its build commands; a tree that was already built is taken as it is. */
  build(build: ImageBuild): Promise<Image>;
  clear(): Promise<void>;
}

export function createBuilder(
  directory: string,
  exportTree: (sha: string, directory: string) => Promise<void>,
): Builder {
  const built = new Map<string, Promise<string>>();
  let attempts = 0;
  let stopped = new AbortController();

  return {
    async build(build) {
      const cached = built.get(build.commit);
      if (cached !== undefined) build.log('Using the cached layers of this commit');
      const tree =
        cached ?? buildTree(build, { directory, exportTree, attempt: ++attempts, signal: stopped.signal });
      if (cached === undefined) {
        built.set(build.commit, tree);
        tree.catch(() => built.delete(build.commit));
      }
      const image = await tree;
      return {
        digest: digestOf(build.commit),
        manifest: await readManifest(image, build.settings),
        directory: image,
      };
    },
    async clear() {
      stopped.abort(new Error('The sandbox is closing.'));
      stopped = new AbortController();
      await Promise.allSettled(built.values());
      built.clear();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An image of nothing, for sandboxes in which builds are not real. */
export function emptyImage(commit: string, settings: ServiceSettings): Image {
  return { digest: digestOf(commit), manifest: manifestOfSettings(settings), directory: undefined };
}

/** PATH with every `node_modules/.bin` above the tree, as npm sets it for scripts. */
export function toolPath(directory: string): string {
  const folders: string[] = [];
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules/.bin'));
  }
  return [...folders, dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter);
}

interface TreeParts {
  readonly directory: string;
  readonly exportTree: (sha: string, directory: string) => Promise<void>;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

async function buildTree(build: ImageBuild, parts: TreeParts): Promise<string> {
  const work = join(parts.directory, `build-${parts.attempt}`);
  const image = join(parts.directory, build.commit);
  await mkdir(work, { recursive: true });
  try {
    await parts.exportTree(build.commit, work);
    const manifest = await readManifest(work, build.settings);
    for (const command of manifest.buildCommands) {
      build.log(`> ${command}`);
      const code = await runTied(command, {
        cwd: work,
        env: { PATH: toolPath(work), HOME: work, NODE_ENV: 'production' },
        signal: parts.signal,
        onLine: build.log,
      });
      if (code !== 0) throw new Error(`The build command ended with exit code ${code}: ${command}`);
    }
    await rename(work, image);
    return image;
  } catch (error) {
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

const digestOf = (commit: string) => `sha256:${createHash('sha256').update(`image:${commit}`).digest('hex')}`;
