import type { CorpusSplit } from './corpus-split.ts';
import { type DropReason, dropReasons } from './sources/source.ts';
import { type SplitName, splitNames } from './split/splits.ts';
import type { DroppedCharacters } from './text/clean.ts';

/** Contents of a corpus, and what was left out. */
export interface CorpusStatistics {
  /** Documents in all splits. */
  readonly documents: number;
  /** Code points of the cleaned documents. */
  readonly characters: number;
  /** Line breaks in the cleaned documents. */
  readonly lines: number;
  /** Bytes of the documents as read, including duplicates. */
  readonly bytesRead: number;
  /** Documents and code points of each split. */
  readonly splits: Readonly<Record<SplitName, { documents: number; characters: number }>>;
  /** True if documents were moved so that no split is empty. */
  readonly splitAdjusted: boolean;
  /** Number of files left out, by reason. */
  readonly droppedDocuments: Readonly<Record<DropReason, number>>;
  /** Dropped characters outside the character set. */
  readonly droppedCharacters: {
    readonly count: number;
    readonly distinct: number;
    /** Up to ten most frequent ones. */
    readonly mostFrequent: readonly { character: string; count: number }[];
  };
}

const reasons = Object.keys(dropReasons) as DropReason[];

export function noDrops(): Record<DropReason, number> {
  return Object.fromEntries(reasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
}

/** Describes what was left out: `8 with another extension, 4 empty`; empty if nothing was. */
export function describeDroppedDocuments(dropped: CorpusStatistics['droppedDocuments']): string {
  return reasons
    .filter((reason) => dropped[reason] > 0)
    .map((reason) => {
      const [one, more = one] = [dropReasons[reason]].flat();
      return `${dropped[reason].toLocaleString('en-US')} ${dropped[reason] === 1 ? one : more}`;
    })
    .join(', ');
}

export function sizesOf(splits: Readonly<Record<SplitName, CorpusSplit>>): CorpusStatistics['splits'] {
  return Object.fromEntries(
    splitNames.map((name) => {
      const { documents, characters } = splits[name];
      return [name, { documents: documents.length, characters }];
    }),
  ) as CorpusStatistics['splits'];
}

export function summarizeDroppedCharacters(
  dropped: DroppedCharacters,
): CorpusStatistics['droppedCharacters'] {
  const byCount = [...dropped].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return {
    count: byCount.reduce((sum, [, count]) => sum + count, 0),
    distinct: byCount.length,
    mostFrequent: byCount
      .slice(0, 10)
      .map(([codePoint, count]) => ({ character: String.fromCodePoint(codePoint), count })),
  };
}
