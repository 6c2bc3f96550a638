import type { AnalyzedDocument, IndentationObservation } from '@longrange/code';
import { indentWidth } from '@longrange/code/internal';
import { z } from 'zod';
import { doublingScale, shareHeld, shareHeldByRange, unitScale } from '../../statistics/buckets.ts';
import { partsOfObservations } from '../../statistics/document-parts.ts';
import { bucketSchema, bucketsOf, proportionSchema } from '../../statistics/shapes.ts';
import { textMetric } from '../metric.ts';
import type { Finding } from '../places/places.ts';

/** Figures of metric 3. */
const indentationSchema = z.object({
  /** All checks of the three kinds below. */
  overall: proportionSchema,
  /** Indents: each must follow a line that ends in a colon, and each of these lines must be followed by one. */
  indents: proportionSchema,
  /** Dedents to a level that is open. */
  dedents: proportionSchema,
  /** Lines that keep their block's unit (width, and tabs or spaces). */
  unit: proportionSchema,
  /** All checks by characters since the block opened. */
  byDistance: bucketsOf(bucketSchema),
  /** All checks by lines since the block opened. */
  byLines: bucketsOf(bucketSchema),
  byDepth: bucketsOf(bucketSchema),
});

/** Shares of lines that keep the indentation of their block, by distance. */
export type Indentation = z.infer<typeof indentationSchema>;

/** Measures metric 3: observations for all logical lines, in order. */
export function measureIndentation(document: AnalyzedDocument): IndentationObservation[] {
  const { indentation } = document;
  return indentation?.observations ?? [];
}

function summarizeIndentation(observations: readonly IndentationObservation[]): Indentation {
  const ofKind = (wanted: string) => observations.filter(({ kind }) => kind === wanted);
  return {
    overall: shareHeld(observations),
    indents: shareHeld(ofKind('indent')),
    dedents: shareHeld(ofKind('dedent')),
    unit: shareHeld(ofKind('unit')),
    byDistance: shareHeldByRange(observations, ({ distance }) => distance, doublingScale),
    byLines: shareHeldByRange(observations, ({ lines }) => lines, doublingScale),
    byDepth: shareHeldByRange(observations, ({ depth }) => depth, unitScale),
  };
}

/** Columns of a tab where widths are compared. */
const TAB_STOP = 8;

/** Says what is wrong with the indentation of a line. */
function brokenWords(
  { kind, start, end }: IndentationObservation,
  text: string,
  lineOf: (offset: number) => number,
): string {
  if (kind === 'dedent' && text[end - 1] === '\n') return 'not indented, although the code before it is';
  if (kind === 'dedent') return 'returns to no open level of indentation';
  const line = `line ${lineOf(start)}`;
  if (kind === 'unit') return `indented by other characters than the block of ${line}`;
  const indentOf = (first: number) =>
    indentWidth(text, { indentStart: text.lastIndexOf('\n', first - 1) + 1, first }, TAB_STOP);
  return indentOf(end) > indentOf(start)
    ? `indented, although ${line} opens no block`
    : `not indented, although ${line} opens a block`;
}

export const indentation = textMetric({
  key: 'indentation',
  schema: indentationSchema.nullable(),
  applies: ({ language }) => language.layout !== undefined,
  measure: measureIndentation,
  summarize: (documents) => summarizeIndentation(documents.flat()),
  places: {
    name: 'indentation',
    find: (observations, { text }, lineOf) =>
      observations
        .filter(({ outcome }) => outcome === 'broken')
        .map((one): Finding => {
          const { start: partner, end: start } = one;
          if (start === text.length) return { start: partner, length: 1, message: 'block without a line' };
          const message = brokenWords(one, text, lineOf);
          return { start, length: 1, partner, mark: 'indentation', message };
        }),
    share: ({ overall }) => overall.estimate,
  },
  figures: [
    {
      id: 'indentation',
      title: 'Indentation kept',
      unit: 'share',
      headline: 2,
      compared: 'Indentation kept in samples',
      lmEval: { task: 'indentation', description: 'checks of indentation that hold' },
      pick: ({ overall }) => overall,
      parts: (documents) =>
        partsOfObservations({ measure: 'indentation', observations: documents.flat(), byDistance: true }),
    },
    {
      id: 'dedents',
      title: 'Dedents to an open level',
      unit: 'share',
      pick: ({ dedents }) => dedents,
      parts: (documents) => {
        const observations = documents.flat().filter(({ kind }) => kind === 'dedent');
        return partsOfObservations({ measure: 'dedents', observations, byDistance: false });
      },
    },
  ],
  section: {
    id: 'indentation',
    metric: 3,
    title: 'Indentation',
    definition:
      'A line is indented more deeply after a line that opens a block, and only there. A less indented line returns to a level that is still open: dedents need memory. The lines of a block keep its unit: its width, and tabs or spaces.',
    figures: [
      {
        kind: 'share',
        id: 'indentation-by-depth',
        title: 'Indentation checks passed, by depth',
        caption: 'Depth: the number of blocks around a line.',
        vertical: 'Share of checks passed',
        horizontal: 'Block depth',
        scale: 'steps',
        panels: [{ title: '', of: ({ byDepth }) => byDepth }],
      },
      {
        kind: 'share',
        id: 'indentation-by-distance',
        title: 'Indentation checks passed, by distance',
        vertical: 'Share of checks passed',
        horizontal: 'Characters since the block opened',
        panels: [{ title: '', of: ({ byDistance }) => byDistance }],
      },
      {
        kind: 'share',
        id: 'indentation-by-lines',
        title: 'Indentation checks passed, by lines',
        vertical: 'Share of checks passed',
        horizontal: 'Lines since the block opened',
        panels: [{ title: '', of: ({ byLines }) => byLines }],
      },
      {
        kind: 'values',
        id: 'indentation-kinds',
        title: 'Indentation checks passed, by kind',
        rows: [
          { label: 'Indents', of: ({ indents }) => indents },
          { label: 'Dedents', of: ({ dedents }) => dedents },
          { label: 'Unit', of: ({ unit }) => unit },
          { label: 'All', of: ({ overall }) => overall },
        ],
      },
    ],
  },
});
