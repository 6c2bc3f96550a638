import { checkArgument } from '@longrange/errors';
import type { CorpusSplit } from './corpus-split.ts';
import type { PackageRecord } from './packages/package-request.ts';
import type { CorpusGroup } from './split/group-split.ts';
import type { ResolvedSplit, SplitName } from './split/splits.ts';
import type { CorpusStatistics } from './statistics.ts';
import type { CharsetName } from './text/clean.ts';

/** Document of a corpus, without its text. */
export interface CorpusDocument {
  readonly path: string;
  readonly split: SplitName;
  /** Code points of the cleaned text. */
  readonly characters: number;
}

/** Cleaned, deduplicated and split documents. */
export interface Corpus {
  /** Descriptions of the sources, in reading order; a set of several is described by its name. */
  readonly sources: readonly string[];
  /** Packages among the sources. */
  readonly packages: readonly PackageRecord[];
  readonly charset: CharsetName;
  readonly splitOptions: ResolvedSplit;
  /**
   * Sorted by split, then by path. With the contiguous split, a document at the cut is listed in both
   * splits; the test split, which is the validation text again, is not listed.
   */
  readonly documents: readonly CorpusDocument[];
  /**
   * Groups of documents, including near copies left out of training, in the order of their first paths; null if the split does not consider
   * shared text.
   */
  readonly groups: readonly CorpusGroup[] | null;
  /** SHA-256 (hex) over path, length and bytes of every cleaned document, including near copies left out of training, in path order. */
  readonly sha256: string;
  readonly statistics: CorpusStatistics;
  /** Returns one split. */
  split(name: SplitName): CorpusSplit;
}

/** @throws LongrangeError ARGUMENT_INVALID */
export function checkCorpus(corpus: Corpus): void {
  const isCorpus = typeof corpus?.split === 'function' && typeof corpus.statistics === 'object';
  checkArgument(isCorpus, 'corpus', 'a corpus, as createCorpus or loadCorpus gives it', corpus);
}
