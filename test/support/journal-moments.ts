/**
 * What a worker writes, in words: `build-frontend intent`, `operation awaiting_approval`, `branch begun`; and what a
 * web process keeps before it acknowledges: `request kept`.
 */
export function momentOf(command: readonly Buffer[]): string | undefined {
  const last = command.at(-1)?.toString() ?? '';
  if (command[1]?.toString().endsWith(':asked')) return 'request kept';
  if (!last.includes('"writes"')) return undefined;
  const { writes } = JSON.parse(last) as { writes: readonly (readonly string[])[] };
  const change = writes.find(([word, , json = '']) => word === 'SET' && json.includes('"wish"'))?.[2];
  if (change !== undefined) return `branch ${stageOf(change)}`;
  const [, , field = '', json = ''] = writes.find(isRecord) ?? [];
  if (json === '') return undefined;
  const record = JSON.parse(json) as { status?: string; state?: string; cancelRequested?: unknown };
  if (field !== 'document') return `${field} ${record.status}`;
  return `operation ${record.state}${record.state === 'running' && record.cancelRequested ? ', to be cancelled' : ''}`;
}

function stageOf(json: string): string {
  const change = JSON.parse(json) as { begun?: unknown; started?: unknown };
  if (change.started !== undefined) return 'started';
  return change.begun === undefined ? 'asked' : 'begun';
}

/** The lane whose run writes it: its fence is among the keys. */
export function laneOf(command: readonly Buffer[]): string {
  const key = command.map(String).find((word) => /:fence:/.test(word)) ?? '';
  return key.slice(key.indexOf(':fence:') + ':fence:'.length);
}

/** The operation itself, or one of its steps. */
function isRecord([word, , field = '', json = '']: readonly string[]): boolean {
  return word === 'HSET' && (field === 'document' || json.includes('"intentAt"'));
}

/** A place where a worker can be stopped: it lies between two things that Redis or a platform sees. */
export interface Point {
  /** Of the table: a step, its undoing, or a move of the operation. */
  readonly row: string;
  readonly boundary: string;
  readonly moment: string;
  /** What is kept back: the write itself, or Redis's answer to it. */
  readonly keep: 'command' | 'answer';
}

/** Every point of a story, in the order in which its worker came by. */
export function pointsOf(moments: readonly string[]): readonly Point[] {
  return [...new Set(moments)].flatMap((moment): readonly Point[] => {
    const [subject = '', ...rest] = moment.split(' ');
    const status = rest.join(' ');
    const before = (row: string, boundary: string): Point => ({ row, boundary, moment, keep: 'command' });
    const after = (row: string, boundary: string): Point => ({ row, boundary, moment, keep: 'answer' });
    if (subject === 'operation')
      return [before(`→ ${status}`, 'before-move'), after(`→ ${status}`, 'after-move')];
    switch (status) {
      case 'intent':
        return [before(subject, 'before-intent'), after(subject, 'after-intent')];
      case 'started':
        return [before(subject, 'after-effect')];
      case 'done':
        return [after(subject, 'after-result')];
      case 'failed':
        return [after(subject, 'after-failure')];
      case 'undoing':
        return [before(`undo ${subject}`, 'before-intent'), after(`undo ${subject}`, 'after-intent')];
      case 'undone':
        return [before(`undo ${subject}`, 'after-effect'), after(`undo ${subject}`, 'after-result')];
      default:
        return [];
    }
  });
}
