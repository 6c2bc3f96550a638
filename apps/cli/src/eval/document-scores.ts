import type { Corpus } from '@longrange/corpus';
import type { TextDocument } from '@longrange/eval';
import {
  buildDocumentScores,
  type DocumentParts,
  type DocumentScores,
  type Tally,
  toTally,
} from '@longrange/eval/comparison';
import { hashDocuments, type Sampling, samplingRecord } from '@longrange/eval/evaluation';
import type { CharacterModel } from '@longrange/model';
import type { CheckpointReference, StateFile } from '@longrange/trainer';
import { describeModel } from '../run/describe-model.ts';
import { charactersOf } from '../run/held-out.ts';
import { versions } from '../run/versions.ts';

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
  const characters = charactersOf(documents);
  return { split: 'test', documents: documents.length, characters, sha256: hashDocuments(documents) };
}
