import * as zlib from 'node:zlib';
import { createPythonParser } from '@longrange/code';
import { expect, it } from 'vitest';
import { compareContenders } from '../comparison/compare-contenders.ts';
import { fromNextCharacter } from '../models/from-next-character.ts';
import type { EvaluatedModel } from '../models/language-model.ts';
import { parseResult } from '../result/result.ts';
import { evaluate, evaluateByDocument } from './evaluate.ts';
import { asSeenBy } from './held-out.ts';
import { probeUntrained } from './probe-untrained.ts';
import { compressorBits } from './score-predictors.ts';
import { type Suite, suites } from './suites.ts';

const program = (name: string): string => `def ${name}(value, other):
    """Says what ${name} does.

    It does so at length.
    """
    if value:
        result = [value, (other, "${name}")]
    else:
        result = {'${name}': max(value, other)}
    return result


`;

const documents = Array.from({ length: 12 }, (_, index) => ({
  path: `d${index}.py`,
  text: ['first', 'second', 'third'].map((word) => program(word + String.fromCharCode(97 + index))).join(''),
}));
const alphabet = [...new Set(documents.map(({ text }) => text).join(''))];
const uniform = alphabet.map(() => 1 / alphabet.length);

const tiny: Suite = {
  ...suites.quick,
  samples: { count: 4, length: 80 },
  temperatures: { count: 2, at: [0.5] },
  probedCharacters: 4000,
  probes: {
    closers: {},
    minimalPairs: {
      perBucket: 20,
      lengthControlled: { perBucket: 4, maxDistance: 128 },
      writing: { perBucket: 2, length: 16, temperatures: [0.8] },
    },
    context: { runs: 4, longestContext: 64 },
    perturbation: { runs: 2, longestContext: 32 },
    completions: { ...suites.quick.probes.completions, perDistance: 2, length: 16 },
  },
};

it('measures a function that knows nothing as one that knows nothing, with every metric', async () => {
  const stages: string[] = [];
  const about = { description: 'a die', parameterCount: 0 };
  const model = Object.assign(
    fromNextCharacter(() => uniform, { alphabet, name: 'uniform' }),
    about,
  );
  const { result, documentScores } = await evaluateByDocument(model, {
    documents,
    training: documents.slice(0, 6).map(({ text }) => text),
    suite: tiny,
    seed: 3,
    maxDistance: 8192,
    onProgress: ({ stage }) => stages.push(stage),
  });
  const contenders = ['a', 'b'].map((label) => ({ label, runs: [documentScores] }));
  const compared = await compareContenders(contenders, { seed: 1, kind: 'models' });
  const byDocument = compared.find(({ measure }) => measure === 'bits-carried')!;
  expect(byDocument.values[0]!.estimate).toBeCloseTo(Math.log2(alphabet.length), 5);
  expect(byDocument.differences[0]).toMatchObject({ difference: 0, verdict: 'open' });
  const bits = Math.log2(alphabet.length);
  const [own, ngram] = result.bitsPerCharacter;
  expect(own).toMatchObject({ predictor: 'model', carried: { bits: expect.closeTo(bits, 5) } });
  expect(own!.reset).toMatchObject({ bits: expect.closeTo(bits, 5), every: 256 });
  expect(ngram!.predictor).toBe('20-gram');
  const counts = result.subjects.map(({ id, documents: count }) => `${id} ${count}`);
  expect(counts).toEqual(['real 12', 'model 4', 'ngram 4']);
  // The samples at the main temperature are reused.
  expect(result.temperatures.map((one) => `${one.subject} ${one.temperature} ${one.documents}`).join()).toBe(
    'model 0.5 2,ngram 0.5 2,model 0.8 4,ngram 0.8 4',
  );
  expect(result.subjects[1]!.memorization).not.toBeNull();
  const [probed] = result.probes!.predictors;
  // All three closers are equally likely: none is held.
  expect(probed!.closers.natural.overall).toMatchObject({ held: 0, n: expect.any(Number) });
  expect(probed!.closers.natural.overall.n).toBeGreaterThan(50);
  expect(result.probes!.blindReader).toMatchObject({ closer: ')', commonestIn: 'training' });
  expect(result.comparisons.filter(({ second }) => second === 'blind reader')).not.toEqual([]);
  expect(probed!.closers.natural.probability[0]!.value).toBeCloseTo(1 / alphabet.length, 6);
  expect(probed!.effectiveContext.effective).toBe(probed!.effectiveContext.byContext[0]!.n);
  expect(probed!.perturbation.flatMap(({ byDistance }) => byDistance.map(({ value }) => value))).toSatisfy(
    (costs: number[]) => costs.length > 0 && costs.every((cost) => Math.abs(cost) < 1e-6),
  );
  const writers = result.probes!.completions!.kinds[0]!.writers.map(({ writer }) => writer);
  expect(writers).toEqual(['model', '20-gram', 'real']);
  const isBits = ({ measure, second }: { measure: string; second: string }) =>
    measure === 'bits' && second === '20-gram';
  expect(result.comparisons.find(isBits)).toMatchObject({ first: 'model', order: 'above' });
  const { maxDistance, items } = result.probes!.farther!;
  expect(maxDistance).toBe(8192);
  const [natural, controlled] = (['natural', 'lengthControlled'] as const).map(
    (set) => items.find((one) => one.set === set && one.kind === 'closer')!.buckets,
  );
  expect(natural).toEqual([{ from: 4096, to: 8192, n: 0, documents: 0 }]);
  expect(controlled).toMatchObject([{ from: 4096, to: 8192, n: 2 }]);
  expect(result.model).toEqual({ run: 'uniform', description: 'a die', parameters: 0 });
  expect(result.provenance).toMatchObject({ seeds: { sampling: 3, bootstrap: 3 }, engine: null });
  expect(result.provenance.command).toContain('evaluate(uniform, {"suite":{');
  expect(result.provenance.corpusSha256).toMatch(/^[\da-f]{64}$/);
  const read = documents.slice(0, 6).reduce((sum, { text }) => sum + text.length, 0);
  expect(result.provenance.ngram).toEqual({ characters: read, of: read });
  expect(parseResult(JSON.stringify(result))).toEqual(result);
  expect(new Set(stages)).toContain('probing: minimal pairs');
});

it('asks the network before its training as much as in the quick suite, and lets it write nothing', async () => {
  const parser = await createPythonParser();
  const model = fromNextCharacter(() => uniform, { alphabet, name: 'untrained network' });
  const stage = <T>(_: string, work: (report: () => undefined) => T): T => work(() => undefined);
  const { bits, probes } = await probeUntrained({ parser, seed: 1, stage }, model, { heldOut: documents });
  parser.dispose();
  expect(bits).toMatchObject({ predictor: 'untrained network', carried: null, reset: null });
  // All uniform guesses are equally good.
  expect(bits.sinceReset.map(({ value }) => Math.abs(value) < 1e-6)).toEqual(bits.sinceReset.map(() => true));
  expect(bits.sinceReset.length).toBeGreaterThan(5);
  expect(probes).toMatchObject({ untrained: true, minimalPairs: { generation: [] } });
  const { byDistance, range } = probes.minimalPairs.scoring[0]!.natural!;
  expect([byDistance.some(({ held }) => held > 0), range.n > 30]).toEqual([false, true]);
});

const model = fromNextCharacter(() => uniform, { alphabet });

it.each([
  [{ documents: [] }, /`documents`.*at least 1|`documents` to have/],
  [
    { documents, suite: { ...tiny, probes: { perturbations: tiny.probes.perturbation } } as never },
    /Expected `suite` to be quick, full, or sizes.*/,
  ],
  [{ documents, suite: 'large' }, /Expected `suite` to be quick, full, or sizes.*/],
  [{ documents, sede: 1 }, /`sede`.*`seed`/],
  [{ documents, temperature: -1 }, /`temperature`/],
  [{ documents, maxDistance: 5000 }, /`maxDistance`/],
] as [never, RegExp][])('refuses options that are none: %#', async (options, message) => {
  const refused = evaluate(model, options);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toMatchObject({ code: 'EVALUATE_OPTIONS', exitCode: 2 });
});

it('refuses what is no model, and an alphabet that is of another text', async () => {
  await expect(evaluate((() => uniform) as unknown as EvaluatedModel, { documents })).rejects.toMatchObject({
    message: expect.stringContaining('got one without `score`.'),
    hint: expect.stringContaining('fromNextCharacter'),
  });
  const text = { ...model, alphabet: alphabet.join('') } as unknown as EvaluatedModel;
  await expect(evaluate(text, { documents })).rejects.toThrow(/`alphabet`, a list of characters, got "/);
  const greek = fromNextCharacter(() => [0.5, 0.5], { alphabet: 'αβ' });
  await expect(evaluate(greek, { documents })).rejects.toMatchObject({ code: 'EVALUATE_ALPHABET' });
});

it('asSeenBy leaves out what the alphabet does not have, and documents of nothing else', () => {
  const documents = [
    { path: 'a', text: 'a-𝛼b' },
    { path: 'b', text: '---' },
  ];
  expect(asSeenBy({ alphabet: ['a', 'b', '𝛼'] }, documents)).toEqual([{ path: 'a', text: 'a𝛼b' }]);
  expect(asSeenBy({ alphabet: ['a', 'b'] }, documents)).toEqual([{ path: 'a', text: 'ab' }]);
});

it('bits of a compressor are the size of the archives over the number of characters', () => {
  const bytes = documents.reduce((sum, { text }) => sum + zlib.gzipSync(text, { level: 9 }).length, 0);
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  const [gzip] = compressorBits(documents, 'test').map(({ summary }) => summary);
  expect(gzip?.carried?.bits).toBeCloseTo((8 * bytes) / characters, 4);
  expect(gzip).toMatchObject({ predictor: 'gzip', characters, reset: null, byPosition: [] });
});

it('gives no figure of a compressor for less than 2,000 characters', () => {
  const bits = (characters: number) =>
    compressorBits([{ path: 'a.py', text: 'a'.repeat(characters) }], 'test');
  expect(bits(1999)).toEqual([]);
  expect(bits(2000).length).toBeGreaterThan(1);
});
