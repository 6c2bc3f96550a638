import { createHash } from 'node:crypto';
import type { Corpus } from '@longrange/corpus';
import {
  type BitsPerCharacter,
  buildDocumentScores,
  type DocumentScores,
  type HeldOutScores,
  scoreHeldOut,
  summarizeScores,
  type Tally,
  type TextDocument,
  tallyBits,
} from '@longrange/eval';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference, StateFile } from '@longrange/trainer';
import { describeModel } from '../run/describe-model.ts';
import { charactersOf } from '../run/held-out.ts';
import { NeuralLanguageModel } from '../run/neural-language-model.ts';
import type { OpenModel } from '../run/open-model.ts';
import { versions } from '../run/versions.ts';
import type { OnShare } from './stages.ts';
import { type Sampling, samplingRecord } from './suites.ts';

/** Metric 9 of a model, with the same document by document. */
export interface ModelBits {
  readonly summary: BitsPerCharacter;
  readonly tallies: readonly Tally[];
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
  return { summary: summarizeScores(predictor, scores, { split: 'test' }), tallies: talliesOf(scores) };
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
  });
}

export function heldOutRecord(documents: readonly TextDocument[]): DocumentScores['heldOut'] {
  const hash = createHash('sha256');
  for (const { name, text } of documents) hash.update(`${name.length}:${name}${text.length}:${text}`);
  const characters = charactersOf(documents);
  return { split: 'test', documents: documents.length, characters, sha256: hash.digest('hex') };
}
