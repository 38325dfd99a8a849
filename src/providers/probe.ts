import type { VersionProbe } from '../domain/environment.ts';
import type { Probe, ProbeAnswer } from './contract.ts';
import { explain } from './failure.ts';

const longestBody = 64 * 1024;

export function createProbe(options: { readonly userAgent: string; readonly timeoutMs: number }): Probe {
  return {
    async version(url, probe) {
      try {
        const response = await fetch(`${url}${probe.path}`, {
          headers: {
            accept: 'application/json',
            'cache-control': 'no-cache',
            'user-agent': options.userAgent,
          },
          signal: AbortSignal.timeout(options.timeoutMs),
        });
        return await read(response, probe);
      } catch (error) {
        return { kind: 'unreachable', why: explain(error).why };
      }
    },
  };
}

async function read(response: Response, probe: VersionProbe): Promise<ProbeAnswer> {
  const version = findField(await readStart(response), probe.field);
  return { kind: 'answered', status: response.status, ...(version === undefined ? {} : { version }) };
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > longestBody) break;
  }
  return text;
}

function findField(text: string, field: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document !== 'object' || document === null) return undefined;
    const value: unknown = Object.entries(document).find(([name]) => name === field)?.[1];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
