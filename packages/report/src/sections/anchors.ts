import { textCell } from '../document/cells.ts';
import { bucketsWhere } from '../document/compare.ts';
import { modelPredictor } from '../document/predictors.ts';
import { measureReach } from '../document/reach.ts';
import { findSubject, primarySubject } from '../document/subjects.ts';
import type { Link, Result, Section, Subject } from '../document/types.ts';
import { formatBits, formatBitsInterval, formatCount, formatPercent } from '../text/format.ts';

interface Anchor {
  what: string;
  figure: string;
  source: string;
  ours: (result: Result) => string;
}

const notMeasured = 'not measured in this result';

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
    ours: () => notMeasured,
  },
  {
    what: 'Bounded nesting needs few units; criterion for “held”',
    figure: '0.8',
    source: 'Hewitt et al. 2020',
    ours: reachText,
  },
  {
    what: 'Passing the state on extends the usable length',
    figure: '2k → 128k in 0.1 % of training',
    source: 'Buitrago & Gu 2025',
    ours: carriedAgainstReset,
  },
  {
    what: 'Largest delay learnt',
    figure: '50 steps',
    source: 'Kent & Murray 2024',
    ours: () => notMeasured,
  },
  {
    what: 'The published sample of the reference experiment',
    figure: '92 % spaces, 90.8 % of brackets held, 5 of 12 definitions parse, no pair at 256 or more',
    source: 'measured with this project’s definitions',
    ours: sampleText,
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

/** Figures from the literature beside ours, so that a number has something to stand next to. */
export function anchorsSection(result: Result): Section {
  return {
    id: 'anchors',
    title: 'Beside our figures',
    paragraphs: [
      'What others found, for scale. Other texts, other models, other definitions: none of these is the same measurement as the one beside it.',
    ],
    figures: [
      {
        id: 'anchors',
        chart: null,
        title: 'Figures from elsewhere',
        caption: '',
        description: '',
        table: {
          caption: 'Figures from elsewhere beside this result',
          columns: ['What', 'Figure', 'Source', 'Here'],
          rows: anchors.map(({ what, figure, source, ours }) =>
            [what, figure, source, ours(result)].map(textCell),
          ),
        },
      },
    ],
    definitions: [],
    sources,
  };
}

function aboveNgram(result: Result): string {
  const model = findSubject(result, 'model')?.subject;
  const ngram = findSubject(result, 'ngram')?.subject;
  if (model === undefined || ngram === undefined) return notMeasured;
  const above = bucketsWhere(model.delimiters.byDistance, ngram.delimiters.byDistance, 'above');
  return above === null
    ? 'above the n-gram at no distance shown'
    : `in samples, above the n-gram at ${above} characters`;
}

function reachText(result: Result): string {
  const reach = measureReach(primarySubject(result).subject.delimiters.byDistance);
  if (reach?.shown == null) return 'no distance shown to stay at or above 0.8';
  return `in samples, shown at or above 0.8 up to ${formatCount(reach.shown)} characters`;
}

function carriedAgainstReset(result: Result): string {
  const own = modelPredictor(result);
  if (own?.carried == null || own.reset === null) return notMeasured;
  return `carried ${formatBits(own.carried.bits)} (${formatBitsInterval(own.carried)}) bits, reset every ${formatCount(own.reset.every)} ${formatBits(own.reset.bits)} (${formatBitsInterval(own.reset)})`;
}

function sampleText(result: Result): string {
  const { degeneration, delimiters, parse } = primarySubject(result).subject;
  return `${formatPercent(degeneration.whitespaceShare)} white space, ${formatPercent(delimiters.overall.estimate)} of brackets held, ${formatCount(parse.definitions.held)} of ${formatCount(parse.definitions.n)} definitions parse, ${farPairs(delimiters)}`;
}

function farPairs({ byDistance }: Subject['delimiters']): string {
  const held = byDistance.filter(({ from }) => from >= 256).reduce((sum, bucket) => sum + bucket.held, 0);
  return held === 0
    ? 'no pair at 256 or more'
    : `${formatCount(held)} ${held === 1 ? 'pair' : 'pairs'} at 256 or more`;
}
