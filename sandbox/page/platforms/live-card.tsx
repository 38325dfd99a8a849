import type { ComponentChildren } from 'preact';
import { OpenIcon, TrainIcon, TriangleIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import type { EnvironmentView } from './environment-view.ts';
import { shortAge } from './status.ts';
import { useFlash } from './use-flash.ts';

/** What the world sees of an environment, drawn as the browser window it would be seen in. */
export function LiveCard({ view }: { readonly view: EnvironmentView }) {
  const frontend = view.frontend?.commit;
  const backend = view.backend?.commit;
  const flash = useFlash(frontend);
  return (
    <section class="live-card" data-flash={flash} aria-label="What is live">
      <header>
        <span class="address">{view.domain?.domain ?? 'no domain'}</span>
        {view.domain !== undefined && (
          <a class="open-link" href={view.domain.url} target="_blank" rel="noreferrer">
            Open <OpenIcon />
          </a>
        )}
      </header>
      <div class="live-rows">
        <LiveRow
          icon={<TriangleIcon />}
          name="Frontend"
          commit={frontend}
          subject={view.subjects.get(frontend ?? '')}
          since={view.frontend?.readyAt}
        />
        <LiveRow
          icon={<TrainIcon />}
          name="Backend"
          commit={backend}
          subject={view.subjects.get(backend ?? '')}
          since={view.backend?.createdAt}
        />
      </div>
      <p class="live-verdict" data-tone={frontend === backend ? 'good' : 'busy'} aria-live="polite">
        {frontend === backend ? 'Both serve the same commit' : 'Two versions are live right now'}
      </p>
    </section>
  );
}

interface LiveRowProps {
  readonly icon: ComponentChildren;
  readonly name: string;
  readonly commit: string | undefined;
  readonly subject: string | undefined;
  readonly since: number | undefined;
}

function LiveRow({ icon, name, commit, subject, since }: LiveRowProps) {
  const { now } = usePage();
  const flash = useFlash(commit);
  return (
    <div class="live-row" data-flash={flash}>
      {icon}
      <span class="live-name">{name}</span>
      <span class="live-subject" title={subject}>
        {subject}
      </span>
      <code class="live-sha">{commit?.slice(0, 7) ?? 'nothing'}</code>
      <span class="live-since">{since === undefined ? '' : `for ${shortAge(since, now)}`}</span>
    </div>
  );
}
