import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { measureSubject } from '../metrics/measure-subject.ts';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import { resultSchema } from '../result/schema.ts';
import { sampleTemperatures } from './sample-temperatures.ts';
import { suites } from './suites.ts';

const program =
  'def f(x, y):\n    return [x, (y)]\n\n\ndef g(z):\n    if z:\n        return f(z, 1)\n    return z\n\n\n';

it('measures the model and the n-gram at 0.5 and 1 beside the temperature of all else, in the full suite only', async () => {
  const parser = await createPythonParser({ engine: 'wasm' });
  const documents = [{ name: 'a', text: program }];
  const writers = await Promise.all(
    (['model', 'ngram'] as const).map(async (id, index) => ({
      id,
      writer: await NgramModel.train([program.repeat(20)], { order: 3 + 4 * index }),
      subject: await measureSubject({ id, label: id, cut: true, documents }, { parser }),
    })),
  );
  const sampling = { count: 2, length: 200, temperature: 0.8, seed: 0 };
  const context = {
    parser,
    stage: <T>(_: string, work: (onShare: () => void) => Promise<T>) => work(() => {}),
  };
  const measure = (suite: 'quick' | 'full') =>
    sampleTemperatures(context, writers, sampling, suites[suite].temperatures);
  const all = await measure('full');
  expect(all.map(({ subject, temperature }) => [subject, temperature])).toEqual([
    ['model', 0.5],
    ['ngram', 0.5],
    ['model', 0.8],
    ['ngram', 0.8],
    ['model', 1],
    ['ngram', 1],
  ]);
  expect(all.map(({ documents: count, characters }) => [count, characters])).toEqual([
    [2, 400],
    [2, 400],
    [1, program.length],
    [1, program.length],
    [2, 400],
    [2, 400],
  ]);
  // Existing measurements are reused.
  expect(all[2]!.delimiters).toEqual(writers[0]!.subject.delimiters.overall);
  expect(resultSchema.shape.temperatures.safeParse(all).success).toBe(true);
  // The colder n-gram repeats its text, which has a sound bracket in every line.
  expect(all[1]!.delimiters!.estimate).toBe(1);
  expect(await measure('quick')).toEqual([]);
  parser.dispose();
});
