import { KINDS } from '@longrange/code';
import { OPENER_KINDS } from './completion/choose-prompts.ts';
import { PERTURBATIONS } from './perturbation/perturbation.ts';

const FORMS = ['natural', 'lengthControlled'] as const;

/**
 * Figures of predictions kept by document, as tests and `documents.json` name them: bits per character, and the same of one model with its
 * state carried or reset, both also with each document counted once; closers held and their probability; minimal pairs; length-controlled
 * items with the filler elsewhere; effective context, the cost of spoiling it, what is left of the past beyond it; completions.
 */
export const predictionFigureIds = [
  'bits',
  'bits-per-document',
  'state',
  'state-per-document',
  ...FORMS.flatMap((form) => [
    `closers/${form}` as const,
    `closer-probability/${form}` as const,
    ...KINDS.map((kind) => `minimal-pairs/${kind}/${form}` as const),
  ]),
  'placement/closers',
  ...KINDS.map((kind) => `placement/minimal-pairs/${kind}` as const),
  'context',
  ...PERTURBATIONS.map((kind) => `cost/${kind}` as const),
  'past-memory',
  ...OPENER_KINDS.map((kind) => `completion/${kind}` as const),
] as const;

/** Name of a figure of predictions. */
export type PredictionFigureId = (typeof predictionFigureIds)[number];

/** Figures by which predictions of the same held-out documents are compared. */
export const comparedPredictions = [
  { id: 'range-shows', title: 'The opener still shows', unit: 'characters' },
  { id: 'range-decides', title: 'The opener still decides', unit: 'characters' },
  { id: 'evidence', title: 'Evidence of the opener, reading real code', unit: 'nats' },
  {
    id: 'bits-carried-per-document',
    title: 'Bits per character, each document counted once',
    unit: 'bits',
    perDocument: 'bits-carried',
  },
  { id: 'bits-carried', title: 'Bits per character', unit: 'bits' },
  {
    id: 'bits-reset-per-document',
    title: 'Bits per character, state reset, each document counted once',
    unit: 'bits',
    perDocument: 'bits-reset',
  },
  { id: 'bits-reset', title: 'Bits per character, state reset', unit: 'bits' },
  { id: 'closers', title: 'Closers known on real code', unit: 'share' },
  { id: 'minimal-pairs', title: 'Open brackets remembered, reading real code', unit: 'share' },
] as const;
