import { describe, expect, it } from 'vitest';
import { report } from '../../../src/cli/doctor.ts';
import { RetryableError, TerminalError } from '../../../src/domain/errors.ts';

const advice = 'Look there.';
const well = { what: 'Redis', advice, look: async () => 'answers' };

function ill(error: Error) {
  const look = async () => {
    throw error;
  };
  return { what: 'Neon', advice, look };
}

describe('doctor', () => {
  it('says one line for what is well', async () => {
    const lines: string[] = [];
    expect(await report([well], (line) => lines.push(line))).toBe(true);
    expect(lines).toEqual(['ok      Redis: answers']);
  });

  it.each([
    [
      new TerminalError('provider_refused', { provider: 'Neon', message: 'not authorized' }),
      'Neon refused the request: not authorized.',
    ],
    [new RetryableError('Neon did not answer', { safe: true }), 'Neon did not answer'],
  ])('says what failed and what to do, and goes on', async (error, sentence) => {
    const lines: string[] = [];
    expect(await report([ill(error), well], (line) => lines.push(line))).toBe(false);
    expect(lines).toEqual([`failed  Neon: ${sentence}\n        ${advice}`, 'ok      Redis: answers']);
  });
});
