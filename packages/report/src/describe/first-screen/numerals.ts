import type { HalfLife, Range } from '@longrange/eval/internal';
import { headlineFigures } from '@longrange/eval/internal';
import {
  type FirstScreen,
  format,
  type Numeral,
  type Proportion,
  type SeriesStyle,
} from '../../document/internal.ts';
import type { NamedRanges } from '../../sections/named-probes.ts';
import { intervalWords, samplesOf, shortRange } from '../../words/range-words.ts';
import { inSentence } from '../../words/subjects.ts';
import type { View } from '../view.ts';

/** Maximum number of figures that the first screen shows in large type. */
const MOST = 2;

/**
 * Returns the distances up to which an opener shows, with the half-life of its evidence, and decides; without ranges, the first shares of what
 * holds in the text.
 */
export function numeralsOf({ ranges, primary, subjects }: View): Pick<FirstScreen, 'question' | 'numerals'> {
  const subject = inSentence(primary);
  const [first] = ranges;
  if (first?.scoring == null)
    return {
      question: `What holds in ${primary.subject.id === 'model' ? 'what this model writes' : subject}?`,
      numerals: shares(subjects),
    };
  const shown = [
    ...(first.scoring.shows === null ? [] : [rangeNumeral('shows', ranges)]),
    rangeNumeral('decides', ranges),
  ];
  return { question: `How far back does ${subject} remember an open bracket?`, numerals: shown };
}

/** Meaning of the numbers. */
export const meaning = {
  shows: 'Exchange ( for [: the odds of ) against ] change 2.7-fold.',
  halfLife: 'Exchange ( for [: the log-odds change half as much as nearby, however much that is.',
  decides: 'Exchange ( for [: the closer that it expects changes, too.',
};

const titles = {
  shows: 'It still shows for',
  decides: 'It still decides for',
};

/** Shows a range; that of real code has no limit by definition, as nothing reads or writes it and each member of a pair parses. */
function rangeNumeral(question: keyof typeof titles, [first, ...others]: readonly NamedRanges[]): Numeral {
  const scoring = first!.scoring![question]!;
  const halfLife = question === 'shows' ? first!.scoring!.halfLife : null;
  const beside = (style: SeriesStyle, name: string, range: Range | HalfLife | null) =>
    range === null ? [] : [{ style, name, words: shortRange(range) }];
  return {
    title: titles[question],
    meaning: meaning[question],
    ...rangeValue(scoring),
    beside: [
      ...(scoring.range === null
        ? []
        : [{ style: 'model', name: 'on', words: samplesOf(scoring), isDetail: true } as const]),
      ...beside('model', 'half-life', halfLife),
      ...first!.byLine.flatMap(({ lines, ...own }) =>
        beside('model', lines, own[question]).map((one) => ({ ...one, isDetail: true as const })),
      ),
      ...beside('model', 'writing', first!.generation?.[question] ?? null),
      ...others.flatMap((one) => beside(one.style, one.name, one.scoring?.[question] ?? null)),
      { style: 'real', name: 'real code', words: 'no limit' },
    ],
  };
}

const places = { before: 'less than', at: null, after: 'at least' } as const;

function rangeValue(measured: Range): Pick<Numeral, 'value' | 'note'> {
  const { range } = measured;
  if (range === null) return { value: null, note: whyNot(measured) };
  const interval = intervalWords(measured);
  return {
    value: {
      bound: places[range.side],
      number: format.count(range.characters),
      unit: range.characters === 1 ? 'character' : 'characters',
    },
    note: range.side === 'after' && interval === '' ? 'no pairs farther away' : intervalNote(interval),
  };
}

function whyNot({ notMeasurable, near, n }: Range): string {
  return notMeasurable === 'few'
    ? `${format.countOf(near?.n ?? n, 'pair')} nearby; it takes 30`
    : `only in ${format.percent(near!.share)} of the nearest pairs; it takes half`;
}

export function intervalNote(interval: string): string {
  return /^\d/.test(interval) ? `95 % interval ${interval}` : interval;
}

function shares([first, ...others]: View['subjects']): Numeral[] {
  return headlineFigures
    .flatMap((figure): Numeral[] => {
      if (figure.unit !== 'share') return [];
      const share = figure.pick(first!.subject);
      if (share === null || share.estimate === null) return [];
      const beside = others.flatMap(({ name, subject }) => {
        const other = figure.pick(subject);
        const words = format.percent(other?.estimate ?? null, other ?? undefined);
        return { style: subject.id, name, words };
      });
      return [{ title: figure.title, meaning: '', ...shareValue(share), beside }];
    })
    .slice(0, MOST);
}

function shareValue(share: Proportion): Pick<Numeral, 'value' | 'note'> {
  if (format.isThin(share)) return { value: null, note: `${format.countOf(share.n, 'case')}; it takes 30` };
  const interval = format.percentInterval(share);
  const [number, unit] = format.percent(share.estimate, share).split(format.NO_BREAK_SPACE);
  return {
    value: { bound: null, number: number!, unit: `${unit} of ${format.count(share.n)}` },
    note: intervalNote(interval),
  };
}
