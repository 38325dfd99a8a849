import { z } from 'zod';
import { serviceNames } from './contract.ts';
import type { Fault } from './contract.ts';

export const faultSchema = z.strictObject({
  service: z.enum(serviceNames),
  method: z.string().exactOptional(),
  path: z.string().exactOptional(),
  times: z.int().positive(),
  effect: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('latency'), ms: z.number().nonnegative() }),
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(400).max(599),
      retryAfterSeconds: z.number().nonnegative().exactOptional(),
      message: z.string().exactOptional(),
    }),
    z.strictObject({ kind: z.literal('drop_before') }),
    z.strictObject({ kind: z.literal('drop_after') }),
  ]),
});

interface FaultyRequest {
  readonly service: Fault['service'];
  readonly method: string;
  readonly path: string;
  readonly operation: string | undefined;
}

export interface Faults {
  add(fault: Fault): void;
  /** With the `times` that are left. */
  list(): readonly Fault[];
  clear(): void;
  /** The first that matches, used up by one. */
  take(request: FaultyRequest): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push(fault),
    list: () => faults,
    clear: () => void (faults = []),
    take(request) {
      const found = faults.find((fault) => matches(fault, request));
      if (!found) return undefined;
      faults = faults.flatMap((fault) => (fault === found ? usedOnce(fault) : [fault]));
      return found;
    },
  };
}

function matches(fault: Fault, request: FaultyRequest): boolean {
  if (fault.service !== request.service) return false;
  if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false;
  if (fault.path === undefined) return true;
  return request.path.includes(fault.path) || request.operation?.includes(fault.path) === true;
}

function usedOnce(fault: Fault): Fault[] {
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
