import '@tensorflow/tfjs-backend-cpu';
import { createPythonParser, measureSubject, NgramModel, resultSchema } from '@longrange/eval';
import { CharacterModel } from '@longrange/model';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { EvalOptions } from '../options/eval-options.ts';
import { createReporter } from '../terminal/reporter.ts';
import { sampleTemperatures } from './sample-temperatures.ts';

const program =
  'def f(x, y):\n    return [x, (y)]\n\n\ndef g(z):\n    if z:\n        return f(z, 1)\n    return z\n\n\n';

it('measures the model and the n-gram at 0.5 and 1 beside the temperature of all else, in the full suite only', async () => {
  enableProdMode();
  await setBackend('cpu');
  const vocabulary = [...new Set(program)];
  const model = CharacterModel.initialize(
    {
      beginOfDocument: true,
      layers: 1,
      units: 8,
      embeddingSize: 4,
      embeddingRange: 1,
      dropout: 0,
      l2: 0,
      vocabulary,
    },
    { seed: 1 },
  );
  const ngram = await NgramModel.train([program.repeat(20)], { order: 6 });
  const parser = await createPythonParser({ engine: 'wasm' });
  const reporter = createReporter({ write: () => true });
  const documents = [{ name: 'a', text: program }];
  const subjects = await Promise.all(
    (['real', 'model', 'ngram'] as const).map((id) =>
      measureSubject({ id, label: id, cut: id !== 'real', documents }, { parser }),
    ),
  );
  const sampling = { count: 2, length: 200, temperature: 0.8, seed: 0 };
  const measure = (suite: EvalOptions['suite']) =>
    sampleTemperatures(
      { options: { suite } as EvalOptions, parser, oracle: undefined, reporter, measured: [] },
      { model, ngram, sampling, subjects },
    );
  const all = await measure('full');
  expect(all.map(({ subject, temperature }) => [subject, temperature])).toEqual([
    ['model', 0.5],
    ['ngram', 0.5],
    ['model', 0.8],
    ['ngram', 0.8],
    ['model', 1],
    ['ngram', 1],
  ]);
  expect(all.map(({ documents, characters }) => [documents, characters])).toEqual([
    [2, 400],
    [2, 400],
    [1, program.length],
    [1, program.length],
    [2, 400],
    [2, 400],
  ]);
  // What is measured already is taken over.
  expect(all[2]!.delimiters).toEqual(subjects[1]!.delimiters.overall);
  expect(resultSchema.shape.temperatures.safeParse(all).success).toBe(true);
  // The colder n-gram repeats its text, which has a sound bracket in every line.
  expect(all[1]!.delimiters.estimate).toBe(1);
  expect(await measure('quick')).toEqual([]);
  model.dispose();
  parser.dispose();
});
