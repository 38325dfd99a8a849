import { type OperationId, parseOperationId } from './ids.ts';

/**
 * What one worker at a time may work on: an operation's requests (planning, clicks, expiry), an environment's
 * inbox of operations, a question's answer, a change of a database's branches, a place's stop signs (`*`: of all), the
 * regular look at an environment's platforms, the watch of its release, the incident of an app in a channel, or a
 * channel's messages; or an environment's restore drills and
 * backups.
 */
export type Lane =
  | { readonly kind: 'operation'; readonly operation: OperationId }
  | { readonly kind: 'environment'; readonly app: string; readonly environment: string }
  | { readonly kind: 'stops'; readonly app: string; readonly environment: string }
  | { readonly kind: 'drift'; readonly app: string; readonly environment: string }
  | { readonly kind: 'watch'; readonly app: string; readonly environment: string }
  | { readonly kind: 'drill'; readonly app: string; readonly environment: string }
  | { readonly kind: 'backup'; readonly app: string; readonly environment: string }
  | { readonly kind: 'question'; readonly question: string }
  | { readonly kind: 'incident'; readonly app: string; readonly channel: string }
  | { readonly kind: 'branch'; readonly change: string }
  | { readonly kind: 'channel'; readonly channel: string };

export function laneName(lane: Lane): string {
  switch (lane.kind) {
    case 'operation':
      return `operation/${lane.operation}`;
    case 'environment':
      return `environment/${lane.app}/${lane.environment}`;
    case 'stops':
      return `stops/${lane.app}/${lane.environment}`;
    case 'drift':
      return `drift/${lane.app}/${lane.environment}`;
    case 'watch':
      return `watch/${lane.app}/${lane.environment}`;
    case 'drill':
      return `drill/${lane.app}/${lane.environment}`;
    case 'backup':
      return `backup/${lane.app}/${lane.environment}`;
    case 'question':
      return `question/${lane.question}`;
    case 'incident':
      return `incident/${lane.app}/${lane.channel}`;
    case 'branch':
      return `branch/${lane.change}`;
    case 'channel':
      return `channel/${lane.channel}`;
  }
}

export function parseLane(name: string): Lane {
  const [kind, first = '', second = ''] = name.split('/');
  switch (kind) {
    case 'operation':
      return { kind, operation: parseOperationId(first) };
    case 'environment':
    case 'stops':
    case 'drift':
    case 'watch':
    case 'drill':
    case 'backup':
      return { kind, app: first, environment: second };
    case 'question':
      return { kind, question: first };
    case 'incident':
      return { kind, app: first, channel: second };
    case 'branch':
      return { kind, change: first };
    case 'channel':
      return { kind, channel: first };
    default:
      throw new TypeError(`not a lane: ${name}`);
  }
}
