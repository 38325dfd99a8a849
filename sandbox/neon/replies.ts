import type { Settings } from '../kernel/contract.ts';
import type { Branch, Project } from './project.ts';
import type { Endpoint } from './endpoint.ts';
import type { Operation } from './operations.ts';
import { postgresVersion } from './postgres-server.ts';
import { neonSeed } from './seed.ts';

/** Our records in the shapes of Neon's OpenAPI. */

const region = { region_id: 'aws-eu-central-1', proxy_host: '127.0.0.1' };

export function projectReply(project: Project, { historyMs, branchesLimit }: Settings['neon']) {
  const at = iso(project.createdAt);
  const production = project.branches.get(neonSeed.branches.production.id);
  return {
    ...neonSeed.project,
    ...region,
    platform_id: 'aws',
    provisioner: 'k8s-neonvm',
    pg_version: postgresVersion(),
    store_passwords: true,
    branch_logical_size_limit: 512,
    branch_logical_size_limit_bytes: 512 * 1024 * 1024,
    history_retention_seconds: Math.round(historyMs / 1000),
    creation_source: 'console',
    owner_id: 'org-mundo-tango',
    owner: {
      email: 'owner@mundo-tango.example',
      name: 'Mundo Tango',
      branches_limit: branchesLimit,
      subscription_type: 'launch_v3',
    },
    org_id: 'org-mundo-tango',
    created_at: at,
    updated_at: at,
    consumption_period_start: at,
    consumption_period_end: iso(project.createdAt + 30 * 24 * 3_600_000),
    synthetic_storage_size: production?.store.sizeBytes() ?? 0,
    data_storage_bytes_hour: 0,
    ...noUsage,
  };
}

export function branchReply(branch: Branch) {
  return {
    id: branch.id,
    project_id: neonSeed.project.id,
    name: branch.name,
    ...(branch.parent !== undefined && { parent_id: branch.parent }),
    ...(branch.parentLsn !== undefined && { parent_lsn: branch.parentLsn }),
    ...(branch.parentTimestamp !== undefined && { parent_timestamp: iso(branch.parentTimestamp) }),
    current_state: branch.state,
    state_changed_at: iso(branch.stateChangedAt),
    ...(branch.store.sizeBytes() !== undefined && { logical_size: branch.store.sizeBytes() }),
    creation_source: 'console',
    primary: branch.default,
    default: branch.default,
    protected: branch.protected,
    created_at: iso(branch.createdAt),
    updated_at: iso(branch.updatedAt),
    init_source: branch.initSource,
    ...(branch.expiresAt !== undefined && {
      expires_at: iso(branch.expiresAt),
      ttl_interval_seconds: Math.round((branch.ttlMs ?? 0) / 1000),
    }),
    ...(branch.restoredFrom !== undefined && { restored_from: branch.restoredFrom }),
    ...(branch.lastResetAt !== undefined && { last_reset_at: iso(branch.lastResetAt) }),
    ...noUsage,
  };
}

export function annotationReply(branch: Branch) {
  const at = iso(branch.createdAt);
  const object = { type: 'console/branch', id: branch.id };
  return { object, value: branch.annotation, created_at: at, updated_at: at };
}

export function endpointReply(endpoint: Endpoint) {
  const lastActive = endpoint.lastActive();
  return {
    ...region,
    id: endpoint.id,
    host: '127.0.0.1',
    project_id: neonSeed.project.id,
    branch_id: endpoint.branch,
    autoscaling_limit_min_cu: 0.25,
    autoscaling_limit_max_cu: 1,
    type: 'read_write',
    current_state: endpoint.state(),
    settings: {},
    pooler_enabled: false,
    pooler_mode: 'transaction',
    disabled: false,
    passwordless_access: false,
    ...(lastActive !== undefined && { last_active: iso(lastActive) }),
    creation_source: 'console',
    created_at: iso(endpoint.createdAt),
    updated_at: iso(lastActive ?? endpoint.createdAt),
    suspend_timeout_seconds: endpoint.suspendTimeoutSeconds,
    provisioner: 'k8s-neonvm',
  };
}

export function operationReply(operation: Operation) {
  return {
    id: operation.id,
    project_id: neonSeed.project.id,
    branch_id: operation.branch,
    ...(operation.endpoint !== undefined && { endpoint_id: operation.endpoint }),
    action: operation.action,
    status: operation.status,
    ...(operation.error !== undefined && { error: operation.error }),
    failures_count: operation.status === 'failed' ? 1 : 0,
    created_at: iso(operation.createdAt),
    updated_at: iso(operation.updatedAt),
    total_duration_ms: Math.round(operation.updatedAt - operation.createdAt),
  };
}

export function rolesReply(branch: Branch) {
  return Object.keys(branch.passwords).map((name) => ({
    branch_id: branch.id,
    name,
    protected: false,
    created_at: iso(branch.createdAt),
    updated_at: iso(branch.createdAt),
  }));
}

export function databasesReply(branch: Branch) {
  const at = iso(branch.createdAt);
  const { database: name, role: owner_name } = neonSeed;
  return [{ id: 1, branch_id: branch.id, name, owner_name, created_at: at, updated_at: at }];
}

const noUsage = {
  cpu_used_sec: 0,
  compute_time_seconds: 0,
  active_time_seconds: 0,
  written_data_bytes: 0,
  data_transfer_bytes: 0,
};

const iso = (ms: number) => new Date(ms).toISOString();
