import { BranchIcon } from '../icons.tsx';
import { usePage } from '../page-context.ts';
import { historyOf, summarizeChecks } from './branch-history.ts';
import type { Commit } from './branch-history.ts';
import { DeploymentRow, PlatformSection } from './rows.tsx';
import { sentenceCase, shortAge } from './status.ts';
import type { Tone } from './status.ts';
import { useFlash } from './use-flash.ts';

const shownCommits = 5;
const shownDeployments = 3;
const tones: Readonly<Record<string, Tone>> = {
  success: 'good',
  failure: 'bad',
  error: 'bad',
  inactive: 'calm',
};

export function GithubSection({
  branch,
  environment,
}: {
  readonly branch: string;
  readonly environment: string;
}) {
  const { github } = usePage().sandbox;
  const { owner, name } = github.repository;
  const deployments = github.deployments.filter((deployment) => deployment.environment === environment);
  return (
    <PlatformSection icon={<BranchIcon />} name="GitHub" what={`${owner}/${name}`}>
      <h4>{branch}</h4>
      <ul>
        {historyOf(github, branch, shownCommits).map((commit) => (
          <CommitRow key={commit.sha} commit={commit} />
        ))}
      </ul>
      {deployments.length > 0 && <h4>Deployments</h4>}
      <ul>
        {deployments.slice(0, shownDeployments).map((deployment) => {
          const state = deployment.statuses.at(-1)?.state ?? 'pending';
          return (
            <DeploymentRow
              key={deployment.id}
              commit={deployment.sha}
              subject={deployment.description}
              status={{ tone: tones[state] ?? 'busy', word: sentenceCase(state) }}
              at={deployment.createdAt}
            />
          );
        })}
      </ul>
    </PlatformSection>
  );
}

function CommitRow({ commit }: { readonly commit: Commit }) {
  const { now } = usePage();
  const { tone, word, detail } = summarizeChecks(commit);
  const flash = useFlash(word);
  const subject = commit.message.split('\n')[0] ?? '';
  return (
    <li class="row" data-tone={tone} data-flash={flash} title={`${commit.author.name}\n${detail}`}>
      <span class="dot" aria-hidden="true" />
      <code class="sha">{commit.sha.slice(0, 7)}</code>
      <span class="row-subject" title={subject}>
        {subject}
      </span>
      <span class="row-word">{word}</span>
      <span class="row-age">{shortAge(commit.date, now)}</span>
    </li>
  );
}
