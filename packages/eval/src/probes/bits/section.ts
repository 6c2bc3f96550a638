import type { Section } from '../../section.ts';
import type { PredictionFigure } from '../probe.ts';
import type { BitsPerCharacter } from './schema.ts';

type Bits = NonNullable<BitsPerCharacter['carried']>;

/** Bits as an estimate; null if there are none. */
function estimateOf(bits: Pick<Bits, 'bits' | 'low' | 'high'> | null | undefined) {
  return bits == null ? null : { value: bits.bits, low: bits.low, high: bits.high };
}

/** Section of a report on metric 9; what is measured is one predictor each. */
export const bitsSection: Section<BitsPerCharacter> = {
  id: 'bits',
  metric: 9,
  title: 'Predicting the next character',
  definition:
    'The model reads held-out text and says at each character what it expects: the mean of −log₂ P of the one that came, fewer bits being better. Intervals are over documents, tests paired by document. Carried: the state is kept through a document; reset: it is emptied at regular intervals, and hides the text before.',
  lead: [
    { id: 'bits', title: 'Bits per character', format: 'bits', pick: ({ carried }) => estimateOf(carried) },
    {
      id: 'upper-bound',
      title: 'Upper bound of the bits, by the tokenizer’s own tokens alone',
      format: 'bits',
      pick: ({ upperBound }) => estimateOf(upperBound),
    },
    {
      id: 'bits-per-document',
      title: 'Bits per character, each document counted once',
      format: 'bits',
      pick: ({ carried }) => estimateOf(carried?.perDocument),
    },
    {
      id: 'state',
      title: 'Bits with the state carried or reset, at least 128 characters after a reset',
      conditions: { carried: 'carried', reset: 'reset' },
    },
    {
      id: 'state-per-document',
      title: 'The same, each document counted once',
      conditions: { carried: 'carried', reset: 'reset' },
    },
  ],
  figures: [
    {
      kind: 'values',
      id: 'bits-per-predictor',
      title: 'Bits per character, by predictor',
      caption: 'Lower is better.',
      axis: { label: 'Bits per character (lower is better)', least: 0 },
      rows: [
        { label: 'Carried', format: 'bits', of: ({ carried }) => estimateOf(carried) },
        { label: 'Reset', format: 'bits', of: ({ reset }) => estimateOf(reset) },
        {
          label: 'Carried, by document',
          format: 'bits',
          of: ({ carried }) => estimateOf(carried?.perDocument),
        },
        {
          label: 'Reset, by document',
          format: 'bits',
          of: ({ reset }) => estimateOf(reset?.perDocument),
        },
        { label: 'Upper bound', format: 'bits', of: ({ upperBound }) => estimateOf(upperBound) },
        { label: 'Split', of: ({ split }) => split },
        { label: 'Characters', of: ({ characters }) => characters },
        { label: 'Reset every', of: ({ reset }) => reset?.every },
      ],
    },
    {
      kind: 'plain',
      id: 'bits-by-position',
      title: 'Bits per character, by characters read',
      caption:
        'Characters read since the beginning of the document or the last reset. Where the line stops falling, more context no longer helps.',
      vertical: 'Bits per character',
      horizontal: 'Characters read',
      format: 'bits',
      panels: [
        {
          title: '',
          of: ({ byPosition }) =>
            byPosition.filter(({ n }) => n > 0).map(({ bits, ...range }) => ({ ...range, value: bits })),
        },
      ],
    },
    {
      kind: 'mean',
      id: 'bits-since-reset',
      title: 'What a carried state saves, by characters since the reset',
      caption:
        'Bits with the state reset minus bits with it carried. What a model without a state saves, or a network that has learned nothing, is no memory: a reset hides the text before it.',
      vertical: 'Bits that a carried state saves',
      horizontal: 'Characters since the reset',
      panels: [{ title: '', of: ({ sinceReset }) => sinceReset.map((range) => ({ ...range, thin: false })) }],
    },
  ],
};

/**
 * Figures of metric 9: bits per character, and the same of one model with its state carried or reset, both also with each document counted
 * once.
 */
export const bitsFigures = [
  { id: 'bits', unit: 'bits', tested: 'overall' },
  { id: 'bits-per-document', unit: 'bits', tested: 'overall' },
  { id: 'state', unit: 'bits', conditions: ['carried', 'reset'] },
  { id: 'state-per-document', unit: 'bits', conditions: ['carried', 'reset'] },
  {
    id: 'bits-carried-per-document',
    unit: 'bits',
    compared: 'Bits per character, each document counted once',
    perDocument: 'bits-carried',
  },
  { id: 'bits-carried', unit: 'bits', compared: 'Bits per character' },
  {
    id: 'bits-reset-per-document',
    unit: 'bits',
    compared: 'Bits per character, state reset, each document counted once',
    perDocument: 'bits-reset',
  },
  { id: 'bits-reset', unit: 'bits', compared: 'Bits per character, state reset' },
] as const satisfies PredictionFigure[];
