import { LongrangeError } from '@longrange/errors';
import type { AnswerJournal } from '@longrange/eval/evaluation';
import type { EndpointAddress } from './address.ts';
import { decodeKept, type FirstAnswer, firstSchema } from './answers.ts';
import { questionOf } from './client.ts';
import type { Endpoint } from './find-out.ts';

/**
 * Differences to tolerate, in nats, over some 30 tokens together and for one token: a server that computes in low precision, or several texts at
 * once, does not repeat its figures exactly. Other models differ by several nats.
 */
const NOISE_NATS = { log: 1, token: 0.2 };

/**
 * Caches a server's first answer, or compares the present one with it. Since llama.cpp's server answers to any model name, an address does not identify
 * the model, and answers of different models must not be mixed.
 * @throws LongrangeError `ENDPOINT_CHANGED`
 */
export function requireSameModel(
  { tells, first }: Pick<Endpoint, 'tells' | 'first'>,
  kept: { readonly answers: AnswerJournal; readonly file: string; readonly address: EndpointAddress },
): void {
  if (first === null) return;
  const { answers, file, address } = kept;
  const question = questionOf(['first', address.base, address.model, tells]);
  const earlier = decodeKept(firstSchema, answers.get(question));
  if (earlier === undefined) {
    answers.add(question, JSON.stringify(first));
    return;
  }
  if (isSame(earlier, first)) return;
  throw new LongrangeError({
    code: 'ENDPOINT_CHANGED',
    message: `Expected ${address.model} at ${address.base} to answer about the first text as it did when the answers in ${file} were kept, ${describe(earlier)}, got ${describe(first)}.`,
    hint: 'another model seems to have replaced it: remove that file, or give the new model another name.',
  });
}

function isSame(earlier: FirstAnswer, now: FirstAnswer): boolean {
  if ('log' in earlier) return 'log' in now && Math.abs(earlier.log - now.log) <= NOISE_NATS.log;
  if (!('likeliest' in now)) return false;
  const [token, log] = highest(earlier.likeliest);
  const again = now.likeliest.find(([one]) => one === token);
  return again !== undefined && Math.abs(again[1] - log) <= NOISE_NATS.token;
}

function highest(tokens: readonly (readonly [string, number])[]): readonly [string, number] {
  return tokens.reduce((best, one) => (one[1] > best[1] ? one : best));
}

function describe(answer: FirstAnswer): string {
  if ('log' in answer) return `ln p = ${answer.log.toFixed(2)}`;
  const [token, log] = highest(answer.likeliest);
  return `${JSON.stringify(token)} with ln p = ${log.toFixed(2)}`;
}
