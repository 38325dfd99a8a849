import { useState } from 'preact/hooks';
import { CloseIcon, TrainIcon, TriangleIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { viewEnvironment } from './environment-view.ts';
import type { EnvironmentName, EnvironmentView } from './environment-view.ts';
import { GithubSection } from './github-section.tsx';
import { LiveCard } from './live-card.tsx';
import { NeonSection } from './neon-section.tsx';
import { DeploymentRow, PlatformSection } from './rows.tsx';
import { railwayStatus, vercelStatus } from './status.ts';
import { Trouble } from './trouble.tsx';

const shown = 4;
const environments: readonly EnvironmentName[] = ['production', 'development'];

export function Panel({ kind }: { readonly kind: 'platforms' | 'trouble' }) {
  const page = usePage();
  const title = kind === 'platforms' ? 'Platforms' : 'Make trouble';
  return (
    <aside
      class="panel"
      aria-label={title}
      onKeyDown={(event) => event.key === 'Escape' && page.openPanel(undefined)}
    >
      <header class="conversation-header">
        <h2>{title}</h2>
        <span class="spacer" />
        <button class="icon-button" aria-label={`Close ${title}`} onClick={() => page.openPanel(undefined)}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel-scroll">{kind === 'platforms' ? <Platforms /> : <Trouble />}</div>
    </aside>
  );
}

function Platforms() {
  const { sandbox } = usePage();
  const [name, setName] = useState<EnvironmentName>('production');
  const view = viewEnvironment(sandbox, name);
  return (
    <>
      <div class="segments" role="group" aria-label="Environment">
        {environments.map((environment) => (
          <button key={environment} aria-pressed={environment === name} onClick={() => setName(environment)}>
            {environment}
          </button>
        ))}
      </div>
      <LiveCard key={name} view={view} />
      <Deployments key={`${name} deployments`} view={view} environment={name} />
      <NeonSection />
      <GithubSection branch={name === 'production' ? 'main' : 'develop'} environment={name} />
    </>
  );
}

interface DeploymentsProps {
  readonly view: EnvironmentView;
  readonly environment: EnvironmentName;
}

function Deployments({ view, environment }: DeploymentsProps) {
  const { sandbox } = usePage();
  const [project] = sandbox.vercel.projects;
  // Only the production address is given to deployments by itself.
  const assigns = environment === 'production' ? ` · auto-assign ${onOff(project?.autoAssign)}` : '';
  const deploys = ` · auto-deploy ${onOff(view.service?.autoDeploy)}`;
  return (
    <>
      <PlatformSection icon={<TriangleIcon />} name="Vercel" what={`${project?.name ?? ''}${assigns}`}>
        <ul>
          {view.frontends.slice(0, shown).map((deployment) => (
            <DeploymentRow
              key={deployment.id}
              commit={deployment.commit}
              subject={view.subjects.get(deployment.commit ?? '')}
              status={vercelStatus(deployment, deployment.id === view.domain?.deployment)}
              at={deployment.createdAt}
            />
          ))}
        </ul>
      </PlatformSection>
      <PlatformSection icon={<TrainIcon />} name="Railway" what={`${view.service?.name ?? ''}${deploys}`}>
        <ul>
          {view.service?.deployments.slice(0, shown).map((deployment) => (
            <DeploymentRow
              key={deployment.id}
              commit={deployment.commit}
              subject={view.subjects.get(deployment.commit)}
              status={railwayStatus(deployment.status, deployment.id === view.service?.active)}
              at={deployment.createdAt}
            />
          ))}
        </ul>
      </PlatformSection>
    </>
  );
}

function onOff(is: boolean | undefined): string {
  return is === true ? 'on' : 'off';
}
