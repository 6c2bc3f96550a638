import type { TextDocument } from '@longrange/code';
import {
  buildDocumentScores,
  type DocumentScores,
  type DocumentScoresParts,
} from '../comparison/document-scores.ts';
import { toTally } from '../comparison/tally.ts';
import { type MeasureOptions, measureStage, type SubjectText } from '../metrics/measure-subject.ts';
import type { RunStage } from '../models/language-model.ts';
import { NgramModel } from '../models/ngram/ngram-model.ts';
import type { Control } from '../probes/schema.ts';
import { buildResult, type ResultParts } from '../result/result.ts';
import type { Result } from '../result/schema.ts';
import {
  type EvaluationContext,
  type Fit,
  type Forecast,
  type MeasuredModel,
  predicts,
  shown,
} from './context.ts';
import { alphabetOf, chooseEvaluationSet, type SetOptions, type TokenLimits } from './evaluation-set.ts';
import { asSeenBy, charactersOf, type DocumentSource, heldOutRecord } from './held-out.ts';
import { type EvaluationSet, type Evidence, measureModel } from './measure-model.ts';
import { HELD_OUT_PROMPTS, promptsFor } from './sample-prompts.ts';
import { type Sampling, samplingRecord } from './sampling.ts';
import { scoreRenamed } from './score-renamed.ts';
import type { SuiteName } from './suites.ts';
import { testResults } from './test-results.ts';

/** A model, ready to be measured. */
export interface PreparedModel {
  readonly model: MeasuredModel;
  /** Returns the model's entry in results, once it has been measured. */
  readonly entry: () => Omit<DocumentScores['model'], 'checkpoint'> & { readonly checkpoint?: string };
  /** Receives the amount of work ahead; awaited before the first query to the model. */
  readonly onForecast?: ((forecast: Forecast) => void | Promise<void>) | undefined;
  /** Chooses a part of the minimal pairs once they are planned; all of them by default. */
  readonly fit?: Fit | undefined;
}

/** Parts of a model's document scores that are known beforehand. */
export interface ScoreRecord
  extends Pick<DocumentScoresParts, 'versions' | 'corpusSha256' | 'trainingSeed' | 'trained'> {
  /** Checkpoint, unless the model's entry names one. */
  readonly checkpoint?: string;
  /** Split that the held-out text was chosen from. */
  readonly split: string;
  readonly suite?: SuiteName | undefined;
  /** Maximum number of characters that are read of each document; all by default. */
  readonly beginnings?: number | undefined;
  /** True for a model that may write other text than code unless it is prompted. */
  readonly mayWriteProse: boolean;
}

/** Measurements of a model, and its scores document by document. */
interface ScoredModel {
  readonly evidence: Evidence;
  readonly documentScores: DocumentScores;
}

/** Measures a model on a set of texts, and assembles its scores document by document. */
export async function scoreModel(
  context: EvaluationContext,
  { model, entry, onForecast, fit }: PreparedModel,
  set: EvaluationSet,
  { checkpoint = '', split, beginnings, mayWriteProse, suite, trained, ...record }: ScoreRecord,
): Promise<ScoredModel> {
  const { sampling, heldOut, drawn = heldOut } = set;
  const prompts = mayWriteProse ? await promptsFor(context, model, drawn, sampling) : undefined;
  const evidence = await measureModel(context, model, { ...set, prompts, fit }, onForecast);
  const { documents, ranges, pairs, tallies, figures } = evidence;
  const documentScores = buildDocumentScores({
    ...record,
    model: { checkpoint, ...entry() },
    heldOut: heldOutRecord(documents, asSeenBy(model, set.drawn ?? []), split, beginnings),
    // Scores of continuations are not those of samples from the beginning of a document.
    sampling: { ...samplingRecord(sampling), ...(prompts && { prompt: HELD_OUT_PROMPTS }) },
    ...(trained !== undefined && { trained }),
    ...(suite !== undefined && { suite }),
    ...(ranges !== undefined && { ranges }),
    ...(pairs !== undefined && { pairs }),
    tallies: [...tallies],
    // A comparison does not use them.
    figures: set.beside === null ? [] : figures.map(toTally),
  });
  return { evidence, documentScores };
}

/** A model to evaluate, its texts, and what its results record. */
export interface ModelToEvaluate
  extends Pick<ScoreRecord, 'checkpoint' | 'corpusSha256' | 'split' | 'trainingSeed' | 'trained'> {
  /**
   * Returns the model, ready to be measured.
   * @param alphabet characters of the texts that it will read
   */
  prepare(alphabet: readonly string[], sampling: Sampling): PreparedModel;
  /** Limits of a token model; null for a model that reads whole documents. */
  readonly limits: TokenLimits | null;
  /** Sound code that the model was not trained on. */
  readonly heldOut: DocumentSource;
  /** Text that the model was trained on; null if there is none. */
  readonly training: DocumentSource | null;
  readonly options: SetOptions;
  /** Prompt that the model's server needs before samples. */
  readonly prompt?: string | undefined;
  /** Trains and measures small networks like this one (metric 17). */
  readonly controls?: ((stage: RunStage) => Promise<Control[]>) | undefined;
}

/** A body of text to evaluate. */
export interface TextToEvaluate extends Pick<MeasureOptions, 'onPlace'> {
  readonly subject: SubjectText;
  /** Files that it leaves out, in words; empty if there are none. */
  readonly leftOut: string;
}

/** Subjects of an evaluation, and parts of its result that are not measured. */
export interface EvaluationInput extends Pick<ResultParts, 'provenance' | 'training' | 'contamination'> {
  readonly versions: Result['versions'];
  /** Model; without one, the texts alone are measured. */
  readonly model?: ModelToEvaluate | undefined;
  readonly texts?: readonly TextToEvaluate[];
}

/** Result of an evaluation. */
export interface Evaluation {
  readonly result: Result;
  /** Measurements of the model; null without one. */
  readonly scored: ScoredModel | null;
  /** Held-out code that the model was measured on. */
  readonly heldOut: readonly TextDocument[];
}

/** Runs a whole evaluation: chooses texts, trains the n-gram, measures model and texts, and assembles the result. */
export async function runEvaluation(
  context: EvaluationContext,
  { model, texts = [], ...parts }: EvaluationInput,
): Promise<Evaluation> {
  const measured = model && (await evaluateModel(context, model, parts.versions));
  const subjects = [];
  for (const { subject, leftOut, onPlace } of texts) {
    if (leftOut !== '') context.onFact?.('left out', leftOut);
    subjects.push(await measureStage({ ...context, onPlace }, subject, measured?.ngram?.index));
  }
  const evidence = measured?.scored.evidence;
  const { id, name } = context.parser.language;
  const sides = [...(evidence?.sides ?? []), ...subjects.map(({ side }) => side)];
  const result = buildResult({
    ...parts,
    ...measured?.parts,
    language: { id, name },
    subjects: [...(evidence?.subjects ?? []), ...subjects.map(({ subject }) => subject)],
    bitsPerCharacter: (evidence?.bits ?? []).map(({ summary }) => summary),
    temperatures: [...(evidence?.temperatures ?? [])],
    comparisons: testResults(evidence?.tested ?? [], sides, context.seed),
    provenance: {
      ...parts.provenance,
      ...measured?.provenance,
      seeds: { ...measured?.seeds, bootstrap: context.seed },
    },
  });
  for (const { label, parse } of result.subjects) {
    if (parse.givenUp === undefined) continue;
    const { documents, names } = parse.givenUp;
    const more = documents > names.length ? ', …' : '';
    context.onFact?.(
      'given up',
      `${documents} of the documents of ${label}, which count as not parsing: ${names.join(', ')}${more}`,
    );
  }
  return { result, scored: measured?.scored ?? null, heldOut: measured?.heldOut ?? [] };
}

/** Measures a model on held-out code, as far as that is possible, beside an n-gram of the training text. */
async function evaluateModel(
  context: EvaluationContext,
  { prepare, limits, heldOut, training, options, prompt, controls, ...record }: ModelToEvaluate,
  versions: Result['versions'],
) {
  const ngram = training && (await trainNgram(context.stage, training));
  const { set, renamed, scored: most } = await chooseEvaluationSet(heldOut, limits, options, context.parser);
  const alphabet = alphabetOf(set.heldOut, set.drawn ?? [], renamed?.written ?? []);
  const prepared = prepare(alphabet, set.sampling);
  const suite = typeof options.suite === 'string' ? options.suite : undefined;
  const scored = await scoreModel(
    context,
    prepared,
    { ...set, beside: { ngram } },
    {
      ...record,
      versions,
      suite,
      beginnings: limits?.readable,
      mayWriteProse: limits !== null,
    },
  );
  const { evidence, documentScores } = scored;
  const { model } = prepared;
  const readings = [model, ngram].flatMap((one, index) =>
    one !== null && predicts(one) ? [{ model: one, bits: evidence.bits[index]! }] : [],
  );
  const renaming = renamed && predicts(model) && (await scoreRenamed(context, renamed, readings));
  const entry = prepared.entry();
  const part = `bits per character cover the first ${shown(most ?? 0)} characters of each document`;
  const isScoredInPart = most !== null && evidence.bits.length > 0;
  const { sampling } = documentScores;
  return {
    scored,
    ngram,
    heldOut: set.heldOut,
    seeds: {
      ...(record.trainingSeed !== null && { training: record.trainingSeed }),
      sampling: context.seed,
    },
    parts: {
      model: isScoredInPart ? { ...entry, description: `${entry.description}; ${part}` } : entry,
      ...(renaming && { renaming }),
      probes: {
        ...evidence.probes,
        controls: model.inside && controls ? await controls(context.stage) : [],
      },
    },
    provenance: {
      corpusSha256: training && record.corpusSha256,
      sampling: prompt === undefined || sampling.prompt !== '' ? sampling : { ...sampling, prompt },
      ...(ngram && training && { ngram: { characters: ngram.index.characters, of: training.characters } }),
    },
  };
}

/** Maximum number of characters of training text. Building the n-gram takes some 30 bytes per character: about 3 GiB. */
const NGRAM_CHARACTERS = 100_000_000;

/** Trains the n-gram baseline, as a stage. */
export function trainNgram(stage: RunStage, training: DocumentSource): Promise<NgramModel> {
  const documents = training.choose(NGRAM_CHARACTERS);
  const characters = charactersOf(documents);
  const part = training.characters <= characters ? '' : ` of ${shown(training.characters)}`;
  return stage(
    'training the n-gram',
    (onProgress) =>
      NgramModel.train(
        documents.map(({ text }) => text),
        { onProgress },
      ),
    ({ name }) => `${name} on ${shown(characters)}${part} characters of the training split`,
  );
}
