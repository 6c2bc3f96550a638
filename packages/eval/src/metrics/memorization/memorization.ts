import type { TextDocument } from '@longrange/code';
import { z } from 'zod';
import type { TextIndex } from '../../models/ngram/text-index.ts';
import { matchLengths } from '../../models/ngram/text-index.ts';
import { bucketAt, isDoubling } from '../../statistics/buckets.ts';
import { clusteredProportion } from '../../statistics/clusters.ts';
import type { RatioPart } from '../../statistics/parts.ts';
import { count, proportionSchema } from '../../statistics/shapes.ts';
import { textMetric } from '../metric.ts';

/** Figures of metric 8. */
const memorizationSchema = z.object({
  trainingCharacters: count,
  /** Substrings of each length that do not occur in the training text. */
  novelByLength: z.array(z.object({ length: count, proportion: proportionSchema })),
  /** Longest stretch that occurs verbatim in the training text. */
  longestCopy: z.object({ length: count, document: z.string(), start: count, text: z.string() }),
});

/** Share of a text that is copied from the training text. */
export type Memorization = z.infer<typeof memorizationSchema>;

const LONGEST_SUBSTRING = 64;
const LONGEST_EXCERPT = 2000;
/** Length of the substrings by which two bodies of text are compared. */
const TESTED_SUBSTRING = 32;

/** Overlap of one document with the training text. */
export interface DocumentCopies {
  readonly document: string;
  /** Number of substrings that occur nowhere in the training text, out of all, by length. */
  readonly novel: readonly RatioPart[];
  /** First of the longest stretches that do occur there. */
  readonly longest: Memorization['longestCopy'];
}

/**
 * Measures metric 8 on one document: for L = 1 … 64, the substrings of L characters (UTF-16 code units) that occur nowhere in the training
 * text, counting every position; and the first of the longest stretches that do occur, with its text truncated to 2,000 characters. Matches
 * never cross documents, on either side.
 *
 * A substring occurs in the training text if the longest match that ends with it is at least as long.
 */
export function measureCopies({ path: name, text }: TextDocument, index: TextIndex): DocumentCopies {
  const lengths = matchLengths(index, text);
  const known = new Float64Array(LONGEST_SUBSTRING + 2);
  let end = 0;
  for (let i = 1; i < lengths.length; i++) {
    known[Math.min(lengths[i]!, LONGEST_SUBSTRING)]!++;
    if (lengths[i]! > lengths[end]!) end = i;
  }
  // From counts of positions whose longest match is L to counts of those whose longest match is at least L.
  for (let length = LONGEST_SUBSTRING; length >= 1; length--) known[length]! += known[length + 1]!;
  const novel = Array.from({ length: LONGEST_SUBSTRING }, (_, index) => {
    const all = Math.max(0, text.length - index);
    return { numerator: all - known[index + 1]!, denominator: all };
  });
  const length = lengths[end] ?? 0;
  const start = end - length;
  const longest = {
    length,
    document: name,
    start,
    text: text.slice(start, Math.min(end, start + LONGEST_EXCERPT)),
  };
  return { document: name, novel, longest };
}

export function summarizeCopies(
  documents: readonly DocumentCopies[],
  { characters }: Pick<TextIndex, 'characters'>,
): Memorization {
  return {
    trainingCharacters: characters,
    novelByLength: Array.from({ length: LONGEST_SUBSTRING }, (_, index) => ({
      length: index + 1,
      proportion: clusteredProportion(documents.map(({ novel }) => novel[index]!)),
    })),
    longestCopy: documents
      .map(({ longest }) => longest)
      .reduce((longest, one) => (one.length > longest.length ? one : longest)),
  };
}

/** Number of characters of the longest copy that the table quotes. */
const QUOTED = 160;

export const memorization = textMetric({
  key: 'memorization',
  schema: memorizationSchema.nullable(),
  applies: ({ trainingText }) => trainingText !== undefined,
  measure: (document, { trainingText }) => measureCopies(document, trainingText!),
  summarize: (documents, { trainingText }) => summarizeCopies(documents, trainingText!),
  figures: [
    {
      id: `novel/${TESTED_SUBSTRING}`,
      title: `Stretches of ${TESTED_SUBSTRING} characters that are not in the training text`,
      unit: 'share',
      pick: ({ novelByLength }) =>
        novelByLength.find(({ length }) => length === TESTED_SUBSTRING)?.proportion ?? null,
      parts: (documents) => {
        const parts = documents.map(({ document, novel }) => ({ ...novel[TESTED_SUBSTRING - 1]!, document }));
        const filled = parts.filter(({ denominator }) => denominator > 0);
        return [{ measure: `novel/${TESTED_SUBSTRING}`, range: null, parts: filled }];
      },
    },
  ],
  section: {
    id: 'memorization',
    metric: 8,
    title: 'Written or copied?',
    definition:
      'A stretch is new if it is nowhere in the training text, character for character. Copied text says nothing about memory. Real text repeats itself, too: it is the yardstick here. Longer texts have longer copies, so compare texts of similar size only.',
    figures: [
      {
        kind: 'share',
        id: 'novel-by-length',
        title: 'New stretches, by length',
        caption: 'Share not found in the training text.',
        vertical: 'Share not in the training text',
        horizontal: 'Length, characters',
        panels: [
          {
            title: '',
            of: ({ novelByLength }) =>
              novelByLength
                .filter(({ length }) => isDoubling(length))
                .map(({ length, proportion }) => bucketAt(length, proportion)),
          },
        ],
      },
      {
        kind: 'list',
        id: 'longest-copies',
        title: 'Longest copies',
        folded: true,
        columns: ['Characters', 'Document', 'From character', 'Begins'],
        of: ({ longestCopy: { length, document, start, text } }) => [
          [length, { code: document }, start, { code: text.slice(0, QUOTED) }],
        ],
      },
    ],
  },
});
