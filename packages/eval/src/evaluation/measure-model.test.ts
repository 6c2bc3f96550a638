import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { fromNextCharacter } from '../models/from-next-character.ts';
import { measureModel } from './measure-model.ts';
import { suites } from './suites.ts';

it('measures real code whole, even if the model reads truncated documents and scores less of them', async () => {
  const text = 'def first(a, b):\n    return [a, (b, "first")]\n\n\n'.repeat(4);
  const whole = Array.from({ length: 4 }, (_, index) => ({ name: `${index}.py`, text }));
  const heldOut = whole.map((document) => ({ ...document, text: text.slice(0, -15) }));
  const alphabet = [...new Set(text)];
  const model = fromNextCharacter(() => alphabet.map(() => 1 / alphabet.length), { alphabet });
  const parser = await createPythonParser();
  const one = { runs: 1, longestContext: 16 };
  const { subjects, bits } = await measureModel(
    { parser, seed: 1, stage: (_, work) => work(() => undefined) },
    model,
    {
      ...{ heldOut, whole, probed: heldOut, beside: { ngram: null } },
      scored: heldOut.map((document) => ({ ...document, text: text.slice(0, 50) })),
      sampling: { count: 1, length: 16, temperature: 1, seed: 1 },
      suite: {
        ...suites.quick,
        probes: {
          ...{ maxCharacters: 1000, swaps: { perBucket: 1 }, stretched: { perBucket: 1, furthest: 32 } },
          ...{ context: one, perturbation: one },
        },
        completions: { ...suites.quick.completions, perDistance: 1, length: 8 },
        swaps: { perBucket: 1, length: 8, temperatures: [0.8] },
      },
    },
  );
  const [real] = subjects;
  expect(real!.characters).toBe(4 * text.length);
  expect(real!.parse.documents).toMatchObject({ held: 4, n: 4 });
  expect(bits[0]!.summary.characters).toBe(4 * 50);
  parser.dispose();
});
