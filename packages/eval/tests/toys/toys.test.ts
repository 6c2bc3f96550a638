import { createPythonParser } from '@longrange/code';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { toyMetric } from './toy-metric.ts';
import { toyProbe } from './toy-probe.ts';

// In one of four documents the second character is a b, in the others an e. One of five characters is an e in all of them.
const documents = Array.from({ length: 40 }, (_, index) => ({
  path: `${index}.py`,
  text: index % 4 === 0 ? 'abea\n'.repeat(8) : 'aeab\n'.repeat(8),
}));
const alphabet = ['a', 'b', 'e', '\n'];
const parser = await createPythonParser();

/** Adds one line to each registry, and loads everything that reads them anew. */
async function withToys() {
  vi.resetModules();
  const probes: { registered: readonly unknown[] } = await import('../../src/probes/registry.ts');
  (probes.registered as unknown[]).push(toyProbe);
  const metrics: { registered: readonly unknown[] } = await import('../../src/metrics/registry.ts');
  (metrics.registered as unknown[]).push(toyMetric);
  return {
    ...(await import('../../src/evaluation/evaluate.ts')),
    ...(await import('../../src/evaluation/probe-models.ts')),
    ...(await import('../../src/comparison/compare-contenders.ts')),
    ...(await import('../../src/models/from-next-character.ts')),
    ...(await import('../../src/result/lm-eval.ts')),
    ...(await import('../../src/result/result.ts')),
  };
}

let loaded: Awaited<ReturnType<typeof withToys>>;
beforeAll(async () => {
  loaded = await withToys();
});
afterAll(() => {
  parser.dispose();
  vi.resetModules();
});

/** Expects the same character everywhere, and writes it. */
const expecting = (likeliest: string) =>
  loaded.fromNextCharacter(() => alphabet.map((one) => (one === likeliest ? 0.97 : 0.01)), {
    alphabet,
    name: likeliest,
  });

it('forecasts, asks, tests, keeps, compares and exports a probe and a metric for one file and one line each', async () => {
  const probes = { closers: undefined, toy: { documents: 40 } };
  const suite = {
    samples: { count: 30, length: 20 },
    temperatures: { count: 0, at: [] },
    probedCharacters: 10_000,
    probes,
  };
  const stages: string[] = [];
  const onProgress = ({ stage }: { stage: string }) => stages.push(stage);
  const options = { documents, training: documents, suite, seed: 1, onProgress };
  const measured = await loaded.evaluateByDocument(expecting('e'), options);
  const { result, documentScores } = measured;
  expect(stages).toContain('probing: second characters');

  // Asked: e is right in three of four documents. The n-gram has read the documents, whose first character is mostly followed by e.
  const predictors = result.probes!.predictors as unknown as { toyProbe: { known: object } }[];
  expect(predictors.map(({ toyProbe: { known } }) => known)).toMatchObject([
    { held: 30, n: 40 },
    { held: 30, n: 40 },
  ]);
  // Left out of the suite: not asked.
  expect(result.probes).toMatchObject({
    completions: null,
    predictors: [{ minimalPairs: { scoring: [] } }, {}],
  });
  // Measured: one of five characters.
  const [real] = result.subjects as unknown as { toyMetric: { letters: object } }[];
  expect(real!.toyMetric.letters).toMatchObject({ held: 320, n: 1600 });
  expect(loaded.parseResult(JSON.stringify(result))).toEqual(result);

  // Tested: against the n-gram, and against real code.
  const tests = result.comparisons.map(({ measure, first, second }) => `${measure}: ${first}, ${second}`);
  expect(tests).toContain('toy-probe: model, 20-gram');
  expect(tests).toContain('toy-metric: model, real');

  // Kept in documents.json.
  const kept = documentScores.figures.find(({ measure }) => `${measure}` === 'toy-probe')!;
  expect(kept.parts.map(([, known]) => known)).toEqual(documents.map((_, index) => Number(index % 4 > 0)));

  // Compared: b is right in one of four documents.
  const other = await loaded.evaluateByDocument(expecting('b'), options);
  const contenders = [measured, other].map(({ documentScores }, index) => ({
    label: `${index}`,
    runs: [documentScores],
  }));
  const compared = await loaded.compareContenders(contenders, { seed: 1, kind: 'models' });
  const valuesOf = (title: string) =>
    compared.find((one) => one.title === title)!.values.map(({ estimate }) => estimate);
  expect(valuesOf('Second characters known')).toEqual([0.75, 0.25]);
  const [many, few] = valuesOf('Letters e in samples');
  expect(many! > 0.8 && few! < 0.2).toBe(true);

  // Exported.
  const { results } = loaded.toLmEval(result);
  expect(results.longrange_toy_probe).toMatchObject({ 'held,none': 0.75, sample_len: 40 });
  expect(results.longrange_toy_metric).toMatchObject({ 'held,none': many });
});

it('plans a probe and counts its work for the forecast', () => {
  const plan = toyProbe.plan({ documents, parser, seed: 1 }, { documents: 7 }, {});
  expect(loaded.workOf({ toy: plan } as object)).toMatchObject({ read: 7, questions: 0 });
});
