import { inspect } from 'node:util';
import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { writtenSchema } from './answer-schemas.ts';
import { readWritten } from './answers.ts';
import { EndpointClient } from './client.ts';
import { hostileReplies, KEY, MOST_BYTES } from './testing/hostile-replies.ts';
import { memoryJournal } from './testing/memory-journal.ts';
import { serveRaw } from './testing/raw-server.ts';

const limits = { attempts: 2, pauseMs: 1, longestPauseMs: 500, timeoutMs: 400, answerBytes: MOST_BYTES };

it.each(hostileReplies)(
  'gives one error for %s: within its limits, and without the key',
  async (_, answer, message) => {
    const { base, seen } = await serveRaw(answer);
    const journal = memoryJournal();
    const client = new EndpointClient({ base, key: KEY, journal, limits });
    const begun = performance.now();
    const ask = () => client.answer('/completions', { prompt: 'x' }, readWritten, writtenSchema);
    const error: unknown = await ask().catch((thrown: unknown) => thrown);
    expect(performance.now() - begun).toBeLessThan(20_000);
    expect(error).toBeInstanceOf(LongrangeError);
    expect((error as LongrangeError).code).toMatch(/^ENDPOINT_(UNREACHABLE|REFUSED|ANSWER)$/);
    expect((error as LongrangeError).message).toMatch(message);
    for (const spelling of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)])
      expect(inspect(error, { depth: 9 })).not.toContain(spelling);
    expect(journal.kept.size).toBe(0);
    // Nothing more is asked.
    const before = { ...seen };
    await expect(ask()).rejects.toBe(error);
    expect(seen).toEqual(before);
  },
);
