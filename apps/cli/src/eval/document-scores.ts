import { hashDocuments, type TextDocument } from '@longrange/code';
import type { DocumentScores } from '@longrange/eval/comparison';
import { charactersOf } from '../corpus/held-out.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';

/** Returns the record of the texts that a model was measured on, which identifies scores of the same texts. */
export function heldOutRecord(
  documents: readonly TextDocument[],
  split: HeldOutSplit = 'test',
): DocumentScores['heldOut'] {
  const characters = charactersOf(documents);
  return { split, documents: documents.length, characters, sha256: hashDocuments(documents) };
}
