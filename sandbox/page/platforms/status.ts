/** How a platform's word is to be felt: colour and movement of its mark. */
export type Tone = 'good' | 'busy' | 'bad' | 'calm';

const vercelWords = {
  QUEUED: ['busy', 'Queued'],
  BUILDING: ['busy', 'Building'],
  ERROR: ['bad', 'Failed'],
  CANCELED: ['calm', 'Cancelled'],
} as const;

export interface Status {
  readonly tone: Tone;
  readonly word: string;
}

export function vercelStatus(
  deployment: {
    readonly readyState: 'QUEUED' | 'BUILDING' | 'READY' | 'ERROR' | 'CANCELED';
    readonly readySubstate?: 'STAGED' | 'PROMOTED' | undefined;
  },
  isLive: boolean,
): Status {
  if (deployment.readyState !== 'READY') {
    const [tone, word] = vercelWords[deployment.readyState];
    return { tone, word };
  }
  if (isLive) return { tone: 'good', word: 'Live' };
  return { tone: 'calm', word: deployment.readySubstate === 'STAGED' ? 'Staged' : 'Ready' };
}

const railwayTones: Readonly<Record<string, Tone>> = {
  SUCCESS: 'good',
  QUEUED: 'busy',
  WAITING: 'busy',
  INITIALIZING: 'busy',
  BUILDING: 'busy',
  DEPLOYING: 'busy',
  REMOVING: 'busy',
  FAILED: 'bad',
  CRASHED: 'bad',
};

export function railwayStatus(status: string, isActive: boolean): Status {
  if (isActive && status === 'SUCCESS') return { tone: 'good', word: 'Live' };
  const tone = railwayTones[status] ?? 'calm';
  return { tone: tone === 'good' ? 'calm' : tone, word: sentenceCase(status) };
}

/** SCREAMING_CASE and snake_case -> Sentence case. */
export function sentenceCase(word: string): string {
  const plain = word.toLowerCase().replaceAll('_', ' ');
  return `${plain[0]?.toUpperCase() ?? ''}${plain.slice(1)}`;
}

/** "12 s", "4 m", "3 h", "2 d": as short as a list row needs. */
export function shortAge(at: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}
