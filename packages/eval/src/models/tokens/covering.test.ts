import { RandomStream } from '@longrange/code';
import { pick } from '@longrange/code/internal';
import { isWhole } from '@longrange/code/testing';
import { expect, it } from 'vitest';
import { fromTokenModel } from './from-token-model.ts';

/** Characters of one byte and of two; those of two begin with the same byte. */
const alphabet = ['a', 'b', 'é', 'è'];
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

interface Toy {
  /** The first is special; the next five make all texts possible. Some have the same bytes. */
  readonly tokenBytes: readonly (Uint8Array | null)[];
  readonly logsAfter: (tokens: readonly number[]) => number[];
}

/** A vocabulary of random pieces of text and of characters, and a model in which each pair of tokens has its own distribution of the next. */
function toyOf(seed: number): Toy {
  const random = new RandomStream(seed);
  const pieces = ['61', '62', 'c3', 'a9', 'a8'];
  const extra = Array.from({ length: 3 + random.nextInteger(8) }, () =>
    Array.from({ length: 2 + random.nextInteger(3) }, () => pick(random, pieces)).join(''),
  );
  const tokenBytes = [null, ...[...pieces, ...extra].map(bytesOf)];
  const logsAfter = (tokens: readonly number[]): number[] => {
    const [last = 0, before = 0] = tokens.slice(-2).reverse();
    const own = new RandomStream(seed + Math.imul(last + 1, 7919) + Math.imul(before + 1, 104_729));
    const weights = tokenBytes.map(() => Math.exp(6 * own.nextFloat()));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map((weight) => Math.log(weight / sum));
  };
  return { tokenBytes, logsAfter };
}

const beginsWith = (bytes: Uint8Array, beginning: Uint8Array): boolean =>
  beginning.every((byte, index) => bytes[index] === byte);

/** By the chain rule over every sequence of tokens that covers these bytes: the probability that a text begins with them. */
function enumerate(
  { tokenBytes, logsAfter }: Toy,
  bytes: Uint8Array,
  tokens: readonly number[] = [],
): number {
  if (bytes.length === 0) return 1;
  const weights = logsAfter(tokens).map((log, token) => (tokenBytes[token] === null ? 0 : Math.exp(log)));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  tokenBytes.forEach((own, token) => {
    if (own === null) return;
    if (own.length < bytes.length && beginsWith(bytes, own)) {
      sum +=
        weights[token]! *
        enumerate({ tokenBytes, logsAfter }, bytes.subarray(own.length), [...tokens, token]);
    } else if (beginsWith(own, bytes)) sum += weights[token]!;
  });
  return sum / all;
}

async function eachPrefix(
  vocabularies: number,
  perVocabulary: number,
  beam: { readonly width: number; readonly threshold: number },
  compare: (found: { logProbabilities: Float64Array; bound: number }, exact: number[], text: string) => void,
): Promise<void> {
  for (let seed = 0; seed < vocabularies; seed++) {
    const toy = toyOf(seed);
    const { tokenBytes, logsAfter } = toy;
    const open = (tokens: readonly number[]) => ({ logProbabilities: logsAfter(tokens) });
    const random = new RandomStream(seed + 1e6);
    const model = fromTokenModel({ tokenBytes, open, alphabet, beam });
    const texts = Array.from({ length: perVocabulary }, () =>
      Array.from({ length: random.nextInteger(6) }, () => pick(random, alphabet)).join(''),
    );
    await Promise.all(
      texts.map(async (text) => {
        const before = enumerate(toy, encode(text));
        const exact = alphabet.map((character) => enumerate(toy, encode(text + character)) / before);
        compare(await model.after(text), exact, text);
      }),
    );
  }
}

const VOCABULARIES = isWhole ? 200 : 6;

it(`is the enumeration of all tokenizations, for ${50 * VOCABULARIES} prefixes, if nothing is left out`, async () => {
  let worst = 0;
  let compared = 0;
  await eachPrefix(
    VOCABULARIES,
    50,
    { width: 1_000_000, threshold: 0 },
    ({ logProbabilities, bound }, exact) => {
      expect(bound).toBe(0);
      compared++;
      exact.forEach((probability, place) => {
        worst = Math.max(worst, Math.abs(Math.exp(logProbabilities[place]!) - probability));
      });
    },
  );
  expect(compared).toBe(50 * VOCABULARIES);
  expect(worst).toBeLessThan(1e-9);
}, 120_000);

it('differs from the enumeration by no more than the bound, where the beam leaves something out', async () => {
  let differing = 0;
  const bounds: number[] = [];
  await eachPrefix(
    isWhole ? 60 : 10,
    30,
    { width: 3, threshold: 0.02 },
    ({ logProbabilities, bound }, exact) => {
      bounds.push(bound);
      for (const place of [0, 1]) {
        const difference = Math.abs(Math.exp(logProbabilities[place]!) - exact[place]!);
        expect(difference).toBeLessThanOrEqual(bound + 1e-8);
        if (difference > 1e-6) differing++;
      }
    },
  );
  expect(differing).toBeGreaterThan(50);
  // A bound of 1 would say nothing.
  expect(bounds.filter((bound) => bound < 0.2).length / bounds.length).toBeGreaterThan(0.5);
}, 60_000);
