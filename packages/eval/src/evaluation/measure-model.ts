import type { TextDocument } from '@longrange/code';
import type { DocumentScores } from '../comparison/document-scores.ts';
import { type Tally, tallySamples } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureStage } from '../metrics/measure-subject.ts';
import type { MetricPlace } from '../metrics/places/places.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { AtTemperature } from '../metrics/temperatures/at-temperature.ts';
import type { Named } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import type { Farther } from '../probes/farther.ts';
import { thinPairs } from '../probes/minimal-pairs/minimal-pairs.ts';
import type { BracketRanges } from '../probes/minimal-pairs/schema.ts';
import type { Plans, PredictionFigureId } from '../probes/probes.ts';
import type { Probes } from '../probes/schema.ts';
import { scoreExcerpts } from '../probes/score-excerpts.ts';
import { THIN_BELOW } from '../statistics/buckets.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import type { Fit, Forecast } from './context.ts';
import { countOf, type EvaluationContext, type MeasuredModel, predicts, shown } from './context.ts';
import { asSeenBy } from './held-out.ts';
import { planModel, probeModels, workOf } from './probe-models.ts';
import { probeUntrained } from './probe-untrained.ts';
import {
  documentsOf,
  type SampledText,
  type Sampling,
  sampleTemperatures,
  sampleTexts,
  type Writer,
} from './sampling.ts';
import { type PredictorBits, scoreAll } from './score-predictors.ts';
import type { Suite } from './suites.ts';

/** Texts to measure a model on, and baselines to measure beside it. */
export interface EvaluationSet {
  /** Sound code that the model was not trained on. */
  readonly heldOut: readonly TextDocument[];
  /** The same documents whole, if `heldOut` has only their beginnings: truncated real code would have open brackets and not parse. */
  readonly whole?: readonly TextDocument[];
  /** Held-out documents to score character by character (metric 9); `heldOut` by default. */
  readonly scored?: readonly TextDocument[];
  /** Held-out documents that metrics 10 to 14 ask about. */
  readonly probed: readonly TextDocument[];
  /**
   * Documents to draw the minimal pairs of metric 11 and the prompts of metric 18 from; `probed` and `heldOut` by default. Many, since a
   * model reads only the items, and intervals count documents.
   */
  readonly drawn?: readonly TextDocument[] | undefined;
  /** Additional items at distances beyond 4,096 characters. */
  readonly farther?: Farther | undefined;
  /** Characters that all models in a comparison know; by default those that both the model and the n-gram know. */
  readonly alphabet?: ReadonlySet<string> | undefined;
  readonly sampling: Sampling;
  readonly suite: Suite;
  /** Chooses a part of the minimal pairs once they are planned; all of them by default. */
  readonly fit?: Fit | undefined;
  /** Beginnings of code whose continuations, in turn, are the samples. By default, samples start at the beginning of a document. */
  readonly prompts?: readonly string[] | undefined;
  /** Adds real code, compressors and, if given, an n-gram of the training text as baselines. Null in a comparison. */
  readonly beside: { readonly ngram: NgramModel | null } | null;
}

/** All measurements of a model. */
export interface Evidence {
  /** Held-out code, the model's samples and, if there is an n-gram, its samples. */
  readonly subjects: readonly Subject[];
  /** The same subjects document by document, for tests between them. */
  readonly sides: readonly TestSide[];
  readonly temperatures: readonly AtTemperature[];
  readonly samples: readonly SampledText[];
  /** Metric 9, the model first; empty for a model that does not score texts. */
  readonly bits: readonly PredictorBits[];
  readonly probes: Omit<Probes, 'controls'>;
  /** Pairs of sides to test on the same documents: of the model and others, and of ways in which the model was asked. */
  readonly tested: readonly (readonly [TestSide, TestSide])[];
  /** The documents that were scored, as the model saw them. */
  readonly documents: readonly TextDocument[];
  /** The model's scores document by document, for comparisons. */
  readonly tallies: readonly Tally[];
  readonly pairs: DocumentScores['pairs'];
  readonly ranges: BracketRanges | undefined;
  /** Further figures of the model, document by document. */
  readonly figures: readonly DocumentParts<PredictionFigureId>[];
}

/**
 * Measures a model and its baselines on the same texts: plans all questions, forecasts the work, puts the questions, and collects the
 * answers. Whatever a model cannot do is left out.
 *
 * @param onForecast awaited before the first question to the model
 */
export async function measureModel(
  context: EvaluationContext,
  model: MeasuredModel,
  set: EvaluationSet,
  onForecast?: (forecast: Forecast) => void | Promise<void>,
): Promise<Evidence> {
  const { heldOut, scored = heldOut, sampling, suite, beside } = set;
  const ngram = beside?.ngram ?? null;
  const own: Named<MeasuredModel> = { id: 'model', model };
  const models = ngram === null ? ([own] as const) : ([own, { id: ngram.name, model: ngram }] as const);
  const farther = set.farther && { ...set.farther, documents: asSeenBy(model, set.farther.documents) };
  const documents = asSeenBy(model, scored);
  const material = {
    parser: context.parser,
    seed: context.seed,
    documents: asSeenBy(model, set.probed),
    drawn: set.drawn && asSeenBy(model, set.drawn),
    heldOut: asSeenBy(model, heldOut),
    farther,
    alphabet: set.alphabet ?? sharedAlphabet(model, ngram),
    choices: predicts(model) ? undefined : model.choices?.between,
    training: ngram?.index,
  };
  const whole = await planModel(context, model, material, suite.probes);
  const forecastFor = (plans: Plans) => forecastOf(model, plans, documents, sampling);
  const plans = await thinned(whole, set.fit, forecastFor);
  await onForecast?.(forecastFor(plans));

  const texts = await measureSubjects(context, model, set);
  const { bits, tallies, states } = await scoreAll(context, models, documents, beside !== null);
  const probed = await probeModels(context, models, plans, {
    farther,
    temperature: sampling.temperature,
  });
  const subjects = await withExcerpts(context, model, set, texts);
  const network = model.inside?.untrained;
  const untrained = network && (await probeUntrained(context, network, set));
  const [first, ...otherBits] = bits;
  return {
    ...texts,
    subjects,
    bits: untrained ? [...bits, { summary: untrained.bits, side: { id: '', figures: [] } }] : bits,
    probes: {
      predictors: [...probed.predictors, ...(untrained ? [untrained.probes] : [])],
      ...probed.overall,
    },
    tested: [
      ...(predicts(model) ? otherBits.map(({ side }) => [first!.side, side] as const) : []),
      ...(states === null ? [] : [[states.carried, states.reset] as const]),
      ...probed.tested,
    ],
    documents,
    tallies: [
      ...tallies,
      ...probed.tallies,
      ...tallySamples(texts.sides.find(({ id }) => id === 'model')!.figures),
    ],
    pairs: probed.pairs,
    ranges: probed.ranges,
    figures: probed.kept,
  };
}

/** Returns the characters that all predictors know; undefined if none has an alphabet. */
function sharedAlphabet(model: MeasuredModel, ngram: NgramModel | null): ReadonlySet<string> | undefined {
  const known = [model.alphabet, ngram?.alphabet].filter((one) => one !== undefined);
  return known[0] && new Set(known[0].filter((one) => known.every((all) => all.includes(one))));
}

/** Reduces the minimal pairs to those that are chosen once the work is known. */
async function thinned(
  plans: Plans,
  choose: Fit | undefined,
  forecastFor: (plans: Plans) => Forecast,
): Promise<Plans> {
  const whole = plans.minimalPairs;
  if (choose === undefined || whole === undefined) return plans;
  const thinning = await choose((part) => {
    const minimalPairs = thinPairs(whole, part);
    const named = new Set(minimalPairs.natural.map(({ document }) => document));
    return {
      forecast: forecastFor({ ...plans, minimalPairs }),
      pairs: minimalPairs.natural.length,
      documents: named.size,
      least: THIN_BELOW,
    };
  });
  return { ...plans, minimalPairs: thinPairs(whole, thinning) };
}

function forecastOf(
  model: MeasuredModel,
  plans: Plans,
  documents: readonly TextDocument[],
  sampling: Sampling,
): Forecast {
  const { questions, prompts, read, written } = workOf(plans);
  return {
    texts: model.scoreTexts === undefined ? 0 : documents.length,
    questions,
    pairs: plans.minimalPairs?.natural.length ?? 0,
    prompts: prompts + sampling.count,
    characters: {
      read,
      scored: documents.reduce((sum, { text }) => sum + text.length, 0),
      written: written + sampling.count * sampling.length,
    },
    sample: documents[0]?.text ?? '',
  };
}

interface MeasuredSubjects extends Pick<Evidence, 'sides' | 'temperatures' | 'samples'> {
  readonly subjects: readonly Subject[];
}

/** Measures real code, and samples of the model and of the n-gram. */
async function measureSubjects(
  context: EvaluationContext,
  model: MeasuredModel,
  { heldOut, whole = heldOut, sampling, suite, beside, prompts }: EvaluationSet,
): Promise<MeasuredSubjects> {
  const ngram = beside?.ngram ?? null;
  const index = ngram?.index;
  const real = { id: 'real', label: 'held-out real code', cut: false, documents: whole } as const;
  const measured = beside === null ? [] : [await measureStage(context, real, index)];
  const samples: SampledText[] = [];
  const writers: Writer[] = [];
  for (const [id, writer] of [['model', model] as const, ...(ngram ? [['ngram', ngram] as const] : [])]) {
    const texts = await context.stage(
      `sampling ${id === 'model' ? 'the model' : 'the n-gram'}`,
      (onShare) => sampleTexts(id, writer, sampling, onShare, prompts),
      ({ length }) => `${countOf(length, 'text')} of up to ${shown(sampling.length)} characters`,
    );
    const documents = documentsOf(texts);
    const label = id === 'model' ? 'the model' : `the ${writer.name}`;
    const places: MetricPlace[] = [];
    const onPlace = (place: MetricPlace) => places.push(place);
    const own = await measureStage({ ...context, onPlace }, { id, label, cut: true, documents }, index);
    measured.push(own);
    for (const text of texts) {
      const ofText = places.filter(({ path }) => path === text.name);
      samples.push({ ...text, places: ofText.map(({ path, ...place }) => place) });
    }
    writers.push({ id, writer, subject: own.subject });
  }
  return {
    subjects: measured.map(({ subject }) => subject),
    sides: measured.map(({ side }) => side),
    temperatures: await sampleTemperatures(context, writers, sampling, suite.temperatures),
    samples,
  };
}

/** Returns the subjects, adding the cost of each character to the excerpts of real code and of the model's samples. */
async function withExcerpts(
  { stage }: EvaluationContext,
  model: MeasuredModel,
  { heldOut, whole = heldOut, suite: { excerpts }, beside }: EvaluationSet,
  { subjects, samples }: MeasuredSubjects,
): Promise<readonly Subject[]> {
  if (!predicts(model) || excerpts === undefined || beside === null) return subjects;
  const own = { id: 'model', model };
  const { ngram } = beside;
  const written = documentsOf(samples.filter(({ subject }) => subject === 'model'));
  const readings = subjects.flatMap(({ id, excerpt }) => {
    if (excerpt === null || id === 'ngram') return [];
    const predictors = id === 'model' || ngram === null ? [own] : [own, { id: ngram.name, model: ngram }];
    return [{ excerpt, documents: id === 'model' ? written : whole, predictors }];
  });
  const scored = await stage(
    'scoring the excerpts',
    (onShare) => scoreExcerpts(readings, excerpts.lead, onShare),
    ({ length }) => `${countOf(length, 'excerpt')}, character by character`,
  );
  return subjects.map((subject) => {
    const place = readings.findIndex(({ excerpt }) => excerpt === subject.excerpt);
    return place < 0 ? subject : { ...subject, excerpt: scored[place]! };
  });
}
