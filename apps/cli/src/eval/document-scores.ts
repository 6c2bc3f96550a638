import type { TextDocument } from '@longrange/code';
import { hashDocuments } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import type { SuiteName } from '@longrange/eval';
import { buildDocumentScores, type DocumentScores, type Tally, toTally } from '@longrange/eval/comparison';
import { type Evidence, type Sampling, samplingRecord } from '@longrange/eval/evaluation';
import type { BracketRanges } from '@longrange/eval/result';
import type { CharacterModel } from '@longrange/model';
import { charactersOf } from '../corpus/held-out.ts';
import type { ModelSource } from '../model/model-source.ts';
import { describeModel } from '../model/model-source.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import { versions } from '../run/versions.ts';

export interface MeasuredModel {
  readonly source: ModelSource;
  readonly model: CharacterModel;
  readonly corpus: Corpus;
  readonly split?: HeldOutSplit;
  readonly suite: SuiteName;
  /** As the model saw them. */
  readonly heldOut: readonly TextDocument[];
  readonly sampling: Sampling;
  readonly tallies: readonly Tally[];
  readonly figures: Evidence['figures'];
  readonly ranges?: BracketRanges | undefined;
}

/** What a result says about the model under test. */
export function modelRecord({
  source: { name, path, sha256, training },
  model,
}: Pick<MeasuredModel, 'source' | 'model'>): DocumentScores['model'] {
  return {
    run: name,
    checkpoint: path,
    ...(training !== null && { step: training.step, charactersSeen: training.charactersSeen }),
    parameters: model.parameterCount,
    description: describeModel(model),
    sha256,
  };
}

/** `documents.json` */
export function documentScoresOf(measured: MeasuredModel): DocumentScores {
  return buildDocumentScores({
    versions: versions(),
    model: modelRecord(measured),
    trainingSeed: measured.source.training?.seed ?? null,
    corpusSha256: measured.corpus.sha256,
    heldOut: heldOutRecord(measured.heldOut, measured.split),
    sampling: samplingRecord(measured.sampling),
    suite: measured.suite,
    ...(measured.ranges !== undefined && { ranges: measured.ranges }),
    tallies: [...measured.tallies],
    figures: measured.figures.map(toTally),
  });
}

export function heldOutRecord(
  documents: readonly TextDocument[],
  split: HeldOutSplit = 'test',
): DocumentScores['heldOut'] {
  const characters = charactersOf(documents);
  return { split, documents: documents.length, characters, sha256: hashDocuments(documents) };
}
