import { dirname, join } from 'node:path';
import { renameDocuments } from '@longrange/code';
import { suites, type TextIndex } from '@longrange/eval';
import { type DocumentScores, tallyClosers, tallySamples, tallySwaps } from '@longrange/eval/comparison';
import {
  type Evidence,
  evaluationDefaults,
  fartherIn,
  gatherEvidence,
  NGRAM_CHARACTERS,
  type OutsideEvidence,
  probeUntrained,
  samplingRecord,
  scoreRenamed,
  trainNgram,
} from '@longrange/eval/evaluation';
import { bracketRanges } from '@longrange/eval/probes';
import type { BitsPerCharacter, Probes, Renaming } from '@longrange/eval/result';
import { namesModelFile } from '@longrange/formats';
import { CharacterModel } from '@longrange/model';
import { chooseDocuments, probedOf } from '../corpus/held-out.ts';
import { loadCorpusOf, reportContamination } from '../corpus/load-data.ts';
import { tryFolder } from '../files/try-folder.ts';
import type { ModelSource } from '../model/model-source.ts';
import { openModel } from '../model/open-model.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import { documentScoresOf } from './document-scores.ts';
import type { EvaluationContext, ModelPart } from './evaluation.ts';
import { probeStates } from './probe-states.ts';
import { runControls } from './run-controls.ts';
import { samplingOf } from './sampling.ts';
import { readTrainingCurve } from './training-curve.ts';

export interface ModelEvaluation extends ModelPart {
  /** Of a model that tells distributions, or of one that does not. */
  readonly evidence: Evidence | OutsideEvidence;
  readonly probes: Probes;
  /** Metric 9 beside that in `evidence`: of the untrained network, where it was asked. */
  readonly bitsBeside: readonly BitsPerCharacter[];
  /** What other names cost, where held-out code has them. */
  readonly renaming: Renaming | null;
  /** Below the folder of the runs: `runs/mine/eval/step-004000`, and of a file `runs/files/eval/model`. */
  readonly outputPrefix: string;
  /** As far as the n-gram was trained on it. */
  readonly trainingText: TextIndex;
  /** The model's scores document by document, for comparisons. */
  readonly documentScores: DocumentScores;
}

/** Held-out code, the model and the n-gram, on one footing, as `evaluate` measures any model; and what is inside this one. */
export async function evaluateModel(context: EvaluationContext, which: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const sampling = samplingOf(options);
  // Beside a run, the extensions are those of --text.
  const isFile = namesModelFile(which) || options.text.length === 0;
  const opened = await openModel(which, isFile ? options : { ...options, extensions: [] }, reporter);
  const { source, model, tokenizer, engine } = opened;
  const outputPrefix = outputPrefixOf(source, options.runs);
  await tryFolder(options.output ?? dirname(outputPrefix));
  const { training } = source;
  const corpus = await loadCorpusOf(source, options, reporter);
  reporter.detail(
    'corpus',
    `${corpus.sources.join(', ')}: as ${training === null ? 'specified' : 'it was in training'} (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  const contamination = await reportContamination(corpus, reporter);
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
  const suite = suites[options.suite];
  const held = corpus.split(options.heldOut);
  const written = chooseDocuments(held, options.maxCharacters);
  const renamed = options.renamed
    ? renameDocuments(written, { parser: context.parser, seed: options.seed })
    : null;
  const heldOut = renamed?.documents ?? written;
  const neural = new NeuralLanguageModel('model', model, tokenizer);
  const evidence = await gatherEvidence(context, neural, {
    heldOut,
    probed: probedOf(heldOut, options),
    ngram,
    sampling,
    suite,
    farther: fartherIn(heldOut, options.furthest ?? evaluationDefaults.furthest),
  });
  const renaming =
    renamed === null
      ? null
      : await scoreRenamed(context, { renamed, written }, [
          { model: neural, bits: evidence.bits[0] },
          { model: ngram, bits: evidence.bits[1]! },
        ]);
  const untrained = CharacterModel.initialize(model.config, { seed: training?.seed ?? options.seed });
  const states = await probeStates(context, { ...opened, untrained }, heldOut);
  const beside = options.skipControls
    ? null
    : await probeUntrained(
        context,
        new NeuralLanguageModel('untrained network', untrained, tokenizer),
        probedOf(heldOut, { ...options, suite: 'quick' }),
      );
  untrained.dispose();
  const predictors = [...evidence.probes.predictors, ...(beside === null ? [] : [beside.probes])];
  const controls = options.skipControls ? [] : await runControls(context);
  const { documents, figures, sides } = evidence;
  const tallies = [
    ...evidence.bits[0].tallies,
    ...tallyClosers(evidence.closers),
    ...tallySwaps(evidence.swaps),
    ...tallySamples(sides.find(({ id }) => id === 'model')?.figures ?? []),
  ];
  const documentScores = documentScoresOf({
    ...{ source, model, corpus, sampling, tallies, figures, split: options.heldOut, suite: options.suite },
    heldOut: documents,
    ranges: bracketRanges(evidence.probes.predictors[0]!.swaps, sampling.temperature),
  });
  model.dispose();
  return {
    evidence,
    probes: { ...evidence.probes, predictors, ...states, controls },
    bitsBeside: beside === null ? [] : [beside.bits],
    renaming,
    documentScores,
    trainingText: ngram.index,
    outputPrefix,
    model: documentScores.model,
    contamination: contamination.map(({ copies, ...rest }) => ({ ...rest, copies: [...copies] })),
    training: training === null ? [] : await readTrainingCurve(training.runFolder, training.step),
    provenance: {
      engine: engine.engine,
      engineReason: engine.reason,
      threads: engine.threads,
      corpusSha256: corpus.sha256,
      sampling: samplingRecord(sampling),
      ngram: { characters: ngram.index.characters, of: train.characters },
    },
    seeds: {
      ...(training !== null && { training: training.seed }),
      ...{ sampling: options.seed, bootstrap: options.seed },
    },
  };
}

function outputPrefixOf({ name, training }: ModelSource, runs: string): string {
  if (training === null) return join(runs, 'files', 'eval', name);
  return join(training.runFolder, 'eval', `step-${String(training.step).padStart(6, '0')}`);
}
