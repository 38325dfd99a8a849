import { useEffect, useState } from 'preact/hooks';
import type { Fault, Settings } from '../../kernel/contract.ts';
import { calls } from '../data/calls.ts';
import { readStored, store } from '../data/stored.ts';
import { usePage } from '../page-context.ts';
import { troubles } from './troubles.ts';
import type { Trouble as TroubleDefinition } from './troubles.ts';

export function Trouble() {
  const page = usePage();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  useEffect(() => {
    void page.attempt(calls.faults).then((list) => list !== undefined && setFaults(list));
  }, [page.sandbox]);

  const make = async ({ faults: wanted = [], settings, fails, title }: TroubleDefinition) => {
    await page.attempt(async () => {
      for (const fault of wanted) setFaults(await calls.addFault(fault));
      if (settings !== undefined) {
        rememberUsual(page.sandbox.settings);
        await calls.settings(settings);
      }
      if (fails === 'build') await calls.failNextBuild();
      if (fails === 'health check') await calls.failNextHealthCheck('production');
      page.notify(fails === undefined ? `${title}: from now on.` : `${title}.`);
    });
  };
  const stop = async () => {
    await page.attempt(async () => {
      setFaults(await calls.clearFaults());
      await restoreUsual();
      page.notify('No more trouble.');
    });
  };
  const reset = async () => {
    await page.attempt(calls.reset);
    store(usualKey, null);
    page.openThread(undefined);
    page.did({ kind: 'reset' });
    page.notify('Everything is back to how it started.');
  };

  return (
    <div class="trouble">
      <p class="panel-note">See how a release behaves when its platforms do not.</p>
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble.id}>
            <div>
              <h3>{trouble.title}</h3>
              <p>{trouble.what}</p>
            </div>
            <button
              class="block-button"
              aria-label={`Make trouble: ${trouble.title}`}
              onClick={() => void make(trouble)}
            >
              Do it
            </button>
          </li>
        ))}
      </ul>
      {faults.length > 0 && (
        <div class="faults" aria-live="polite">
          <h3>Still to come</h3>
          <ul>
            {faults.map((fault, index) => (
              <li key={index}>
                {fault.service}: {sayEffect(fault)}, {fault.times} more
              </li>
            ))}
          </ul>
        </div>
      )}
      <footer class="trouble-end">
        <button class="block-button" onClick={() => void stop()}>
          Stop all trouble
        </button>
        <button class="block-button" data-style="danger" onClick={() => void reset()}>
          Reset the sandbox
        </button>
      </footer>
    </div>
  );
}

const usualKey = 'cabeceo.usual-settings';

/** Outlives a reload of the page: by then the sandbox's settings are the changed ones. */
function rememberUsual(settings: Settings): void {
  if (readStored(usualKey, null) === null) store(usualKey, settings);
}

async function restoreUsual(): Promise<void> {
  const usual = readStored<Settings | null>(usualKey, null);
  if (usual === null) return;
  await calls.settings(usual);
  store(usualKey, null);
}

function sayEffect({ effect }: Fault): string {
  switch (effect.kind) {
    case 'latency':
      return `answers ${effect.ms} ms late`;
    case 'status':
      return `answers ${effect.status}`;
    case 'drop_before':
      return 'drops the connection';
    case 'drop_after':
      return 'does it, then drops the connection';
  }
}
