import {
  type AutoDeployPause,
  type PausedHost,
  pausedHosts,
  type PausedName,
  type PauseStanding,
} from '../../domain/auto-deploy.ts';
import { escape } from './escape.ts';
import { sentenceList } from './format.ts';

const names: Readonly<Record<PausedName, string>> = {
  frontend: 'Vercel’s auto-assign',
  backend: 'Railway’s auto-deploy',
};

const one = { is: 'is', was: 'was' };
const several = { is: 'are', was: 'were' };

/** What a hold, or its end, has made of the platforms' own deploying: one sentence for each way. */
export function pauseLines(pause: AutoDeployPause | undefined): readonly string[] {
  if (!pause) return [];
  return pause.released ? whenReleased(pause) : whileHeld(pause);
}

function whileHeld(pause: AutoDeployPause): readonly string[] {
  return [
    ...said(pause, 'off', (which, { is }) => `${which} ${is} switched off until then.`),
    ...said(pause, 'was_off', (which, { was }) => `${which} ${was} off already.`),
    ...troubles(pause, (which, { standing }) =>
      standing === 'unread' ? `find out whether ${which} is on` : `switch off ${which}`,
    ).map(
      (line) => `${line} Until then a push may go live by itself, unless somebody switches it off there.`,
    ),
  ];
}

function whenReleased(pause: AutoDeployPause): readonly string[] {
  return [
    ...said(pause, 'restored', (which, { is }) => `${which} ${is} on again.`),
    ...said(pause, 'was_off', (which, { is }) => `${which} ${is} off, as before.`),
    ...said(pause, 'unread', (which) => `${which}: left alone, since I did not find out whether it was on.`),
    ...troubles(pause, (which) => `switch ${which} on again`),
  ];
}

function said(
  pause: AutoDeployPause,
  standing: PauseStanding,
  say: (which: string, verbs: { readonly is: string; readonly was: string }) => string,
): readonly string[] {
  const those = pausedHosts.filter((name) => pause[name]?.standing === standing).map((name) => names[name]);
  return those.length === 0 ? [] : [say(sentenceList(those), those.length === 1 ? one : several)];
}

function troubles(
  pause: AutoDeployPause,
  say: (which: string, host: PausedHost) => string,
): readonly string[] {
  return pausedHosts.flatMap((name) => {
    const host = pause[name];
    if (!host?.trouble) return [];
    const why = escape(host.trouble.says, 200).replace(/\.$/, '');
    return [`I could not ${say(names[name], host)} yet: ${why}. I keep trying.`];
  });
}
