import { textCell } from '../document/figures/cells.ts';
import { tableFigure } from '../document/figures/tables.ts';
import type { Link, Result, Section } from '../document/types.ts';
import {
  aboveNgram,
  boundedNesting,
  carriedAgainstReset,
  effectiveContext,
  largestDelay,
  sampleFigures,
} from './matching-figures.ts';

interface Anchor {
  what: string;
  figure: string;
  source: string;
  ours: (result: Result) => string;
}

const anchors: readonly Anchor[] = [
  {
    what: 'An LSTM beats a 20-gram on closing brackets up to',
    figure: 'about 60 characters',
    source: 'Karpathy, Johnson & Li 2015',
    ours: aboveNgram,
  },
  {
    what: 'Effective context of a word LSTM',
    figure: 'about 200 tokens, order beyond 50 ignored',
    source: 'Khandelwal et al. 2018',
    ours: effectiveContext,
  },
  {
    what: 'Brackets nested at most m deep: O(m log k) units suffice',
    figure: 'criterion for “held”: 0.8',
    source: 'Hewitt et al. 2020',
    ours: boundedNesting,
  },
  {
    what: 'Carrying the state extends the usable length',
    figure: '2k → 128k in 0.1 % of training',
    source: 'Buitrago & Gu 2025',
    ours: carriedAgainstReset,
  },
  {
    what: 'Largest delay learnt',
    figure: '50 steps',
    source: 'Kent & Murray 2024',
    ours: largestDelay,
  },
  {
    what: 'Published sample of the reference experiment',
    figure:
      '92 % spaces, 90.8 % of brackets held, 5 of 12 definitions parse, no pair at 256 or more, 4 of 8 else and except legal',
    source: 'measured with this project’s definitions',
    ours: sampleFigures,
  },
];

const sources: readonly Link[] = [
  {
    text: 'Karpathy, Johnson & Li 2015, Visualizing and Understanding Recurrent Networks',
    url: 'https://arxiv.org/abs/1506.02078',
  },
  { text: 'Khandelwal et al. 2018, Sharp Nearby, Fuzzy Far Away', url: 'https://arxiv.org/abs/1805.04623' },
  {
    text: 'Hewitt et al. 2020, RNNs can generate bounded hierarchical languages with optimal memory',
    url: 'https://arxiv.org/abs/2010.07515',
  },
  {
    text: 'Buitrago & Gu 2025, Understanding and Improving Length Generalization in Recurrent Models',
    url: 'https://arxiv.org/abs/2507.02782',
  },
  {
    text: 'Kent & Murray 2024, Architectural Effects on Maximum Dependency Lengths of Recurrent Neural Networks',
    url: 'https://arxiv.org/abs/2408.11946',
  },
];

/** Figures from the literature beside ours, so that a number has something to be compared with. */
export function anchorsSection(result: Result): Section {
  return {
    id: 'anchors',
    title: 'Published figures, for scale',
    paragraphs: [
      'None of these is the same measurement as the one beside it: texts, models and definitions differ.',
    ],
    figures: [
      tableFigure({
        id: 'anchors',
        title: 'Published figures beside this result',
        columns: ['What', 'Figure', 'Source', 'Here'],
        rows: anchors.map(({ what, figure, source, ours }) =>
          [what, figure, source, ours(result)].map(textCell),
        ),
      }),
    ],
    definitions: {},
    sources,
  };
}
