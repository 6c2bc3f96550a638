import { createPythonParser, python, type SyntaxParser } from '@longrange/code';
import { isWhole, readStandardLibrary } from '@longrange/code/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OracleModel, WindowModel } from '../src/calibration/index.ts';
import { type LanguageModel, NgramModel } from '../src/index.ts';
import { type PlansOf, type ProbeSizes, planProbes, probePredictor } from '../src/probes/index.ts';
import type { PairsPlan } from '../src/probes/minimal-pairs/minimal-pairs.ts';
import type { PairsScored } from '../src/probes/minimal-pairs/schema.ts';
import type { PredictorProbes } from '../src/probes/schema.ts';

const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'] as const;

const library = readStandardLibrary();
const documents = library.filter((_, index) => index % 20 === 3);
let parser: SyntaxParser;
let plan: PlansOf<ProbeSizes>;
let ngram: NgramModel;
let oracle: OracleModel;

beforeAll(async () => {
  parser = await createPythonParser();
  const some = documents.filter(({ text }, index) => isWhole || (index % 3 === 0 && text.length < 20_000));
  plan = await planProbes(
    { documents: some, parser, seed: 1 },
    {
      closers: {},
      minimalPairs: {
        perBucket: isWhole ? 60 : 12,
        lengthControlled: { perBucket: isWhole ? 40 : 16, maxDistance: 512 },
      },
      context: { runs: 24, longestContext: 512 },
      perturbation: { runs: 4, longestContext: 512 },
    },
  );
  // Real code, of which the probes know nothing: a 20-gram of 2 million characters, of half of that by default.
  const training = library.filter((_, index) => index % 20 > (isWhole ? 15 : 17)).map(({ text }) => text);
  ngram = await NgramModel.train(training);
  oracle = new OracleModel(ngram, python);
});
afterAll(() => parser.dispose());

type Probed = Omit<PredictorProbes, 'predictor'>;
const probesOf = async (model: LanguageModel): Promise<Probed> => (await probePredictor(model, plan)).probes;
const pairsOf = ({ minimalPairs }: Probed, kind: PairsScored['kind']) =>
  minimalPairs.scoring.find((one) => one.kind === kind)!;

it('an n-gram reaches no further than its 19 characters, and is right in both members of no length-controlled pair', async () => {
  const probes = await probesOf(ngram);
  for (const kind of kinds) {
    const { byDistance, evidence } = pairsOf(probes, kind).lengthControlled!;
    for (const { n, held } of byDistance) expect([kind, n > 0, held]).toEqual([kind, true, 0]);
    for (const { value } of evidence) expect(value).toBeCloseTo(0, 6);
  }
  for (const { natural } of probes.minimalPairs.scoring) {
    const [high, first] = [natural?.range.high, natural?.byDistance.at(-1)];
    if (high != null) expect([high.side, high.characters < 20]).toEqual(['at', true]);
    if (first !== undefined && first.from >= 32) expect(first.held).toBe(0);
  }
  expect(isWhole ? [32] : [16, 32]).toContain(probes.effectiveContext.effective);
  for (const { context, value } of probes.pastMemory.byContext) expect(value > 0).toBe(context < 19);
});

it('the oracle is right in every pair, sure of every closer, and pays nothing for distance', async () => {
  const probes = await probesOf(oracle);
  for (const kind of kinds) {
    const { byDistance, range } = pairsOf(probes, kind).lengthControlled!;
    for (const { estimate } of byDistance) expect([kind, estimate]).toEqual([kind, 1]);
    if (range.n >= 30) expect(range).toMatchObject({ near: { share: 1 }, range: { side: 'after' } });
  }
  for (const kind of ['closer', 'quote', 'clause'] as const) {
    const { byDistance, evidence } = pairsOf(probes, kind).natural!;
    for (const { held, n } of byDistance) expect([kind, held]).toEqual([kind, n]);
    for (const { value } of evidence) expect(value).toBeGreaterThan(3);
  }
  // Names are used in ways that the oracle does not know.
  for (const kind of ['import', 'definition', 'parameter'] as const) {
    const { byDistance } = pairsOf(probes, kind).natural!;
    const sum = (key: 'held' | 'n') => byDistance.reduce((total, bucket) => total + bucket[key], 0);
    expect(sum('held') / sum('n')).toBeGreaterThan(isWhole ? 0.94 : 0.85);
  }
  const { natural, lengthControlled } = probes.closers;
  expect([natural.overall.estimate, lengthControlled!.overall.estimate]).toEqual([1, 1]);
  for (const { value } of lengthControlled!.control.distanceCost) expect(value).toBe(0);
  for (const { estimate } of lengthControlled!.control.fillerBefore) expect(estimate).toBe(1);
});

it.each(isWhole ? [64, 256] : [64])(
  'a window of %i characters is found by every probe of memory',
  async (w) => {
    const probes = await probesOf(new WindowModel(oracle, w));
    // Of 384 targets; of 3,072 it is w itself (docs/calibration.md).
    expect([w / 2, w]).toContain(probes.effectiveContext.effective);
    for (const { context, value } of probes.pastMemory.byContext) expect(value > 0).toBe(context < w);
    for (const { byDistance } of probes.perturbation)
      for (const { beyond, value } of byDistance)
        if (beyond >= w) expect([beyond, value]).toEqual([beyond, 0]);
    for (const kind of kinds)
      for (const { from, held } of pairsOf(probes, kind).lengthControlled!.byDistance)
        if (from >= w) expect([kind, held]).toEqual([kind, 0]);
    const { range } = pairsOf(probes, 'closer').natural!;
    expect(range.low!.characters).toBeLessThanOrEqual(w);
    expect(range.high!.side === 'after' || range.high!.characters >= w).toBe(true);
  },
);

describe('beyond 4,096 characters', () => {
  let usual: PairsPlan;
  let farther: PairsPlan;
  beforeAll(async () => {
    const sizes = { minimalPairs: { perBucket: 4, lengthControlled: { perBucket: 4, maxDistance: 2048 } } };
    const far = { maxDistance: 32_768 as const, documents: documents.slice(0, 18) };
    const material = { documents: documents.slice(0, 6), parser, seed: 1 };
    usual = (await planProbes(material, sizes)).minimalPairs;
    farther = (await planProbes({ ...material, farther: far }, sizes)).minimalPairs;
  });

  /** Probes of the additional items only. */
  const farOf = async (model: LanguageModel): Promise<Probed> => {
    const minimalPairs = {
      ...farther,
      natural: farther.natural.slice(usual.natural.length),
      lengthControlled: farther.lengthControlled.slice(usual.lengthControlled.length),
    };
    return (await probePredictor(model, { minimalPairs })).probes;
  };

  it('asks the same nearby, stretches all kinds to every doubling, and says which natural pairs do not exist so far back', () => {
    expect(usual.farther).toEqual([]);
    for (const part of ['natural', 'lengthControlled'] as const)
      expect(farther[part].slice(0, usual[part].length)).toEqual(usual[part]);
    expect(usual.natural.every(({ distance }) => distance < 4096)).toBe(true);
    const [controlled, natural] = ['lengthControlled', 'natural'].map((set) =>
      farther.farther.filter((items) => items.set === set),
    );
    const doublings = [4096, 8192, 16_384].map((from) => expect.objectContaining({ from, n: 2 }));
    expect(controlled).toMatchObject(kinds.map((kind) => ({ kind, buckets: doublings })));
    expect(natural!.map(({ kind }) => kind)).toEqual([
      ...['closer', 'quote', 'clause', 'parameter', 'definition', 'import'],
    ]);
    const counts = natural!.flatMap(({ kind, buckets }) =>
      buckets.map(({ from, to, n, documents }) => {
        const isOwn = (pair: { kind: string; distance: number }) =>
          pair.kind === kind && pair.distance >= from && pair.distance < to;
        const own = farther.natural.filter(isOwn);
        expect([n, documents]).toEqual([own.length, new Set(own.map(({ document }) => document)).size]);
        return n;
      }),
    );
    expect([counts.includes(0), Math.max(...counts) > 0, Math.max(...counts) <= 4]).toEqual([
      true,
      true,
      true,
    ]);
  });

  // The window falls within what is asked about, between two doublings.
  it.each([Number.POSITIVE_INFINITY, 8192])(
    'the oracle with a window of %d characters is right up to it',
    async (w) => {
      const probes = await farOf(w === 8192 ? new WindowModel(oracle, w) : oracle);
      for (const kind of kinds) {
        const { byDistance, control } = pairsOf(probes, kind).lengthControlled!;
        for (const { from, held, n } of byDistance) expect([kind, held]).toEqual([kind, from >= w ? 0 : n]);
        for (const { held, n } of control.fillerBefore) expect([kind, held]).toEqual([kind, n]);
        if (w > 32_768) for (const { value } of control.distanceCost) expect(value).toBe(0);
      }
      for (const kind of ['closer', 'quote'] as const)
        for (const { from, held, n } of pairsOf(probes, kind)?.natural?.byDistance ?? [])
          if (from >= w) expect(held).toBe(0);
          else if (w > 32_768) expect(held).toBe(n);
    },
  );
});
