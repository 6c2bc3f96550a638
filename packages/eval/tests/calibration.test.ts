import { createPythonParser, python, type SyntaxParser } from '@longrange/code';
import { readStandardLibrary } from '@longrange/code/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OracleModel, WindowModel } from '../src/calibration/index.ts';
import { type LanguageModel, NgramModel } from '../src/index.ts';
import { type ProbePlan, planProbes, probePredictor } from '../src/probes/index.ts';
import type { PairsScored } from '../src/probes/minimal-pairs/schema.ts';
import type { PredictorProbes } from '../src/probes/schema.ts';

/** Lower ends of the nearest buckets of length-controlled items, by kind. */
const NEAREST = { closer: 64, quote: 128, dedent: 128, clause: 128, identifier: 64 };
const kinds = Object.keys(NEAREST) as (keyof typeof NEAREST)[];
const MAX_DISTANCES = 512;

const library = readStandardLibrary();
let parser: SyntaxParser;
let plan: ProbePlan;
let ngram: NgramModel;
let oracle: OracleModel;

beforeAll(async () => {
  parser = await createPythonParser();
  plan = await planProbes(
    library.filter((_, index) => index % 20 === 3),
    {
      parser,
      seed: 1,
      minimalPairs: { perBucket: 60 },
      lengthControlled: { perBucket: 40, maxDistance: MAX_DISTANCES },
      context: { runs: 24, longestContext: 512 },
      perturbation: { runs: 4, longestContext: 512 },
    },
  );
  // Real code, of which the probes know nothing: a 20-gram of 2 million characters.
  const training = library.filter((_, index) => index % 20 > 15).map(({ text }) => text);
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
    expect(probes.effectiveContext.effective).toBe(32);
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
    expect(sum('held') / sum('n')).toBeGreaterThan(0.94);
  });

  it('is sure of every closer, and pays nothing for distance', () => {
    const { natural, lengthControlled } = probes.closers;
    expect([natural.overall.estimate, lengthControlled!.overall.estimate]).toEqual([1, 1]);
    for (const { value } of lengthControlled!.control.distanceCost) expect(value).toBe(0);
    for (const { estimate } of lengthControlled!.control.fillerBefore) expect(estimate).toBe(1);
  });
});

describe.each([64, 256])('a window of %i characters', (w) => {
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
