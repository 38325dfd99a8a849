import type { NeonBranch } from '../../neon/state.ts';
import { DatabaseIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { PlatformSection } from './rows.tsx';
import { sentenceCase } from './status.ts';
import { useFlash } from './use-flash.ts';

export function NeonSection() {
  const { neon } = usePage().sandbox;
  const roots = neon.branches.filter((branch) => branch.parent === undefined);
  return (
    <PlatformSection icon={<DatabaseIcon />} name="Neon" what={neon.project.name}>
      <BranchList branches={roots} all={neon.branches} />
    </PlatformSection>
  );
}

function BranchList({
  branches,
  all,
}: {
  readonly branches: readonly NeonBranch[];
  readonly all: readonly NeonBranch[];
}) {
  return (
    <ul class="branches">
      {branches.map((branch) => {
        const children = all.filter((candidate) => candidate.parent === branch.id);
        return (
          <li key={branch.id}>
            <BranchRow branch={branch} />
            {children.length > 0 && <BranchList branches={children} all={all} />}
          </li>
        );
      })}
    </ul>
  );
}

function BranchRow({ branch }: { readonly branch: NeonBranch }) {
  const { now } = usePage();
  const flash = useFlash(branch.state);
  const busy = branch.state !== 'ready';
  return (
    <div
      class="row"
      data-flash={flash}
      data-new={now - branch.createdAt < 5000}
      data-tone={busy ? 'busy' : 'calm'}
    >
      <span class="dot" aria-hidden="true" />
      <span class="row-subject" title={branch.name}>
        {branch.name}
      </span>
      <span class="row-word">{wordFor(branch, now)}</span>
    </div>
  );
}

function wordFor(branch: NeonBranch, now: number): string {
  if (branch.state !== 'ready') return sentenceCase(branch.state);
  if (branch.expiresAt !== undefined) return `Kept for ${remaining(branch.expiresAt - now)}`;
  if (branch.protected) return 'Protected';
  return branch.endpoint === undefined ? 'No compute' : sentenceCase(branch.endpoint.state);
}

function remaining(ms: number): string {
  const hours = Math.max(0, Math.round(ms / 3_600_000));
  return hours >= 48
    ? `${Math.round(hours / 24)} days`
    : hours >= 1
      ? `${hours} h`
      : `${Math.max(0, Math.round(ms / 60_000))} m`;
}
