import type { ComponentChildren } from 'preact';
import { usePage } from '../page-context.ts';
import { shortAge } from './status.ts';
import type { Status } from './status.ts';
import { useFlash } from './use-flash.ts';

interface SectionProps {
  readonly icon: ComponentChildren;
  readonly name: string;
  readonly what: string;
  readonly children: ComponentChildren;
}

export function PlatformSection({ icon, name, what, children }: SectionProps) {
  return (
    <section class="platform" aria-label={name}>
      <h3>
        {icon} {name} <span class="platform-what">{what}</span>
      </h3>
      {children}
    </section>
  );
}

interface DeploymentRowProps {
  readonly commit: string | undefined;
  readonly subject: string | undefined;
  readonly status: Status;
  readonly at: number;
}

export function DeploymentRow({ commit, subject, status, at }: DeploymentRowProps) {
  const { now } = usePage();
  const flash = useFlash(status.word);
  return (
    <li class="row" data-flash={flash} data-tone={status.tone}>
      <span class="dot" aria-hidden="true" />
      <code class="sha">{commit?.slice(0, 7) ?? '·······'}</code>
      <span class="row-subject" title={subject}>
        {subject ?? 'Unknown commit'}
      </span>
      <span class="row-word">{status.word}</span>
      <span class="row-age">{shortAge(at, now)}</span>
    </li>
  );
}
