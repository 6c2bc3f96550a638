import { createPythonParser, python, type SyntaxParser } from '@longrange/code';
import { isWhole, readStandardLibrary } from '@longrange/code/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OracleModel, WindowModel } from '../src/calibration/index.ts';
import { type LanguageModel, NgramModel } from '../src/index.ts';
import { type PlanOptions, type ProbePlan, planProbes, probePredictor } from '../src/probes/index.ts';
import type { PairsScored } from '../src/probes/minimal-pairs/schema.ts';
import type { PredictorProbes } from '../src/probes/schema.ts';

const kinds = ['closer', 'quote', 'dedent', 'clause', 'identifier'] as const;

const library = readStandardLibrary();
let parser: SyntaxParser;
let plan: ProbePlan;
let ngram: NgramModel;
let oracle: OracleModel;

const documents = library.filter((_, index) => index % 20 === 3);

beforeAll(async () => {
  parser = await createPythonParser();
  const some = documents.filter((_, index) => isWhole || index % 2 === 0);
  plan = await planProbes(some, {
    parser,
    seed: 1,
    minimalPairs: { perBucket: isWhole ? 60 : 16 },
    lengthControlled: { perBucket: isWhole ? 40 : 20, maxDistance: 512 },
    context: { runs: 24, longestContext: 512 },
    perturbation: { runs: 4, longestContext: 512 },
  });
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

describe('an n-gram', () => {
  let probes: Probed;
  beforeAll(async () => {
    probes = await probesOf(ngram);
  });

  it.each(kinds)('is right in both members of no length-controlled %s, at any distance', (kind) => {
    const { byDistance, evidence } = pairsOf(probes, kind).lengthControlled!;
    for (const { n, held } of byDistance) expect([n > 0, held]).toEqual([true, 0]);
    for (const { value } of evidence) expect(value).toBeCloseTo(0, 6);
  });

  it('reaches no further than it sees, where it reaches at all', () => {
    for (const { natural } of probes.minimalPairs.scoring) {
      const [high, first] = [natural?.range.high, natural?.byDistance.at(-1)];
      if (high != null) expect([high.side, high.characters < 20]).toEqual(['at', true]);
      if (first !== undefined && first.from >= 32) expect(first.held).toBe(0);
    }
  });

  it('uses the 19 characters before', () => {
    expect(isWhole ? [32] : [16, 32]).toContain(probes.effectiveContext.effective);
    for (const { context, value } of probes.pastMemory.byContext) expect(value > 0).toBe(context < 19);
  });
});

describe('the oracle', () => {
  let probes: Probed;
  beforeAll(async () => {
    probes = await probesOf(oracle);
  });

  it.each(kinds)('is right in both members of every length-controlled %s', (kind) => {
    const { byDistance, range } = pairsOf(probes, kind).lengthControlled!;
    for (const { estimate } of byDistance) expect(estimate).toBe(1);
    expect(range).toMatchObject({ near: { share: 1 }, range: { side: 'after' } });
  });

  it.each(['closer', 'quote', 'clause'] as const)('and of every natural %s', (kind) => {
    const { byDistance, evidence } = pairsOf(probes, kind).natural!;
    for (const { held, n } of byDistance) expect(held).toBe(n);
    for (const { value } of evidence) expect(value).toBeGreaterThan(3);
  });

  it.each(['import', 'definition', 'parameter'] as const)('and of nearly every %s', (kind) => {
    const { byDistance } = pairsOf(probes, kind).natural!;
    const sum = (key: 'held' | 'n') => byDistance.reduce((total, bucket) => total + bucket[key], 0);
    expect(sum('held') / sum('n')).toBeGreaterThan(isWhole ? 0.94 : 0.9);
  });

  it('is sure of every closer, and pays nothing for distance', () => {
    const { natural, lengthControlled } = probes.closers;
    expect([natural.overall.estimate, lengthControlled!.overall.estimate]).toEqual([1, 1]);
    for (const { value } of lengthControlled!.control.distanceCost) expect(value).toBe(0);
    for (const { estimate } of lengthControlled!.control.fillerBefore) expect(estimate).toBe(1);
  });
});

describe.each(isWhole ? [64, 256] : [64])('a window of %i characters', (w) => {
  let probes: Probed;
  beforeAll(async () => {
    probes = await probesOf(new WindowModel(oracle, w));
  });

  it('is found by the effective context, and by what moves predictions', () => {
    // Of 384 targets; of 3,072 it is w itself (docs/calibration.md).
    expect([w / 2, w]).toContain(probes.effectiveContext.effective);
    for (const { context, value } of probes.pastMemory.byContext) expect(value > 0).toBe(context < w);
    for (const { byDistance } of probes.perturbation) {
      for (const { beyond, value } of byDistance.filter(({ beyond }) => beyond >= w)) {
        expect({ beyond, value }).toEqual({ beyond, value: 0 });
      }
    }
  });

  it.each(kinds)(
    'is found by length-controlled minimal pairs of every %s, and beyond it there is nothing',
    (kind) => {
      const { byDistance } = pairsOf(probes, kind).lengthControlled!;
      for (const { held } of byDistance.filter(({ from }) => from >= w)) expect(held).toBe(0);
    },
  );

  it('is the range of natural brackets', () => {
    const { range } = pairsOf(probes, 'closer').natural!;
    expect(range.low!.characters).toBeLessThanOrEqual(w);
    expect(range.high!.side === 'after' || range.high!.characters >= w).toBe(true);
  });
});

describe('beyond 4,096 characters', () => {
  /** Falls within what is asked about, between two doublings. */
  const WINDOW = 8192;
  let usual: ProbePlan;
  let farther: ProbePlan;
  beforeAll(async () => {
    const options: PlanOptions = {
      ...{ parser, seed: 1, minimalPairs: { perBucket: 4 } },
      lengthControlled: { perBucket: 4, maxDistance: 2048 },
      ...{ context: { runs: 1, longestContext: 16 }, perturbation: { runs: 1, longestContext: 16 } },
    };
    const far = { maxDistance: 32_768 as const, documents: documents.slice(0, 18) };
    usual = await planProbes(documents.slice(0, 6), options);
    farther = await planProbes(documents.slice(0, 6), { ...options, farther: far });
  });

  /** Probes of the additional items only. */
  const farOf = async (model: LanguageModel): Promise<Probed> => {
    const far = {
      ...{ ...farther, closers: [] },
      minimalPairs: farther.minimalPairs.slice(usual.minimalPairs.length),
      lengthControlled: farther.lengthControlled.slice(usual.lengthControlled.length),
    };
    return (await probePredictor(model, far)).probes;
  };

  it('asks about the same nearby, with what is farther and without', () => {
    expect(usual.farther).toBeNull();
    expect(farther.minimalPairs.slice(0, usual.minimalPairs.length)).toEqual(usual.minimalPairs);
    expect(farther.lengthControlled.slice(0, usual.lengthControlled.length)).toEqual(usual.lengthControlled);
    expect(usual.minimalPairs.every(({ distance }) => distance < 4096)).toBe(true);
  });

  it('stretches all kinds to every doubling, and says which natural minimal pairs do not exist so far back', () => {
    const of = (set: string) => farther.farther!.filter((items) => items.set === set);
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
        const own = farther.minimalPairs.filter(
          (pair) => pair.kind === kind && pair.distance >= from && pair.distance < to,
        );
        expect([n, documents]).toEqual([own.length, new Set(own.map(({ document }) => document)).size]);
        expect(n).toBeLessThanOrEqual(4);
      }
    }
    const counts = natural.flatMap(({ buckets }) => buckets.map(({ n }) => n));
    expect([counts.some((n) => n > 0), counts.some((n) => n === 0)]).toEqual([true, true]);
  });

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
