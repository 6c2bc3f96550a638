import type { Corpus } from '@longrange/corpus';
import { type BitsPerCharacter, NgramModel, probeBitsPerCharacter, type TextDocument } from '@longrange/eval';
import { readCheckpoint } from '@longrange/trainer';
import { describeModel } from '../run/describe-model.ts';
import { asSeenBy, charactersOf, chooseDocuments } from '../run/held-out.ts';
import { reloadCorpus } from '../run/load-data.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import { type OpenModel, openModel } from '../run/open-model.ts';
import { readRunRecord, runFolderOf } from '../run/run-record.ts';
import { formatBits, formatCount } from '../terminal/format.ts';
import { gzipBits } from './compressor-bits.ts';
import type { EvaluationContext, Evidence, ModelPart } from './evaluation.ts';
import { measure } from './measure.ts';
import { probeModel } from './probe-model.ts';
import { type SampledText, sampleModel, sampleNgram } from './sampled-texts.ts';
import { stage } from './stages.ts';
import { type Sampling, samplingOf } from './suites.ts';
import { readTrainingCurve } from './training-curve.ts';

/** The n-gram's contexts of a longer text would not fit in 1 GiB. */
const NGRAM_CHARACTERS = 10_000_000;

export interface ModelEvaluation extends Evidence, ModelPart {
  readonly runFolder: string;
  /** `step-004000` */
  readonly checkpointName: string;
}

/** Held-out code, the model and the n-gram, on one footing: their texts, and the bits per character of held-out code. */
export async function evaluateModel(context: EvaluationContext, which: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const opened = await openModel(which, options, reporter);
  const { checkpoint, model, engine } = opened;
  const runFolder = runFolderOf(checkpoint.folder);
  const { state } = await readCheckpoint(checkpoint.folder);
  const corpus = await reloadCorpus(await readRunRecord(runFolder));
  reporter.fact(
    'corpus',
    `${corpus.sources.join(', ')}: as it was in training (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  const sampling = samplingOf(options);
  const ngram = await trainNgram(context, corpus);
  const evidence = await gatherEvidence(context, { opened, ngram, corpus, sampling });
  const description = describeModel(model);
  const parameters = model.parameterCount;
  model.dispose();
  return {
    ...evidence,
    runFolder,
    checkpointName: `step-${String(checkpoint.step).padStart(6, '0')}`,
    model: {
      run: checkpoint.run,
      checkpoint: checkpoint.folder,
      step: checkpoint.step,
      charactersSeen: state.progress.charactersSeen,
      parameters,
      description,
      sha256: state.files['weights.bin'] ?? '',
    },
    training: await readTrainingCurve(runFolder, checkpoint.step),
    provenance: {
      engine: engine.engine,
      engineReason: engine.reason,
      threads: engine.threads,
      corpusSha256: corpus.sha256,
      sampling: { ...sampling, prompt: '', topK: null, topP: null },
    },
    seeds: { training: state.randomStreams.seed, sampling: options.seed, bootstrap: options.seed },
  };
}

function trainNgram({ reporter }: EvaluationContext, corpus: Corpus): Promise<NgramModel> {
  const documents = chooseDocuments(corpus.split('train'), NGRAM_CHARACTERS);
  return stage(
    reporter,
    'training the n-gram',
    async () => NgramModel.train(documents.map(({ text }) => text)),
    ({ name }) => `${name} on ${formatCount(charactersOf(documents))} characters of the training split`,
  );
}

interface Predictors {
  readonly opened: OpenModel;
  readonly ngram: NgramModel;
  readonly corpus: Corpus;
  readonly sampling: Sampling;
}

async function gatherEvidence(context: EvaluationContext, predictors: Predictors): Promise<Evidence> {
  const { opened, ngram, corpus, sampling } = predictors;
  const { reporter, options } = context;
  const heldOut = chooseDocuments(corpus.split('test'), options.maxCharacters);
  const subjects = [await measure(context, subjectText('real', 'held-out real code', heldOut))];
  const drawn = (texts: readonly SampledText[]): string =>
    `${texts.length} texts of ${formatCount(sampling.length)} characters`;
  const samples = await stage(
    reporter,
    'sampling the model',
    (onShare) => sampleModel(opened.model, sampling, onShare),
    drawn,
  );
  subjects.push(await measure(context, subjectText('model', 'the model', samples)));
  const ngramSamples = await stage(
    reporter,
    'sampling the n-gram',
    (onShare) => sampleNgram(ngram, sampling, onShare),
    drawn,
  );
  subjects.push(await measure(context, subjectText('ngram', `the ${ngram.name}`, ngramSamples)));
  return {
    subjects,
    samples: [...samples, ...ngramSamples],
    bitsPerCharacter: await scoreHeldOut(context, predictors, heldOut),
    probes: await probeModel(context, opened, ngram, corpus.split('test')),
  };
}

/** Metric 9, all predictors on the same characters: those that the model knows. */
async function scoreHeldOut(
  { reporter, options }: EvaluationContext,
  { opened, ngram }: Predictors,
  heldOut: readonly TextDocument[],
): Promise<BitsPerCharacter[]> {
  const { model, tokenizer } = opened;
  const documents = asSeenBy(tokenizer, heldOut);
  const probe = { split: 'test', seed: options.seed };
  const describe = ({ carried, characters }: BitsPerCharacter): string =>
    `${formatBits(carried?.bits ?? Number.NaN)} bits per character over ${formatCount(characters)}`;
  const neural = await stage(
    reporter,
    'scoring held-out code with the model',
    (onShare) => {
      // Read twice, with the state carried and with resets.
      let readings = 0;
      const onProgress = (share: number): void => {
        onShare((readings + share) / 2);
        if (share === 1) readings++;
      };
      return probeBitsPerCharacter(
        new NeuralLanguageModel('model', model, tokenizer, onProgress),
        documents,
        probe,
      );
    },
    describe,
  );
  const byNgram = await stage(
    reporter,
    'scoring held-out code with the n-gram',
    () => probeBitsPerCharacter(ngram, documents, probe),
    describe,
  );
  return [neural, byNgram, gzipBits(documents, 'test', options.seed)];
}

type SubjectId = 'real' | 'model' | 'ngram';

function subjectText(id: SubjectId, label: string, texts: readonly (TextDocument | SampledText)[]) {
  return { id, label, cut: id !== 'real', documents: texts.map(({ name, text }) => ({ name, text })) };
}
