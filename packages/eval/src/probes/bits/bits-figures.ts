import type { PredictionFigure } from '../probe.ts';

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
