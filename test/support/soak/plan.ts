import type { Random } from '../random.ts';

export interface SoakLane {
  readonly app: string;
  readonly environment: string;
  /** Of Railway and of the control that breaks it; the other lanes have a frontend and a database only. */
  readonly railway?: 'production' | 'development';
  readonly approvals: boolean;
}

/** Ten environments of five apps: two over all three platforms, eight of a site and its database. */
export const soakLanes: readonly SoakLane[] = [
  { app: 'mundo-tango', environment: 'production', railway: 'production', approvals: true },
  { app: 'mundo-tango', environment: 'development', railway: 'development', approvals: false },
  ...['milonga', 'festival', 'academy', 'magazine'].flatMap((app) => [
    { app, environment: 'staging', approvals: false },
    { app, environment: 'canary', approvals: true },
  ]),
];

export interface PlannedOperation {
  /** Slack user id. */
  readonly by: string;
  readonly approver: string;
  readonly ref: 'branch' | 'commit';
  readonly wish: 'to ship' | 'to cancel while it waits' | 'to cancel while it runs';
  readonly breaks: 'nothing' | 'the build' | 'the backend';
  /** Slack delivers the person's acts this often at once. */
  readonly deliveries: number;
  /** How many of the lane's operations are under way at most when this one is asked for. */
  readonly company: number;
}

const people = ['U0ANA001', 'U0BRUNO1', 'U0CARLA1', 'U0DARIO1', 'U0ELENA1'];
const approvers = ['U0BRUNO1', 'U0CARLA1'];

/** What people will do in each lane. The same random numbers give the same plan. */
export function planSoak(
  random: Random,
  operationsPerLane: number,
): readonly (readonly PlannedOperation[])[] {
  return soakLanes.map((lane) => {
    const own = random.fork();
    return Array.from({ length: operationsPerLane }, () => planOperation(own, lane));
  });
}

function planOperation(random: Random, lane: SoakLane): PlannedOperation {
  const by = random.pick(people);
  return {
    by,
    approver: random.pick(approvers.filter((one) => one !== by)),
    ref: random.pick(['branch', 'commit'] as const),
    wish: random.weigh([
      [14, 'to ship'],
      [3, 'to cancel while it waits'],
      [3, 'to cancel while it runs'],
    ]),
    breaks: random.weigh([
      [16, 'nothing'],
      [2, 'the build'],
      [2, lane.railway ? 'the backend' : 'the build'],
    ]),
    deliveries: random.weigh([
      [4, 1],
      [1, 2],
    ]),
    company: random.between(0, 3),
  };
}
