import { python } from '@longrange/code';
import { expect, it } from 'vitest';
import type { TextWriter } from '../../models/language-model.ts';
import { sumOf } from '../../statistics/ratio.ts';
import { choosePrompts } from './choose-prompts.ts';
import { completionsSchema } from './schema.ts';
import { askWriters } from './testing/ask-writers.ts';

/** One bracket open for 20 + index characters, one string in it for 16 + index, in each of eight documents, and a function. */
const documents = Array.from({ length: 8 }, (_, index) => ({
  path: `${index}.py`,
  text: `def f():\n    return g('${'x'.repeat(16 + index)}' )\n\n\nh = 1\n`,
}));

const options = {
  language: python,
  perDistance: 20,
  perDocument: 2,
  within: 1000,
  seed: 3,
  temperature: 0.8,
  length: 40,
  continuations: 2,
};

const writer = (name: string, write: (prompt: string, index: number) => string): TextWriter => ({
  name,
  complete: async (prompts) => prompts.map(write),
});

const never = writer('never', (prompt) => (prompt.includes("'") ? 'y' : ' ').repeat(40));
const wrong = writer('wrong', () => ']\n  z');
const rest = (prompt: string) =>
  documents.find(({ text }) => text.startsWith(prompt))!.text.slice(prompt.length);
/** Writes what is there, as one that remembers all would. */
const oracle = writer('oracle', rest);
/** Closes every second time. */
const half = writer('half', (prompt, index) => (index % 2 === 0 ? 'y'.repeat(40) : rest(prompt)));

const named = (writers: readonly TextWriter[]) => writers.map((model) => ({ id: model.name, model }));

async function kindsOf(...writers: TextWriter[]) {
  const probed = await askWriters(named(writers), documents, options);
  const completions = completionsSchema.parse(probed.completions);
  return Object.fromEntries(completions.kinds.map((kind) => [kind.kind, kind]));
}

it('cuts at chosen distances after openers that are still open there, each opener twice at most', () => {
  const prompts = choosePrompts(documents, python, options);
  const seen = new Map<string, number>();
  for (const { opener, document, distance, text, rest } of prompts) {
    const whole = documents.find(({ path }) => path === document)!.text;
    expect(text + rest).toBe(whole);
    expect(text.length).toBe(opener.opened + distance - 1);
    expect(opener.closer).toBeGreaterThanOrEqual(text.length);
    const key = `${document} ${opener.kind} ${opener.start}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  expect(Math.max(...seen.values())).toBe(2);
  // The brackets of `f()` and `g(…)`, the string, the block: each twice where it is open long enough. `f()` is open for 1 character only.
  expect(prompts).toHaveLength(8 * (1 + 2 + 2 + 2));
  const far = prompts.filter(({ distance }) => distance === 16);
  expect(far.map(({ opener }) => opener.kind).sort()).toEqual(
    ['block', 'bracket', 'string'].flatMap((kind) => Array(8).fill(kind)),
  );
  expect(choosePrompts(documents, python, { ...options, perDocument: 0 })).toEqual([]);
});

it('is 1 for one that remembers all, 0 for one that never closes, and broken for one that closes something else', async () => {
  const { bracket, string } = await kindsOf(oracle, never, wrong);
  for (const kind of [bracket!, string!]) {
    const [own, idle, other, real] = kind.writers;
    expect([own!.writer, real!.writer]).toEqual(['oracle', 'real']);
    expect(own).toMatchObject({ closed: { estimate: 1 }, broken: { held: 0 } });
    expect(real!.closed.estimate).toBe(1);
    expect(idle).toMatchObject({ closed: { held: 0 }, broken: { held: 0 } });
    expect(other).toMatchObject({ closed: { held: 0 } });
  }
  // `]` cannot close `(`, and does not end a string; the line break does.
  expect(bracket!.writers[2]!.broken.estimate).toBeGreaterThan(0);
  expect(string!.writers[2]!.broken.estimate).toBe(1);
});

it('counts how soon they close, and every continuation for itself', async () => {
  const { string } = await kindsOf(half);
  const [own, real] = string!.writers;
  const far = real!.byDistance.find(({ distance }) => distance === 16)!;
  expect(far).toMatchObject({ prompts: 8, closed: { held: 8, n: 8 } });
  expect(own).toMatchObject({ closed: { estimate: 0.5 }, broken: { held: 0 } });
  expect(own!.closed.n).toBe(2 * real!.closed.n);
  const single = { ...options, perDistance: 8, perDocument: 1 };
  const only = await askWriters(named([oracle]), documents, single);
  const curve = only.completions.kinds.find(({ kind }) => kind === 'string')!.writers[1]!.byLength;
  expect(curve.map(({ within }) => within)).toEqual([1, 2, 4, 8, 16, 32, 40]);
  // At 16 there are index + 1 x left, and the quote: all closed within 2 to 9 characters. At 8 within 10 to 17.
  expect(curve.map(({ closed }) => closed.held)).toEqual([0, 1, 3, 7, 15, 16, 16]);
});

it('gives the shares of the first writer document by document, whole and by distance', async () => {
  const probed = await askWriters(named([half, oracle]), documents, options);
  const { kind, writers } = probed.completions.kinds[0]!;
  const ofKind = probed.figures.filter(({ measure }) => measure === `completion/${kind}`);
  const shareOf = (index: number) => {
    const { numerator, denominator } = sumOf(ofKind[index]!.parts);
    return numerator / denominator;
  };
  expect(ofKind[0]!.range).toBeNull();
  expect(shareOf(0)).toBe(0.5);
  const { byDistance } = writers[0]!;
  expect(ofKind.slice(1).map(({ range }) => range!.from)).toEqual(byDistance.map(({ distance }) => distance));
  for (const [index, { closed, prompts }] of byDistance.entries()) {
    expect(shareOf(index + 1)).toBe(closed.estimate);
    expect(sumOf(ofKind[index + 1]!.parts).denominator).toBe(prompts);
  }
});
