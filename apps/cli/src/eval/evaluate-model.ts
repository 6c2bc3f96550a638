import type { Corpus } from '@longrange/corpus';
import { NgramModel, type Subject, type TextDocument, type TextIndex } from '@longrange/eval';
import {
  type DocumentParts,
  type DocumentScores,
  type Tally,
  tallySamples,
} from '@longrange/eval/comparison';
import { asSeenBy, charactersOf, chooseDocuments } from '../run/held-out.ts';
import { reloadCorpus, reportContamination } from '../run/load-data.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import { type OpenModel, openModel } from '../run/open-model.ts';
import { readRunRecord, runFolderOf } from '../run/run-record.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import { compressorBits } from './compressor-bits.ts';
import type { EvaluationContext, Evidence, ModelPart } from './evaluation.ts';
import { measure } from './measure.ts';
import { probeCompletions } from './probe-completions.ts';
import { probeModel } from './probe-model.ts';
import { probeStates } from './probe-states.ts';
import { runControls } from './run-controls.ts';
import { sampleTemperatures } from './sample-temperatures.ts';
import { type SampledText, sampleModel, sampleNgram } from './sampled-texts.ts';
import { scoreExcerpts } from './score-excerpts.ts';
import {
  documentScoresOf,
  type ModelBits,
  type PredictorBits,
  scoreModel,
  scoreNgram,
} from './score-model.ts';
import { stage } from './stages.ts';
import { type Sampling, samplingOf, samplingRecord } from './suites.ts';
import { readTrainingCurve } from './training-curve.ts';

/** Some 30 bytes for each while the n-gram is built: about 0.75 GiB. */
const NGRAM_CHARACTERS = 25_000_000;

export interface ModelEvaluation extends Evidence, ModelPart {
  readonly runFolder: string;
  /** `step-004000` */
  readonly checkpointName: string;
  /** As far as the n-gram was trained on it. */
  readonly trainingText: TextIndex;
  /** The model's scores document by document, for comparisons. */
  readonly documentScores: DocumentScores;
}

/** Held-out code, the model and the n-gram, on one footing: their texts, and the bits per character of held-out code. */
export async function evaluateModel(context: EvaluationContext, which: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const sampling = samplingOf(options);
  const opened = await openModel(which, options, reporter);
  const { checkpoint, state, model, engine } = opened;
  const runFolder = runFolderOf(checkpoint.folder);
  const corpus = await reloadCorpus(await readRunRecord(runFolder));
  reporter.fact(
    'corpus',
    `${corpus.sources.join(', ')}: as it was in training (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  const contamination = await reportContamination(corpus, reporter);
  const ngram = await trainNgram(context, corpus);
  const { heldOut, tallies, figures, ...evidence } = await gatherEvidence(context, {
    opened,
    ngram,
    corpus,
    sampling,
  });
  const measured = { checkpoint, state, model, corpus, heldOut, sampling, tallies, figures };
  const documentScores = documentScoresOf(measured);
  model.dispose();
  return {
    ...evidence,
    documentScores,
    runFolder,
    trainingText: ngram.index,
    checkpointName: `step-${String(checkpoint.step).padStart(6, '0')}`,
    model: documentScores.model,
    contamination: contamination.map(({ copies, ...rest }) => ({ ...rest, copies: [...copies] })),
    training: await readTrainingCurve(runFolder, checkpoint.step),
    provenance: {
      engine: engine.engine,
      engineReason: engine.reason,
      threads: engine.threads,
      corpusSha256: corpus.sha256,
      sampling: samplingRecord(sampling),
    },
    seeds: { training: state.randomStreams.seed, sampling: options.seed, bootstrap: options.seed },
  };
}

function trainNgram({ reporter }: EvaluationContext, corpus: Corpus): Promise<NgramModel> {
  const documents = chooseDocuments(corpus.split('train'), NGRAM_CHARACTERS);
  return stage(
    reporter,
    'training the n-gram',
    (onProgress) =>
      NgramModel.train(
        documents.map(({ text }) => text),
        { onProgress },
      ),
    ({ name }) => `${name} on ${formatCount(charactersOf(documents))} characters of the training split`,
  );
}

interface Predictors {
  readonly opened: OpenModel;
  readonly ngram: NgramModel;
  readonly corpus: Corpus;
  readonly sampling: Sampling;
}

interface ModelEvidence extends Evidence {
  /** As the model saw it. */
  readonly heldOut: readonly TextDocument[];
  readonly tallies: readonly Tally[];
  /** What is kept beside them, for tests that `compare` does not make. */
  readonly figures: readonly DocumentParts[];
}

async function gatherEvidence(context: EvaluationContext, predictors: Predictors): Promise<ModelEvidence> {
  const { opened, ngram, corpus, sampling } = predictors;
  const { reporter, options } = context;
  const heldOut = chooseDocuments(corpus.split('test'), options.maxCharacters);
  const measureTexts = (...subject: Parameters<typeof subjectText>) =>
    measure(context, subjectText(...subject), ngram.index);
  const subjects = [await measureTexts('real', 'held-out real code', heldOut)];
  const drawn = (texts: readonly SampledText[]): string =>
    `${texts.length} texts of ${formatCount(sampling.length)} characters`;
  const samples = await stage(
    reporter,
    'sampling the model',
    (onShare) => sampleModel(opened.model, sampling, onShare),
    drawn,
  );
  subjects.push(await measureTexts('model', 'the model', samples));
  const ngramSamples = await stage(
    reporter,
    'sampling the n-gram',
    (onShare) => sampleNgram(ngram, sampling, onShare),
    drawn,
  );
  subjects.push(await measureTexts('ngram', `the ${ngram.name}`, ngramSamples));
  const temperatures = await sampleTemperatures(context, { model: opened.model, ngram, sampling, subjects });
  const documents = asSeenBy(opened.tokenizer, heldOut);
  const { bits, otherBits } = await scorePredictors(context, predictors, documents);
  const ofSamples = await tallySamples(samples, { parser: context.parser, cut: true });
  const predicted = await probeModel(context, opened, ngram, corpus.split('test'));
  const neural = new NeuralLanguageModel('model', opened.model, opened.tokenizer);
  const [real, ofModel, ofNgram] = subjects as [Subject, Subject, Subject];
  const scored = await scoreExcerpts(context, [
    { subject: real, documents: heldOut, predictors: [neural, ngram] },
    { subject: ofModel, documents: samples, predictors: [neural] },
  ]);
  const states = await probeStates(context, opened, heldOut);
  const completed = await probeCompletions(context, opened, ngram, documents);
  return {
    subjects: [...scored, ofNgram],
    temperatures,
    samples: [...samples, ...ngramSamples],
    bitsPerCharacter: [bits, ...otherBits].map(({ summary }) => summary),
    predictions: { bits, otherBits, probed: predicted.probed },
    heldOut: documents,
    tallies: [...bits.tallies, ...predicted.tallies, ...ofSamples],
    figures: [...predicted.figures, ...(completed?.figures ?? [])],
    probes: {
      ...predicted.probes,
      ...states,
      completions: completed?.completions ?? null,
      controls: options.skipControls ? [] : await runControls(context),
    },
  };
}

/** Metric 9, all predictors on the same characters: those that the model knows. */
async function scorePredictors(
  { reporter }: EvaluationContext,
  { opened, ngram }: Predictors,
  documents: readonly TextDocument[],
): Promise<{ bits: ModelBits; otherBits: PredictorBits[] }> {
  const describe = ({ summary: { carried, characters } }: PredictorBits): string =>
    `${formatBits(carried?.bits ?? Number.NaN)} bits per character over ${formatCount(characters)}`;
  const bits = await stage(
    reporter,
    'scoring held-out code with the model',
    (onShare) => scoreModel(opened, documents, onShare),
    describe,
  );
  const byNgram = await stage(
    reporter,
    'scoring held-out code with the n-gram',
    () => scoreNgram(ngram, documents),
    describe,
  );
  return { bits, otherBits: [byNgram, ...compressorBits(documents, 'test')] };
}

type SubjectId = 'real' | 'model' | 'ngram';

function subjectText(id: SubjectId, label: string, texts: readonly (TextDocument | SampledText)[]) {
  return { id, label, cut: id !== 'real', documents: texts.map(({ name, text }) => ({ name, text })) };
}
