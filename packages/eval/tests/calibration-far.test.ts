import { createPythonParser, python } from '@longrange/code';
import { readStandardLibrary } from '@longrange/code/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { OracleModel, WindowModel } from '../src/calibration/index.ts';
import { type LanguageModel, NgramModel } from '../src/index.ts';
import { type PlanOptions, type ProbePlan, planProbes, probePredictor } from '../src/probes/index.ts';
import type { PairsScored } from '../src/probes/minimal-pairs/schema.ts';
import type { PredictorProbes } from '../src/probes/schema.ts';

const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'] as const;
const MAX_DISTANCES = 32_768;
/** Falls within what is asked about, between two doublings. */
const WINDOW = 8192;

const library = readStandardLibrary();
let usual: ProbePlan;
let plan: ProbePlan;
let ngram: NgramModel;
let oracle: OracleModel;

beforeAll(async () => {
  const parser = await createPythonParser();
  const documents = library.filter((_, index) => index % 20 === 3).slice(0, 18);
  const options: PlanOptions = {
    ...{
      parser,
      seed: 1,
      minimalPairs: { perBucket: 4 },
      lengthControlled: { perBucket: 4, maxDistance: 2048 },
    },
    ...{ context: { runs: 1, longestContext: 16 }, perturbation: { runs: 1, longestContext: 16 } },
  };
  usual = await planProbes(documents.slice(0, 6), options);
  plan = await planProbes(documents.slice(0, 6), {
    ...options,
    farther: { maxDistance: MAX_DISTANCES, documents },
  });
  parser.dispose();
  ngram = await NgramModel.train(library.slice(-40).map(({ text }) => text));
  oracle = new OracleModel(ngram, python);
});

type Probed = Omit<PredictorProbes, 'predictor'>;
/** Of what is farther than usual alone. */
const farOf = async (model: LanguageModel): Promise<Probed> => {
  const far = {
    ...{ ...plan, closers: [] },
    minimalPairs: plan.minimalPairs.slice(usual.minimalPairs.length),
    lengthControlled: plan.lengthControlled.slice(usual.lengthControlled.length),
  };
  return (await probePredictor(model, far)).probes;
};
const pairsOf = ({ minimalPairs }: Probed, kind: PairsScored['kind']) =>
  minimalPairs.scoring.find((one) => one.kind === kind)!;

it('asks about the same nearby, with what is farther and without', () => {
  expect(usual.farther).toBeNull();
  expect(plan.minimalPairs.slice(0, usual.minimalPairs.length)).toEqual(usual.minimalPairs);
  expect(plan.lengthControlled.slice(0, usual.lengthControlled.length)).toEqual(usual.lengthControlled);
  expect(usual.minimalPairs.every(({ distance }) => distance < 4096)).toBe(true);
});

it('stretches all kinds to every doubling, and says of which natural minimal pairs there are none so far back', () => {
  const of = (set: string) => plan.farther!.filter((items) => items.set === set);
  expect(
    of('lengthControlled').map(({ kind, buckets }) => [kind, buckets.map(({ from, n }) => [from, n])]),
  ).toEqual(
    kinds.map((kind) => [
      kind,
      [
        [4096, 2],
        [8192, 2],
        [16_384, 2],
      ],
    ]),
  );
  const natural = of('natural');
  expect(natural.map(({ kind }) => kind)).toEqual([
    ...['closer', 'quote', 'clause', 'parameter', 'definition', 'import'],
  ]);
  for (const { kind, buckets } of natural) {
    for (const { from, to, n, documents } of buckets) {
      const own = plan.minimalPairs.filter(
        (pair) => pair.kind === kind && pair.distance >= from && pair.distance < to,
      );
      expect([n, documents]).toEqual([own.length, new Set(own.map(({ document }) => document)).size]);
      expect(n).toBeLessThanOrEqual(4);
    }
  }
  const counts = natural.flatMap(({ buckets }) => buckets.map(({ n }) => n));
  expect([counts.some((n) => n > 0), counts.some((n) => n === 0)]).toEqual([true, true]);
});

describe('at 4,096 to 32,767 characters', () => {
  it('the oracle is right in all, length-controlled and natural, and wherever the control puts the further code', async () => {
    const probes = await farOf(oracle);
    for (const kind of kinds) {
      const { byDistance, control } = pairsOf(probes, kind).lengthControlled!;
      for (const { held, n } of [...byDistance, ...control.fillerBefore])
        expect([kind, held]).toEqual([kind, n]);
      for (const { value } of control.distanceCost) expect(value).toBe(0);
    }
    for (const kind of ['closer', 'quote'] as const)
      for (const { held, n } of pairsOf(probes, kind)?.natural?.byDistance ?? []) expect(held).toBe(n);
  });

  it('a window falls where it ends', async () => {
    const probes = await farOf(new WindowModel(oracle, WINDOW));
    for (const kind of kinds) {
      const { byDistance, control } = pairsOf(probes, kind).lengthControlled!;
      expect([kind, byDistance.map(({ held }) => held)]).toEqual([kind, [2, 0, 0]]);
      for (const { held, n } of control.fillerBefore) expect([kind, held]).toEqual([kind, n]);
    }
    for (const { natural } of probes.minimalPairs.scoring)
      for (const { from, held } of natural?.byDistance ?? []) if (from >= WINDOW) expect(held).toBe(0);
  });
});
