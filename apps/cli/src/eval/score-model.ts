import { createHash } from 'node:crypto';
import type { Corpus } from '@longrange/corpus';
import type { BitsPerCharacter, LanguageModel, TextDocument } from '@longrange/eval';
import {
  buildDocumentScores,
  type DocumentParts,
  type DocumentScores,
  partsOfBits,
  type Tally,
  type TestSide,
  tallyBits,
  toTally,
} from '@longrange/eval/comparison';
import { type HeldOutScores, scoreHeldOut, summarizeScores } from '@longrange/eval/probes';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference, StateFile } from '@longrange/trainer';
import { describeModel } from '../run/describe-model.ts';
import { charactersOf } from '../run/held-out.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import type { OpenModel } from '../run/open-model.ts';
import { versions } from '../run/versions.ts';
import type { OnShare } from './stages.ts';
import { type Sampling, samplingRecord } from './suites.ts';

/** Metric 9 of a predictor, with the same document by document, for tests. */
export interface PredictorBits {
  readonly summary: BitsPerCharacter;
  readonly side: TestSide;
}

/** Of a model, which has a state. */
export interface ModelBits extends PredictorBits {
  readonly tallies: readonly Tally[];
  /** With its state carried and with it reset; null where it cannot be reset. */
  readonly states: { readonly carried: TestSide; readonly reset: TestSide } | null;
}

/** Reads held-out documents twice, with the state carried and with resets. */
export async function scoreModel(
  { model, tokenizer }: Pick<OpenModel, 'model' | 'tokenizer'>,
  documents: readonly TextDocument[],
  onShare: OnShare,
): Promise<ModelBits> {
  let readings = 0;
  const predictor = new NeuralLanguageModel('model', model, tokenizer, (share) => {
    onShare((readings + share) / 2);
    if (share === 1) readings++;
  });
  const scores = await scoreHeldOut(predictor, documents);
  return {
    summary: summarizeScores(predictor, scores, { split: 'test' }),
    side: { name: 'model', figures: [partsOfBits('bits', scores.carried)] },
    tallies: talliesOf(scores),
    states: statesOf(scores),
  };
}

/** Reads held-out documents once with a predictor that has no state. */
export async function scoreNgram(
  ngram: LanguageModel,
  documents: readonly TextDocument[],
): Promise<PredictorBits> {
  const scores = await scoreHeldOut(ngram, documents);
  return {
    summary: summarizeScores(ngram, scores, { split: 'test' }),
    side: { name: ngram.name, figures: [partsOfBits('bits', scores.carried)] },
  };
}

function statesOf({ carried, reset }: HeldOutScores): ModelBits['states'] {
  if (reset === null) return null;
  return {
    carried: { name: 'carried', figures: [partsOfBits('state', carried)] },
    reset: { name: 'reset', figures: [partsOfBits('state', reset.documents)] },
  };
}

function talliesOf({ carried, reset }: HeldOutScores): Tally[] {
  const tallies = [tallyBits('bits-carried', carried)];
  return reset === null ? tallies : [...tallies, tallyBits('bits-reset', reset.documents)];
}

export interface MeasuredModel {
  readonly checkpoint: CheckpointReference;
  readonly state: StateFile;
  readonly model: CharacterModel;
  readonly corpus: Corpus;
  /** As the model saw them. */
  readonly heldOut: readonly TextDocument[];
  readonly sampling: Sampling;
  readonly tallies: readonly Tally[];
  readonly figures?: readonly DocumentParts[];
}

/** What a result says about the model under test. */
export function modelRecord({
  checkpoint,
  state,
  model,
}: Pick<MeasuredModel, 'checkpoint' | 'state' | 'model'>): DocumentScores['model'] {
  return {
    run: checkpoint.run,
    checkpoint: checkpoint.folder,
    step: checkpoint.step,
    charactersSeen: state.progress.charactersSeen,
    parameters: model.parameterCount,
    description: describeModel(model),
    sha256: weightsSha256(state),
  };
}

export function weightsSha256({ files }: StateFile): string {
  return files['weights.bin'] ?? '';
}

/** `documents.json` */
export function documentScoresOf(measured: MeasuredModel): DocumentScores {
  return buildDocumentScores({
    versions: versions(),
    model: modelRecord(measured),
    trainingSeed: measured.state.randomStreams.seed,
    corpusSha256: measured.corpus.sha256,
    heldOut: heldOutRecord(measured.heldOut),
    sampling: samplingRecord(measured.sampling),
    tallies: [...measured.tallies],
    figures: (measured.figures ?? []).map((parts) => toTally(parts.measure, parts)),
  });
}

export function heldOutRecord(documents: readonly TextDocument[]): DocumentScores['heldOut'] {
  const hash = createHash('sha256');
  for (const { name, text } of documents) hash.update(`${name.length}:${name}${text.length}:${text}`);
  const characters = charactersOf(documents);
  return { split: 'test', documents: documents.length, characters, sha256: hash.digest('hex') };
}
