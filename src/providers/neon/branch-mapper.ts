import type { Branch, BranchMark } from '../../domain/branch.ts';
import { parseSlackUserId } from '../../domain/ids.ts';
import type { ListedBranch, NeonEndpoint } from './schema.ts';

/** Properties of the branch's annotation, which Neon keeps beside it. */
const requestKey = 'cabeceo-request';
const askedByKey = 'cabeceo-asked-by';

export function markValue({ request, by }: BranchMark): Record<string, string> {
  return { [requestKey]: request, [askedByKey]: by };
}

export function mapListedBranch(
  branch: ListedBranch,
  beside: {
    readonly annotation: Readonly<Record<string, string>>;
    readonly endpoints: readonly NeonEndpoint[];
  },
): Branch {
  const { id, name, created_at, created_by } = branch;
  const mark = readMark(beside.annotation);
  return {
    id,
    name,
    ...(branch.parent_id && { parent: branch.parent_id }),
    isDefault: branch.default,
    isProtected: branch.protected,
    createdAt: Date.parse(created_at),
    ...(branch.last_reset_at && { resetAt: Date.parse(branch.last_reset_at) }),
    ...(branch.expires_at && { expiresAt: Date.parse(branch.expires_at) }),
    ...(branch.logical_size && { sizeBytes: branch.logical_size }),
    compute: computeOf(id, beside.endpoints),
    ...(mark && { mark }),
    ...(created_by?.name && { madeBy: created_by.name }),
  };
}

/** Anybody may write into an annotation: what is not as we write it is not ours. */
function readMark(annotation: Readonly<Record<string, string>>): BranchMark | undefined {
  const request = annotation[requestKey];
  const by = annotation[askedByKey];
  if (request === undefined || by === undefined) return undefined;
  try {
    return { request, by: parseSlackUserId(by) };
  } catch {
    return undefined;
  }
}

function computeOf(branch: string, endpoints: readonly NeonEndpoint[]): Branch['compute'] {
  const states = endpoints.filter(({ branch_id }) => branch_id === branch).map((one) => one.current_state);
  if (states.length === 0) return 'none';
  if (states.includes('active')) return 'awake';
  return states.includes('idle') ? 'asleep' : 'starting';
}
