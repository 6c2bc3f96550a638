import { checkArgument } from '@longrange/errors';
import type { CorpusSplit } from './corpus-split.ts';
import type { PackageRecord } from './packages/package-request.ts';
import type { CorpusGroup } from './split/group-split.ts';
import type { ResolvedSplit, SplitName } from './split/splits.ts';
import type { CorpusStatistics } from './statistics.ts';
import type { CharsetName } from './text/clean.ts';

/** A document of a corpus, without its text. */
export interface CorpusDocument {
  readonly path: string;
  readonly split: SplitName;
  /** Code points of the cleaned text. */
  readonly characters: number;
}

/** Cleaned, de-duplicated, split documents. */
export interface Corpus {
  /** Descriptions of the sources, in the order they were read. */
  readonly sources: readonly string[];
  /** The packages among them. */
  readonly packages: readonly PackageRecord[];
  readonly charset: CharsetName;
  readonly splitOptions: ResolvedSplit;
  /**
   * By split, then by path. With the contiguous split a document that the cut meets is listed in both of its
   * splits, and the test split, being the validation text again, is not listed.
   */
  readonly documents: readonly CorpusDocument[];
  /**
   * All documents by group, those left out of training as near copies too, in the order of first paths; null where the split does not ask
   * what documents share.
   */
  readonly groups: readonly CorpusGroup[] | null;
  /** SHA-256 (hex) over path, length and bytes of every cleaned document in the order of paths, near copies left out of training too. */
  readonly sha256: string;
  readonly statistics: CorpusStatistics;
  /** The documents of one split. */
  split(name: SplitName): CorpusSplit;
}

/** @throws LongrangeError ARGUMENT_INVALID */
export function checkCorpus(corpus: Corpus): void {
  const isCorpus = typeof corpus?.split === 'function' && typeof corpus.statistics === 'object';
  checkArgument(isCorpus, 'corpus', 'a corpus, as createCorpus or loadCorpus gives it', corpus);
}
