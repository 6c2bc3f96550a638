import type { TextDocument } from '../../code/text-document.ts';
import { matchLengths } from '../../models/ngram/match-lengths.ts';
import type { TextIndex } from '../../models/ngram/text-index.ts';
import { clusteredProportion } from '../../statistics/clusters.ts';
import type { DocumentParts } from '../../statistics/document-parts.ts';
import type { RatioPart } from '../../statistics/ratio-part.ts';
import type { Memorisation } from '../text-schema.ts';

const LONGEST_SUBSTRING = 64;
const LONGEST_EXCERPT = 2000;
/** Of which two bodies of text are compared. */
const TESTED_SUBSTRING = 32;

/**
 * Metric 8: of all substrings of L characters (UTF-16 code units) of the documents, each place counted, the share that stands
 * nowhere in the training text, for L = 1 … 64; and the longest stretch that does, the first of those as long, its text cut after
 * 2,000 characters. Neither reaches across documents, on either side.
 *
 * A substring stands in the training text where the longest match that ends with it is at least as long.
 *
 * @param onFigure called with the documents' shares of novel stretches of 32 characters, for tests
 */
export async function measureMemorisation(
  documents: readonly TextDocument[],
  index: TextIndex,
  onFigure?: (figure: DocumentParts) => void,
): Promise<Memorisation> {
  const novel: RatioPart[][] = Array.from({ length: LONGEST_SUBSTRING }, () => []);
  let longest = { length: 0, document: documents[0]?.name ?? '', start: 0, text: '' };
  for (const { name, text } of documents) {
    const lengths = matchLengths(index, text);
    const known = new Float64Array(LONGEST_SUBSTRING + 2);
    let end = 0;
    for (let i = 1; i < lengths.length; i++) {
      known[Math.min(lengths[i]!, LONGEST_SUBSTRING)]!++;
      if (lengths[i]! > Math.max(longest.length, lengths[end]!)) end = i;
    }
    // From places whose longest match is L to those where it is L or longer.
    for (let length = LONGEST_SUBSTRING; length >= 1; length--) {
      known[length]! += known[length + 1]!;
      const all = Math.max(0, text.length - length + 1);
      novel[length - 1]!.push({ numerator: all - known[length]!, denominator: all });
    }
    if (end > 0) {
      const start = end - lengths[end]!;
      longest = {
        length: lengths[end]!,
        document: name,
        start,
        text: text.slice(start, Math.min(end, start + LONGEST_EXCERPT)),
      };
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  onFigure?.({
    measure: `novel/${TESTED_SUBSTRING}`,
    range: null,
    parts: novel[TESTED_SUBSTRING - 1]!.map((part, document) => ({
      ...part,
      document: documents[document]!.name,
    })).filter(({ denominator }) => denominator > 0),
  });
  return {
    trainingCharacters: index.characters,
    novelByLength: novel.map((parts, index) => ({
      length: index + 1,
      proportion: clusteredProportion(parts),
    })),
    longestCopy: longest,
  };
}
