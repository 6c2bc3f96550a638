import { type Probes, suites, type TextIndex } from '@longrange/eval';
import { type DocumentScores, tallyClosers, tallySamples } from '@longrange/eval/comparison';
import {
  type Evidence,
  gatherEvidence,
  NGRAM_CHARACTERS,
  samplingRecord,
  trainNgram,
} from '@longrange/eval/evaluation';
import { chooseDocuments } from '../run/held-out.ts';
import { reloadCorpus, reportContamination } from '../run/load-data.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import { openModel } from '../run/open-model.ts';
import { readRunRecord, runFolderOf } from '../run/run-record.ts';
import { documentScoresOf } from './document-scores.ts';
import type { EvaluationContext, ModelPart } from './evaluation.ts';
import { probeStates } from './probe-states.ts';
import { runControls } from './run-controls.ts';
import { samplingOf } from './sampling.ts';
import { readTrainingCurve } from './training-curve.ts';

export interface ModelEvaluation extends ModelPart {
  readonly evidence: Evidence;
  readonly probes: Probes;
  readonly runFolder: string;
  /** `step-004000` */
  readonly checkpointName: string;
  /** As far as the n-gram was trained on it. */
  readonly trainingText: TextIndex;
  /** The model's scores document by document, for comparisons. */
  readonly documentScores: DocumentScores;
}

/** Held-out code, the model and the n-gram, on one footing, as `evaluate` measures any model; and what is inside this one. */
export async function evaluateModel(context: EvaluationContext, which: string): Promise<ModelEvaluation> {
  const { options, reporter, parser } = context;
  const sampling = samplingOf(options);
  const opened = await openModel(which, options, reporter);
  const { checkpoint, state, model, tokenizer, engine } = opened;
  const runFolder = runFolderOf(checkpoint.folder);
  const corpus = await reloadCorpus(await readRunRecord(runFolder));
  reporter.fact(
    'corpus',
    `${corpus.sources.join(', ')}: as it was in training (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  const contamination = await reportContamination(corpus, reporter);
  const ngram = await trainNgram(context.stage, chooseDocuments(corpus.split('train'), NGRAM_CHARACTERS));
  const suite = suites[options.suite];
  const test = corpus.split('test');
  const heldOut = chooseDocuments(test, options.maxCharacters);
  const evidence = await gatherEvidence(context, new NeuralLanguageModel('model', model, tokenizer), {
    heldOut,
    probed: chooseDocuments(test, Math.min(suite.probes.maxCharacters, options.maxCharacters)),
    ngram,
    sampling,
    suite,
  });
  const states = await probeStates(context, opened, heldOut);
  const controls = options.skipControls ? [] : await runControls(context);
  const samples = evidence.samples.filter(({ subject }) => subject === 'model');
  const tallies = [
    ...evidence.bits[0].tallies,
    // A comparison asks for the closers of all held-out code, of which the quick suite reads a part.
    ...(options.suite === 'full' ? tallyClosers(evidence.closers) : []),
    ...(await tallySamples(samples, { parser, cut: true })),
  ];
  const { documents, figures } = evidence;
  const documentScores = documentScoresOf({
    ...{ checkpoint, state, model, corpus, sampling, tallies, figures },
    heldOut: documents,
  });
  model.dispose();
  return {
    evidence,
    probes: { ...evidence.probes, ...states, controls },
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
