import { countCell, numberCell, proportionCell, textCell } from '../document/cells.ts';
import { orderSentences } from '../document/order-sentence.ts';
import { missingSubjects, proportionSentences } from '../document/sentences.ts';
import { findSubject, inSentence, type NamedSubject, namedSubjects } from '../document/subjects.ts';
import type { Cell, Definition, Figure, Result, Section, Subject, Table } from '../document/types.ts';
import { bucketFigure } from './bucket-figure.ts';
import { fateFigure, fateSentence } from './fates.ts';

/** Metric 1. */
export function delimitersSection(result: Result): Section {
  const subjects = namedSubjects(result);
  const figures: (Figure | null)[] = [
    byDistance(subjects),
    fateFigure(subjects, ({ delimiters }) => delimiters.fateByDistance, {
      id: 'closure',
      chart: 'closure',
      title: 'What becomes of an opener',
      opener: 'openers',
    }),
    byDepth(subjects),
    byAttractors(subjects),
    fates(subjects),
  ];
  return {
    id: 'delimiters',
    metric: 1,
    title: 'Brackets, by distance',
    paragraphs: [
      `A bracket is a promise: what opens must close, with its own kind, however far away. ${proportionSentences(subjects, ({ delimiters }) => delimiters.overall, { result, measure: 'delimiters' })}`,
      [
        distanceSentence(result, subjects),
        fateSentence(subjects, ({ delimiters }) => delimiters.fateByDistance, 128, 'opener'),
        missingSubjects(subjects),
      ]
        .filter(Boolean)
        .join(' '),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

function distanceSentence(result: Result, [primary]: readonly NamedSubject[]): string {
  if (primary === undefined) return '';
  const side = (named: NamedSubject) => ({ id: named.subject.id, name: inSentence(named) });
  return (['real', 'ngram'] as const)
    .flatMap((id) => {
      const other = findSubject(result, id);
      return other === undefined || other.subject === primary.subject
        ? []
        : [orderSentences(result, 'delimiters', side(primary), side(other))];
    })
    .filter(Boolean)
    .join(' ');
}

function byDistance(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ delimiters }) => delimiters.byDistance, {
    id: 'delimiters-by-distance',
    chart: 'delimiters-by-distance',
    title: 'Share of brackets still open that close',
    heading: 'Still open at the lower end of, characters',
    caption:
      'Of the brackets still open after so many characters, the share that closed correctly in the end. One that broke or was forgotten counts at every distance that it was open for, since nobody knows where it was due.',
    chartNote:
      'Bars are 95 % intervals; hollow points have fewer than 30 brackets. The dashed line is the criterion, 80 %.',
  });
}

function byDepth(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ delimiters }) => delimiters.byDepth, {
    id: 'delimiters-by-depth',
    chart: 'delimiters-by-depth',
    title: 'Share of brackets held, by nesting depth',
    heading: 'Depth',
    caption: 'Depth 1 is a bracket inside no other.',
  });
}

function byAttractors(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ delimiters }) => delimiters.byAttractors, {
    id: 'delimiters-by-attractors',
    chart: 'delimiters-by-attractors',
    title: 'Share of brackets held, by distracting brackets in between',
    heading: 'Openers of another type in between',
    caption:
      'The more openers of another type stand between the two ends, the more there is to confuse them with.',
  });
}

function fates(subjects: readonly NamedSubject[]): Figure {
  const row = (label: string, pick: (subject: Subject) => Cell): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  const types = ['()', '[]', '{}'] as const;
  const table: Table = {
    caption: 'What became of every opener',
    columns: ['', ...subjects.map(({ name }) => name)],
    rows: [
      row('Openers', ({ delimiters }) => countCell(delimiters.openers)),
      row('Matched', ({ delimiters }) => countCell(delimiters.fates.matched)),
      row('Closed by the wrong type', ({ delimiters }) => countCell(delimiters.fates.wrongType)),
      row('Closed by force', ({ delimiters }) => countCell(delimiters.fates.closedByForce)),
      row('Unclosed', ({ delimiters }) => countCell(delimiters.fates.unclosed)),
      row('Censored: still open at the cut', ({ delimiters }) => countCell(delimiters.fates.censored)),
      row('Stray closers', ({ delimiters }) => numberCell(delimiters.strayClosers, String)),
      row('Held', ({ delimiters }) => proportionCell(delimiters.overall)),
      ...types.map((type) =>
        row(`Held, ${type}`, ({ delimiters }) => {
          const found = delimiters.byType.find((entry) => entry.type === type);
          return found === undefined ? textCell('–') : proportionCell(found.proportion);
        }),
      ),
    ],
  };
  const caption = 'Held is matched over all openers that were not censored.';
  return {
    folded: true,
    id: 'fates',
    chart: null,
    title: 'What became of every opener',
    caption,
    description: '',
    table,
  };
}

const definitions: readonly Definition[] = [
  {
    term: 'Distance',
    text: 'Characters from the opener to what decided its fate. Each bracket counts at all distances up to its own: 1, 2, 4, and so on.',
  },
  { term: 'Matched', text: 'Closed by its own kind. Brackets inside strings and comments do not count.' },
  { term: 'Wrong type', text: 'The closer that came was of another kind.' },
  { term: 'Closed by force', text: 'A closer further out came first.' },
  {
    term: 'Censored',
    text: 'Still open where a sample was cut. It is neither held nor broken; the curves of what becomes of an opener account for it (Aalen–Johansen).',
  },
  {
    term: '95 % interval',
    text: 'Wilson’s, clustered by document, for each bucket by itself. With many buckets, one in twenty may lie off by chance; what is said of one against another is a test corrected for their number.',
  },
  { term: 'Thin', text: 'Fewer than 30 cases: shown hollow, and not to be leaned on.' },
];
