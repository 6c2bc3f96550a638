import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OracleModel, WindowModel } from '../src/calibration/index.ts';
import {
  createPythonParser,
  type LanguageModel,
  NgramModel,
  type PredictorProbes,
  python,
  type SyntaxParser,
} from '../src/index.ts';
import { type ProbePlan, planProbes, probePredictor } from '../src/probes/index.ts';
import { readStandardLibrary } from './standard-library.ts';

/** Lower ends of the nearest buckets of stretched items, by kind. */
const NEAREST = { closer: 64, quote: 128, dedent: 128, clause: 128, identifier: 64 };
const kinds = Object.keys(NEAREST) as (keyof typeof NEAREST)[];
const FURTHEST = 512;

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
      choices: 200,
      stretched: { perBucket: 40, furthest: FURTHEST },
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
const pairsOf = ({ minimalPairs }: Probed, kind: (typeof kinds)[number]) =>
  minimalPairs.find((pairs) => pairs.kind === kind)!;

describe('an n-gram', () => {
  let probes: Probed;
  beforeAll(async () => {
    probes = await probesOf(ngram);
  });

  it.each(kinds)('is at chance on every stretched %s, at every distance', (kind) => {
    const { overall, byDistance, d80 } = pairsOf(probes, kind).stretched!;
    for (const { n, held, low, high } of [overall, ...byDistance]) {
      expect(n).toBeGreaterThan(0);
      expect(held).toBe(n / 2);
      expect(low).toBeLessThan(0.5);
      expect(high).toBeGreaterThan(0.5);
    }
    expect(d80).toMatchObject({ characters: null, limited: false });
  });

  it('holds no more than half of the stretched closers, and gains where the control brings the opener near', () => {
    const { overall, d80, control } = probes.closers.stretched!;
    expect(overall.held).toBeLessThanOrEqual(overall.n / 2);
    expect(d80).toMatchObject({ characters: null, limited: false });
    expect(control.openers.map(({ n }) => n)).toEqual(control.fillerBefore.map(({ n }) => n / 2));
    const { fillerBefore } = pairsOf(probes, 'closer').stretched!.control;
    for (const { estimate } of fillerBefore) expect(estimate).toBeGreaterThan(0.5);
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

  it.each(kinds)('holds every %s to the end of the data', (kind) => {
    const { natural, stretched } = pairsOf(probes, kind);
    expect(natural.d80).toMatchObject({ limited: true });
    // Of what is in a string, a quote of the other kind may be the likelier.
    expect(natural.overall.estimate).toBeGreaterThan(0.985);
    expect(stretched!.d80).toMatchObject({ characters: 2 * FURTHEST, limited: true });
    expect(stretched!.overall.estimate).toBe(1);
  });

  it('is sure of every closer, and pays nothing for distance', () => {
    const { natural, stretched } = probes.closers;
    expect([natural.overall.estimate, stretched!.overall.estimate]).toEqual([1, 1]);
    expect(stretched!.d80).toMatchObject({ characters: 2 * FURTHEST, limited: true });
    for (const { value } of stretched!.control.distanceCost) expect(value).toBe(0);
    for (const { estimate } of stretched!.control.fillerBefore) expect(estimate).toBe(1);
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

  it.each(kinds)('is found by the D80 of stretched %s pairs, and beyond it there is chance', (kind) => {
    const { d80, byDistance } = pairsOf(probes, kind).stretched!;
    expect(d80).toMatchObject({ characters: w > NEAREST[kind] ? w : null, limited: false });
    for (const { n, held } of byDistance.filter(({ from }) => from >= w)) expect(held).toBe(n / 2);
  });

  it('is found by the D80 of closers, natural and stretched', () => {
    const { natural, stretched } = probes.closers;
    expect(natural.d80.characters).toBe(w);
    expect(stretched!.d80).toMatchObject({ characters: w > 64 ? w : null, limited: false });
  });
});
