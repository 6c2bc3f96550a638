import type { TextDocument } from '@longrange/code';
import type { TestSide } from '../comparison/test-differences.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { AtTemperature } from '../metrics/temperatures/at-temperature.ts';
import type { EvaluatedModel } from '../models/language-model.ts';
import type { Named } from '../models/named.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import type { CloserObservation } from '../probes/closers/closer-accuracy.ts';
import type { Farther } from '../probes/farther.ts';
import type { PredictionFigureId } from '../probes/prediction-figures.ts';
import type { Probes } from '../probes/schema.ts';
import type { SwapReading } from '../probes/swap/read-swaps.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { compressorBits } from './compressor-bits.ts';
import { excerptStage, type SubjectReading } from './excerpt-stage.ts';
import { asSeenBy } from './held-out.ts';
import { type EvaluationContext, measureStage } from './measure-stage.ts';
import { fartherAsked, probeCompletions, probePredictors } from './probe-stages.ts';
import { sampleTemperatures, type Writer } from './sample-temperatures.ts';
import { type SampledText, type Sampling, sampleTexts } from './sampling.ts';
import { type ModelBits, type PredictorBits, scorePredictor } from './score-predictors.ts';
import type { Suite } from './suites.ts';
import type { PredictionSides } from './test-results.ts';

/** What a model is measured on and beside. */
export interface Ground {
  /** Sound code that the model was not trained on. */
  readonly heldOut: readonly TextDocument[];
  /** The same documents whole, where `heldOut` are their beginnings: real code that is cut off would have brackets open and not parse. */
  readonly whole?: readonly TextDocument[];
  /** Held-out documents of which every character is scored (metric 9), `heldOut` if not given. */
  readonly scored?: readonly TextDocument[];
  /** The part of it about which metrics 10 to 14 ask. */
  readonly probed: readonly TextDocument[];
  /** From which the pairs of metric 11 and the prompts of metric 18 are drawn, `probed` and `heldOut` if not given: a model that can be asked little is asked about many documents, which are what intervals count. */
  readonly drawn?: readonly TextDocument[] | undefined;
  /** To compare with, trained on what the model was trained on; its index tells what was copied. Null where that text is not known. */
  readonly ngram: NgramModel | null;
  readonly sampling: Sampling;
  readonly suite: Suite;
  /** To ask about distances beyond 4,096 characters, too. */
  readonly farther?: Farther | undefined;
}

/** All that can be measured of a model without looking inside. */
export interface Evidence {
  /** Held-out code, the model's samples and, where there is one, the n-gram's. */
  readonly subjects: readonly Subject[];
  /** The same document by document, for tests of one against another. */
  readonly sides: readonly TestSide[];
  readonly temperatures: readonly AtTemperature[];
  /** The model first. */
  readonly bits: readonly [ModelBits, ...PredictorBits[]];
  readonly samples: readonly SampledText[];
  readonly probes: Pick<Probes, 'predictors' | 'swapsLeftOut' | 'closerGain' | 'farther' | 'completions'>;
  readonly predictions: PredictionSides;
  /** The documents that were scored, as the model saw them. */
  readonly documents: readonly TextDocument[];
  /** The model's natural closers, one by one. */
  readonly closers: readonly CloserObservation[];
  /** The model's natural swaps, one by one. */
  readonly swaps: readonly SwapReading[];
  /** The model's stretched items, and metrics 12, 13 and 18, document by document. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
}

/** Measures held-out code, the model and the n-gram on one footing: what they write, and what they predict of held-out code. */
export async function gatherEvidence(
  context: EvaluationContext,
  model: EvaluatedModel,
  { heldOut, whole = heldOut, scored = heldOut, probed, drawn, ngram, sampling, suite, farther }: Ground,
): Promise<Evidence> {
  const { stage } = context;
  const measure = (id: Subject['id'], label: string, texts: readonly TextDocument[]) => {
    const documents = texts.map(({ name, text }) => ({ name, text }));
    return measureStage(context, { id, label, cut: id !== 'real', documents }, ngram?.index);
  };
  const real = await measure('real', 'held-out real code', whole);
  const subjects = [real];
  const own: Named<EvaluatedModel> = { id: 'model', model };
  const other = ngram === null ? null : { id: ngram.name, model: ngram };
  const predictors = other === null ? ([own] as const) : ([own, other] as const);
  const readings: SubjectReading[] = [{ subject: real.subject, documents: whole, predictors }];
  const samples: SampledText[] = [];
  const writers: Writer[] = [];
  for (const [id, writer, label] of writersOf(model, ngram)) {
    const texts = await stage(
      `sampling ${id === 'model' ? 'the model' : 'the n-gram'}`,
      (onShare) => sampleTexts(id, writer, sampling, onShare),
      ({ length }) => `${length} texts of ${sampling.length.toLocaleString('en')} characters`,
    );
    const measured = await measure(id, label, texts);
    subjects.push(measured);
    for (const text of texts) samples.push(text);
    writers.push({ id, writer, subject: measured.subject });
    if (id === 'model') readings.push({ subject: measured.subject, documents: texts, predictors: [own] });
  }
  const temperatures = await sampleTemperatures(context, writers, sampling, suite.temperatures);
  const documents = asSeenBy(model, scored);
  const bits = await scoreAll(context, own, other, documents);
  const seen = farther && { ...farther, documents: asSeenBy(model, farther.documents) };
  const spread = drawn && asSeenBy(model, drawn);
  const asked = { probed: asSeenBy(model, probed), drawn: spread, farther: seen };
  const predicted = await probePredictors(context, predictors, asked, suite);
  const excerpts = await excerptStage(context, readings, suite.excerpts);
  const completed = await probeCompletions(context, predictors, spread ?? asSeenBy(model, heldOut), {
    ...suite.completions,
    farther: seen,
  });
  const [{ closers, swaps, figures, placements, reach }] = predicted.probed;
  const [ofModel, ...otherBits] = bits;
  return {
    subjects: subjects.map(({ subject }) => excerpts.find(({ id }) => id === subject.id) ?? subject),
    sides: subjects.map(({ side }) => side),
    temperatures,
    bits,
    samples,
    probes: {
      ...predicted.probes,
      ...fartherAsked(farther, predicted.farther, completed),
      completions: completed?.completions ?? null,
    },
    predictions: { bits: ofModel, otherBits, probed: predicted.probed, completed: completed?.sides ?? [] },
    documents,
    closers,
    swaps,
    figures: [
      ...figures.filter(({ measure: name }) => name.endsWith('/stretched')),
      ...placements.before,
      ...reach,
      ...(completed?.figures ?? []),
    ],
  };
}

function writersOf(
  model: EvaluatedModel,
  ngram: NgramModel | null,
): (readonly [Writer['id'], EvaluatedModel, string])[] {
  const own = ['model', model, 'the model'] as const;
  return ngram === null ? [own] : [own, ['ngram', ngram, `the ${ngram.name}`]];
}

/** Metric 9, all predictors on the same characters: those that the model knows. */
async function scoreAll(
  { stage, split = 'test' }: EvaluationContext,
  model: Named<EvaluatedModel>,
  ngram: Named<NgramModel> | null,
  documents: readonly TextDocument[],
): Promise<[ModelBits, ...PredictorBits[]]> {
  const describe = ({ summary: { carried, characters } }: PredictorBits): string =>
    `${(carried?.bits ?? Number.NaN).toFixed(3)} bits per character over ${characters.toLocaleString('en')}`;
  const own = await stage(
    'scoring held-out code with the model',
    (onShare) => scorePredictor(model, documents, { split, onShare }),
    describe,
  );
  const compressed = (): PredictorBits[] => compressorBits(documents, split);
  if (ngram === null) return [own, ...compressed()];
  const byNgram = await stage(
    'scoring held-out code with the n-gram',
    (onShare) => scorePredictor(ngram, documents, { split, onShare, isControl: true }),
    describe,
  );
  return [own, byNgram, ...compressed()];
}
