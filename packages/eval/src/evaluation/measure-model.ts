import type { TextDocument } from '@longrange/code';
import type { DocumentScores } from '../comparison/document-scores.ts';
import { keepPairs } from '../comparison/pairs.ts';
import { type Tally, tallyClosers, tallyPairs, tallySamples } from '../comparison/tally.ts';
import type { TestSide } from '../comparison/test-differences.ts';
import { measureStage } from '../metrics/measure-subject.ts';
import type { Subject } from '../metrics/subject-schema.ts';
import type { AtTemperature } from '../metrics/temperatures/at-temperature.ts';
import type { Named } from '../models/language-model.ts';
import type { NgramModel } from '../models/ngram/ngram-model.ts';
import { choosePrompts, type PromptOptions } from '../probes/completion/choose-prompts.ts';
import type { Farther } from '../probes/farther.ts';
import { factorPairsOf } from '../probes/minimal-pairs/choose-factor-pairs.ts';
import type { BracketRanges } from '../probes/minimal-pairs/schema.ts';
import type { ScoredPair } from '../probes/minimal-pairs/score-pairs.ts';
import { bracketRanges } from '../probes/minimal-pairs/score-pairs.ts';
import type { ProbePlan } from '../probes/plan-probes.ts';
import { thinPlan } from '../probes/plan-probes.ts';
import type { PredictionFigureId } from '../probes/prediction-figures.ts';
import { amountsOf } from '../probes/probe-predictor.ts';
import type { Probes } from '../probes/schema.ts';
import { scoreExcerpts } from '../probes/score-excerpts.ts';
import { THIN_BELOW } from '../statistics/buckets.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import type { Fit, Forecast } from './context.ts';
import { countOf, type EvaluationContext, type MeasuredModel, predicts, shown } from './context.ts';
import { asSeenBy } from './held-out.ts';
import { probeInside, probeUntrained } from './inside.ts';
import { askProbes, type NamedProbing, planQuestions, probeCompletions } from './probe-stages.ts';
import {
  documentsOf,
  type SampledText,
  type Sampling,
  sampleTemperatures,
  sampleTexts,
  type Writer,
} from './sampling.ts';
import { type ModelBits, type PredictorBits, scoreAll } from './score-predictors.ts';
import type { Suite } from './suites.ts';

/** A suite, or a part of one: null leaves a part out. */
export type Questions = Omit<Suite, 'excerpts' | 'completions'> & {
  readonly [Part in 'excerpts' | 'completions']: Suite[Part] | null;
};

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
   * Documents to draw the minimal pairs of metric 11 and the prompts of metric 18 from; `probed` and `heldOut` by default. A model that can
   * answer only a few questions gets them from many documents, since intervals count documents.
   */
  readonly drawn?: readonly TextDocument[] | undefined;
  /** Additional items at distances beyond 4,096 characters. */
  readonly farther?: Farther | undefined;
  /** Characters that all models in a comparison know; by default those that both the model and the n-gram know. */
  readonly alphabet?: ReadonlySet<string> | undefined;
  readonly sampling: Sampling;
  readonly suite: Questions;
  /** Chooses a part of the minimal pairs once they are planned; all of them by default. */
  readonly fit?: Fit | undefined;
  /** Beginnings of code whose continuations, in turn, are the samples. By default, samples start at the beginning of a document. */
  readonly prompts?: readonly string[] | undefined;
  /** Adds real code, compressors and, if given, an n-gram of the training text as baselines. Null in a comparison. */
  readonly beside: { readonly ngram: NgramModel | null } | null;
}

/** Predictions to test, document by document. */
export interface PredictionSides {
  readonly bits: Pick<PredictorBits, 'side'> & Pick<ModelBits, 'states'>;
  /** Metric 9 of the other predictors, on the same documents. */
  readonly otherBits: readonly TestSide[];
  /** Findings for the model, then for the n-gram and the blind reader, if there are any. */
  readonly probed: readonly [NamedProbing, ...TestSide[]];
  /** Metric 18: the model, then the others. Empty if there were no prompts. */
  readonly completed: readonly TestSide[];
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
  /** Predictions to test; undefined for a model without distributions. */
  readonly predictions: PredictionSides | undefined;
  /** The documents that were scored, as the model saw them. */
  readonly documents: readonly TextDocument[];
  /** The model's scores document by document, for comparisons. */
  readonly tallies: readonly Tally[];
  readonly pairs: DocumentScores['pairs'];
  readonly ranges: BracketRanges | undefined;
  /** Length-controlled items and metrics 12, 13 and 18 of the model, document by document. */
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
  const drawn = set.drawn && asSeenBy(model, set.drawn);
  const farther = set.farther && { ...set.farther, documents: asSeenBy(model, set.farther.documents) };
  const asked = { probed: asSeenBy(model, set.probed), drawn, farther, alphabet: set.alphabet };
  const documents = asSeenBy(model, scored);
  const prompted = drawn ?? asSeenBy(model, heldOut);
  const completions = suite.completions && { ...suite.completions, farther };

  const whole = await planQuestions(context, models, asked, suite);
  const forecastFor = (some: ProbePlan | null) =>
    forecastOf(context, model, some, documents, prompted, completions, sampling);
  const part =
    whole &&
    (await set.fit?.((thinning) => {
      const thin = thinPlan(whole, thinning);
      const named = new Set(thin.minimalPairs.map(({ document }) => document));
      const pairs = thin.minimalPairs.length;
      return { forecast: forecastFor(thin), pairs, documents: named.size, least: THIN_BELOW };
    }));
  const plan = part ? thinPlan(whole, part) : whole;
  await onForecast?.(forecastFor(plan));

  const texts = await measureSubjects(context, model, set);
  const { bits, tallies, states } = await scoreAll(context, models, documents, beside !== null);
  const probed = await askProbes(context, models, plan, suite);
  const subjects = await withExcerpts(context, model, set, texts);
  const completed = completions && (await probeCompletions(context, models, prompted, completions));
  const inside = model.inside && {
    ...(await probeInside(context, model.inside, asSeenBy(model, heldOut), suite.network)),
    untrained: model.inside.untrained && (await probeUntrained(context, model.inside.untrained, heldOut)),
  };

  const [first] = probed.probed;
  const minimalPairs = first?.minimalPairs ?? probed.minimalPairs;
  const untrained = inside?.untrained;
  const items = [...(plan?.farther ?? []), ...(completed?.farther ?? [])];
  return {
    ...texts,
    subjects,
    bits: untrained ? [...bits, { summary: untrained.bits, side: { id: '', figures: [] } }] : bits,
    probes: {
      predictors: [...probed.predictors, ...(untrained ? [untrained.probes] : [])],
      ...(plan?.leftOut ? { minimalPairsLeftOut: plan.leftOut } : {}),
      closerGain: probed.closerGain,
      ...(probed.blind && { blindReader: probed.blind.summary }),
      ...(farther && { farther: { maxDistance: farther.maxDistance, items } }),
      completions: completed?.completions ?? null,
      gradientReach: inside?.gradientReach ?? null,
      units: inside?.units ?? null,
    },
    predictions: first && {
      bits: { side: bits[0]!.side, states },
      otherBits: bits.slice(1).map(({ side }) => side),
      probed: [first, ...probed.probed.slice(1), ...(probed.blind ? [probed.blind.side] : [])],
      completed: completed?.sides ?? [],
    },
    documents,
    tallies: [
      ...tallies,
      ...(first === undefined ? [] : tallyClosers(first.closers, probed.blind?.summary)),
      ...(plan === null ? [] : tallyAsked(model, minimalPairs)),
      ...tallySamples(texts.sides.find(({ id }) => id === 'model')!.figures),
    ],
    pairs: plan === null ? undefined : keepPairs(minimalPairs),
    ranges: probed.predictors[0] && bracketRanges(probed.predictors[0].minimalPairs, sampling.temperature),
    figures: [
      ...(first?.figures.filter(({ measure }) => measure.endsWith('/lengthControlled')) ?? []),
      ...(first?.placements.before ?? []),
      ...(first?.reach ?? []),
      ...(completed?.figures ?? []),
    ],
  };
}

function forecastOf(
  { parser, seed }: EvaluationContext,
  model: MeasuredModel,
  plan: ProbePlan | null,
  documents: readonly TextDocument[],
  prompted: readonly TextDocument[],
  completions: (Questions['completions'] & Pick<PromptOptions, 'farther'>) | null,
  sampling: Sampling,
): Forecast {
  const prompts =
    completions &&
    choosePrompts(prompted, parser.language, { ...completions, seed }).length * completions.continuations;
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return {
    texts: model.scoreTexts === undefined ? 0 : documents.length,
    questions: plan === null ? 0 : 2 * (plan.minimalPairs.length + factorPairsOf(plan.factors).length),
    prompts: (prompts ?? 0) + sampling.count,
    characters: {
      read: plan === null ? 0 : sum(amountsOf(plan)),
      scored: sum(documents.map(({ text }) => text.length)),
      written: sampling.count * sampling.length + (prompts ?? 0) * (completions?.length ?? 0),
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
    const own = await measureStage(context, { id, label, cut: true, documents }, index);
    measured.push(own);
    for (const text of texts) samples.push(text);
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
  if (!predicts(model) || excerpts === null || beside === null) return subjects;
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

/** Tallies minimal pairs. Undecided questions count as wrong, which makes the tally a lower bound. */
function tallyAsked({ choices }: MeasuredModel, minimalPairs: readonly ScoredPair[]): Tally[] {
  const tallies = tallyPairs(minimalPairs);
  return choices?.undecided?.() ? tallies.map((tally) => ({ ...tally, isBound: true })) : tallies;
}
