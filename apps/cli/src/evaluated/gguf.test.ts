import { fromTokenModel } from '@longrange/eval';
import { expect, it } from 'vitest';
import { ASKING, identityOf } from './gguf.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const tokens = ['a', 'b', 'ab', 'ba', 'é', 'aba'];

/** Model that predicts differently after an even number of tokens and after an odd one. */
function model(beam?: { readonly width: number }) {
  const logs = [
    [0.3, 0.2, 0.25, 0.15, 0.05, 0.05],
    [0.1, 0.4, 0.1, 0.1, 0.2, 0.1],
  ].map((all) => all.map(Math.log));
  return fromTokenModel({
    tokenBytes: tokens.map(encode),
    open: (before) => ({ logProbabilities: logs[before.length % 2]! }),
    tokenize: (text) => Array.from(text.matchAll(/aba|ab|ba|a|b|é/g), ([one]) => tokens.indexOf(one)),
    alphabet: 'abé',
    ...(beam && { beam }),
  });
}

const rounded = (all: readonly Float32Array[]) =>
  all.map((one) => Array.from(one, (log) => Number(log.toFixed(4))));

// These are the answers of this version; whether answers are right is tested elsewhere.
// reliability: stored-answers
it('answers as in its version: if this fails because the same question has another answer, raise ASKING', async () => {
  const asked = model();
  const text = `${'ab'.repeat(20)}éaba`;
  expect({
    asking: ASKING,
    scores: rounded(await asked.score(['abaé'], { resetEvery: null })),
    ownTokens: rounded(await asked.scoreOwnTokens!(['abaé'], {})),
    predicted: rounded(await asked.predict([{ text, at: [44] }])),
    continued: rounded(await asked.continuations([{ text, branches: [{ at: 44, continuation: 'ba' }] }])),
    written: await asked.complete(['ab'], { length: 24, temperature: 0.8, seed: 5 }),
  }).toEqual({
    asking: 4,
    // The first two by hand: ln 0.6 for everything that begins with a; ln 0.75 for the part of it that continues with b or is a before b.
    scores: [[-0.5108, -0.2877, -0.6843, -2.4317]],
    ownTokens: [[-2.9957, 0, 0, -1.6094]],
    predicted: [[-1.3828, -0.4061, -2.4907]],
    continued: [[-1.2662]],
    written: ['baababbabbabbbbbbbbaabaé'],
  });
});

// reliability: stored-answers
it('keeps answers by the file, the way of asking and how much is asked for', () => {
  const one = { sha256: 'a', likeliest: 100, beam: model().beam };
  const others = [
    identityOf(one, ASKING - 1),
    identityOf({ ...one, sha256: 'b' }),
    identityOf({ ...one, likeliest: 101 }),
    identityOf({ ...one, beam: model({ width: 3 }).beam }),
    identityOf({ ...one, beam: { ...one.beam, threshold: 0.1 } }),
    identityOf({ ...one, beam: { ...one.beam, lead: 1 } }),
    identityOf({ ...one, beam: { ...one.beam, scoring: 0.1 } }),
  ];
  expect(new Set([...others, identityOf(one)]).size).toBe(8);
  // It does not change with the version of longrange.
  expect(identityOf(one)).toBe('[4,"a",100,16,0.001,16,0.001]');
});
