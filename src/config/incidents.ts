import { z } from 'zod';
import type { IncidentPolicy } from '../domain/environment.ts';
import { who } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import { text } from './values.ts';

const pattern = text(
  'a channel’s name without `#`, in which `*` stands for anything, such as `inc-*`',
  /^(?=.*[\p{L}\p{N}])[\p{L}\p{N}_*-]{1,80}$/u,
);

/** What `/rollback` alone means, and where. */
export const incidents = z.strictObject({
  channels: z
    .array(pattern)
    .min(1)
    .default(['inc-*', 'incident-*'])
    .describe(
      'Names of the channels that are an incident’s; `*` stands for anything. Default: `inc-*` and `incident-*`.',
    ),
  onCall: who
    .optional()
    .describe(
      'Who may press the button there, besides those whom `rights.rollback` names. Default: those alone.',
    ),
});

export function toIncidents({ channels, onCall }: z.output<typeof incidents>): IncidentPolicy {
  return { channels, ...(onCall && { onCall }) };
}

export function checkIncidents(path: string, { onCall }: z.output<typeof incidents>): readonly Problem[] {
  if (!onCall || onCall.groups.length + onCall.users.length > 0) return [];
  const expected = 'groups or users who are on call; left out, it is those whom `rights.rollback` names';
  return [{ path: `${path}.onCall`, found: 'nobody', expected }];
}
