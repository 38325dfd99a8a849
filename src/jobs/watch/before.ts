import { setTimeout as sleep } from 'node:timers/promises';
import type { Checks } from '../../domain/watch.ts';
import type { DeployContext } from '../deploy/context.ts';
import type { Step } from '../step.ts';
import { addressesOf, lookAt } from './addresses.ts';

/** Its result is what the watch compares with: a run that is taken up again finds it in the journal. */
export const beforeStep = 'look-before';

const mostLooks = 3;
const betweenLooksMs = 300;

/**
 * What is live answers as well as before: beside the first steps, which change nothing that people get. Red is only what is
 * red again and again, so that one dropped packet does not blind the watch.
 */
export function lookBefore({ providers, environment, plan }: DeployContext): Step<Checks> {
  const addresses = addressesOf(environment, plan);
  return {
    id: beforeStep,
    title: 'Look at what is live',
    quiet: true,
    deadlineMs: 60_000,
    async start() {
      let seen = await lookAt(providers.probe, addresses, undefined);
      for (let look = 2; look <= mostLooks && redIn(seen).length > 0; look += 1) {
        await sleep(betweenLooksMs);
        const red = addresses.filter(({ component }) => redIn(seen).includes(component));
        seen = { ...seen, ...(await lookAt(providers.probe, red, undefined)) };
      }
      return seen;
    },
  };
}

function redIn(checks: Checks): readonly string[] {
  return Object.entries(checks).flatMap(([component, { kind }]) => (kind === 'red' ? [component] : []));
}
