import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RetryableError, TerminalError } from '../../src/domain/errors.ts';
import { Interrupted } from '../../src/jobs/lease.ts';
import { type Step, StepFailed } from '../../src/jobs/step.ts';
import { Run } from '../../src/jobs/workflow.ts';
import type { Store } from '../../src/store/commit.ts';
import { FencedError, raiseFence } from '../../src/store/fence.ts';
import { loadSteps } from '../../src/store/journal.ts';
import { loadEvents } from '../../src/store/operations.ts';
import { anOperation } from '../support/operation-builders.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
const never = new AbortController().signal;
const log = pino({ level: 'silent' });

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
});
afterEach(async () => void (await redis.flushall()));
afterAll(async () => {
  redis.disconnect();
  await server.stop();
});

const store = (): Store => ({ redis, now: Date.now, wake: async () => undefined });
const operation = anOperation({ state: 'running' });

async function openRun(
  options: {
    readonly cancel?: AbortSignal;
    readonly signal?: AbortSignal;
    readonly hint?: () => AbortSignal;
  } = {},
): Promise<Run> {
  const fence = await raiseFence(redis, 'environment/test/production');
  const { cancel = never, signal = never, hint = () => never } = options;
  return Run.open({
    store: store(),
    operation,
    fence,
    signal,
    assertHeld: () => undefined,
    hint,
    cancel,
    log,
  });
}

/** A step at a platform that remembers what it was asked. */
function aStep(
  over: Partial<Step<string>> = {},
): Step<string> & { readonly effects: string[]; readonly looks: string[] } {
  const effects: string[] = [];
  const looks: string[] = [];
  return {
    id: 'build',
    title: 'Build',
    deadlineMs: 5_000,
    effects,
    looks,
    find: async ({ key }) => {
      looks.push(key);
      return effects.find((effect) => effect === key);
    },
    start: async ({ key }) => {
      effects.push(key);
      return key;
    },
    ...over,
  };
}

describe('a step', () => {
  it('is done once and returns its result again on the next run', async () => {
    const step = aStep();
    const first = await (await openRun()).step(step);
    expect(await (await openRun()).step(step)).toBe(first);
    expect(step.effects).toHaveLength(1);
    expect(step.looks).toHaveLength(0);
  });

  it('says when the platform is at work on it: what waits for that goes on before it is done', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const step = aStep({
      check: async () => {
        await finished;
        return { kind: 'done', result: 'built' };
      },
    });
    const run = await openRun();
    let built: Promise<string> | undefined;
    await new Promise<void>((begun) => {
      built = run.step(step, begun);
    });
    expect(step.effects).toHaveLength(1);
    finish();
    expect(await built).toBe('built');
  });

  it('says so as well when it is known already, or comes to nothing', async () => {
    const step = aStep();
    await (await openRun()).step(step);
    let begun = 0;
    const again = await openRun();
    await again.step(step, () => void (begun += 1));
    expect(begun).toBeGreaterThan(0);
    const refused = aStep({
      id: 'refused',
      start: async () => {
        throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'no' });
      },
    });
    begun = 0;
    await expect(again.step(refused, () => void (begun += 1))).rejects.toThrow(StepFailed);
    expect(begun).toBe(1);
  });

  it('is looked up before it is asked for again when its answer was lost', async () => {
    const step = aStep();
    let calls = 0;
    const lossy: Step<string> = {
      ...step,
      start: async (intent) => {
        calls += 1;
        await step.start(intent);
        throw new RetryableError('the connection was dropped', { safe: false });
      },
    };
    await expect((await openRun()).step(lossy)).resolves.toBe(`${operation.id}/build`);
    expect(calls).toBe(1);
  });

  it('is asked for again without a look when the platform is known not to have taken it', async () => {
    const step = aStep();
    let refusals = 2;
    const busy: Step<string> = {
      ...step,
      start: async (intent) => {
        refusals -= 1;
        if (refusals >= 0) throw new RetryableError('busy', { safe: true, retryAfterMs: 5 });
        return step.start(intent);
      },
    };
    await (await openRun()).step(busy);
    expect(step.effects).toHaveLength(1);
    expect(step.looks).toHaveLength(0);
  });

  it('fails for good when the platform says no, and fails again without being repeated', async () => {
    let calls = 0;
    const refused = aStep({
      start: async () => {
        calls += 1;
        throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'no such project' });
      },
    });
    await expect((await openRun()).step(refused)).rejects.toThrow(StepFailed);
    await expect((await openRun()).step(refused)).rejects.toThrow(StepFailed);
    expect(calls).toBe(1);
    expect((await loadSteps(store(), operation.id))[0]?.failure?.code).toBe('provider_refused');
  });

  it('fails with a sentence at its deadline when the platform’s work never ends', async () => {
    const endless = aStep({ deadlineMs: 300, check: async () => ({ kind: 'working', detail: 'building' }) });
    await expect((await openRun()).step(endless)).rejects.toMatchObject({
      failure: { code: 'step_timed_out', facts: { detail: 'building' } },
    });
  });

  it('takes an answer that did not come for no verdict', async () => {
    let looks = 0;
    const flaky = aStep({
      check: async () => {
        looks += 1;
        if (looks === 1) throw new RetryableError('no answer', { safe: true });
        return { kind: 'done', result: 'ready' };
      },
    });
    await expect((await openRun()).step(flaky)).resolves.toBe('ready');
  });

  it('writes nothing once another worker has taken over', async () => {
    const stale = await openRun();
    const fresh = await openRun();
    await expect(stale.step(aStep())).rejects.toThrow(FencedError);
    await fresh.step(aStep());
    expect(await loadSteps(store(), operation.id)).toHaveLength(1);
  });

  it('is taken up where it was when the worker hands it over', async () => {
    const handOver = new AbortController();
    const step = aStep({
      check: async () => {
        if (handOver.signal.aborted) return { kind: 'done', result: 'ready' };
        handOver.abort(new Interrupted('handed_over'));
        return { kind: 'working', detail: 'building' };
      },
    });
    await expect((await openRun({ signal: handOver.signal })).step(step)).rejects.toThrow(Interrupted);
    await expect((await openRun()).step(step)).resolves.toBe('ready');
    expect(step.effects).toHaveLength(1);
  });
});

describe('steps that were done', () => {
  const undoable = (id: string, undone: string[]): Step<string> => ({
    ...aStep(),
    id,
    title: id,
    undo: {
      title: `${id} undone`,
      deadlineMs: 1_000,
      run: async () => {
        undone.push(id);
        return 'undone';
      },
    },
  });
  const failing = aStep({
    id: 'last',
    start: async () => {
      throw new TerminalError('provider_refused', { provider: 'Railway', message: 'no' });
    },
  });

  it('are undone in reverse when a later one fails', async () => {
    const undone: string[] = [];
    const run = await openRun();
    await run.step(undoable('one', undone));
    await run.step(undoable('two', undone));
    await expect(run.step(failing)).rejects.toThrow(StepFailed);
    await run.undoAll();
    expect(undone).toEqual(['two', 'one']);
    expect(run.undone()).toEqual({ undone: ['two undone', 'one undone'], notUndone: [] });
    const told = (await loadEvents(store(), operation.id)).map(({ kind }) => kind);
    expect(told.slice(-3)).toEqual(['step_failed', 'step_undone', 'step_undone']);
  });

  it('are undone once, also when the worker dies in between', async () => {
    const undone: string[] = [];
    const story = async (run: Run) => {
      await run.step(undoable('one', undone));
      await run.step(undoable('two', undone));
      await run.step(failing);
    };
    const first = await openRun();
    await expect(story(first)).rejects.toThrow(StepFailed);
    await first.undoAll();
    const second = await openRun();
    await expect(story(second)).rejects.toThrow(StepFailed);
    await second.undoAll();
    expect(undone).toEqual(['two', 'one']);
    expect(second.undone().undone).toHaveLength(2);
  });

  it('are undone although the platform does not answer the first look for what was done', async () => {
    const undone: string[] = [];
    let looks = 0;
    const step: Step<string> = {
      ...undoable('one', undone),
      start: async () => {
        throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'no' });
      },
      async find() {
        looks += 1;
        if (looks === 1) throw new RetryableError('no answer', { safe: true });
        return 'found';
      },
    };
    const run = await openRun();
    await expect(run.step(step)).rejects.toThrow(StepFailed);
    await run.undoAll();
    expect(undone).toEqual(['one']);
  });

  it('are reported when they cannot be undone', async () => {
    const run = await openRun();
    await run.step({
      ...aStep(),
      undo: {
        title: 'put back',
        deadlineMs: 1_000,
        run: async () => {
          throw new TerminalError('provider_refused', { provider: 'Vercel', message: 'gone' });
        },
      },
    });
    await run.undoAll();
    expect(run.undone()).toEqual({ undone: [], notUndone: [{ title: 'put back', why: 'provider_refused' }] });
  });

  it('are left alone while beside them one fails: the others stop waiting', async () => {
    const run = await openRun();
    const slow = aStep({
      id: 'slow',
      deadlineMs: 60_000,
      check: async () => ({ kind: 'working', detail: 'building' }),
    });
    await expect(run.together(run.step(slow), run.step(failing))).rejects.toThrow(StepFailed);
  });

  it('stop when the operation is cancelled, and are still undone', async () => {
    const cancel = new AbortController();
    const undone: string[] = [];
    const run = await openRun({ cancel: cancel.signal });
    await run.step(undoable('one', undone));
    cancel.abort(new Interrupted('cancelled'));
    await expect(run.step(aStep({ id: 'next' }))).rejects.toThrow(Interrupted);
    await run.undoAll();
    expect(undone).toEqual(['one']);
  });

  it('stay cancelled when another worker takes up their undoing', async () => {
    const cancel = new AbortController();
    const undone: string[] = [];
    const building: Step<string> = {
      ...undoable('one', undone),
      check: async () => {
        cancel.abort(new Interrupted('cancelled'));
        return { kind: 'working', detail: 'building' };
      },
    };
    const first = await openRun({ cancel: cancel.signal });
    await expect(first.step(building)).rejects.toThrow('cancelled');
    await first.undoAll();
    const second = await openRun({ cancel: cancel.signal });
    await expect(second.step(building)).rejects.toThrow('cancelled');
    await second.undoAll();
    expect(undone).toEqual(['one']);
  });
});
