import { hasCounts } from '../document/bucket-table.ts';
import { countCell, proportionCell, textCell } from '../document/cells.ts';
import { withInterval } from '../document/compare.ts';
import { orderSentences } from '../document/order-sentence.ts';
import { proportionSentences } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, type SubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Bucket, Cell, Definition, Figure, Result, Section } from '../document/types.ts';
import { capitalize } from '../text/format.ts';
import { criterionNote, seriesFigure } from './bucket-figure.ts';
import { survivalFigure } from './closure.ts';

type Strings = SubjectWith<'strings'>;

/** Metric 2. Null where no strings were measured. */
export function stringsSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'strings');
  if (subjects.length === 0) return null;
  const figures = [byDistance(subjects), closure(subjects), kinds(subjects)];
  return {
    id: 'strings',
    metric: 2,
    title: 'Strings and docstrings',
    paragraphs: [
      `A quote is a promise too: a single-line string must end before its line does, a docstring may run on for pages. Single-line strings closed on their line. ${proportionSentences(subjects, ({ strings }) => strings.singleLine)}`,
      tripleSentences(subjects),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

function tripleSentences(subjects: readonly NamedSubjectWith<'strings'>[]): string {
  const [primary, ...others] = subjects;
  if (primary === undefined) return '';
  const { overall } = primary.subject.strings.triple;
  const name = inSentence(primary);
  const lead = `Of the triple-quoted strings, ${name} closes ${withInterval(overall)}.`;
  if (overall.estimate === null)
    return `${capitalize(name)} has no triple-quoted string whose end could be judged.`;
  const side = ({ subject }: NamedSubjectWith<'strings'>) => subject.strings.triple.byDistance;
  const compared = others
    .filter((other) => hasCounts(side(other)))
    .map((other) =>
      orderSentences({ name, buckets: side(primary) }, { name: inSentence(other), buckets: side(other) }),
    );
  return [lead, ...compared].join(' ');
}

function byDistance(subjects: readonly NamedSubjectWith<'strings'>[]): Figure | null {
  const picks: readonly [string, (subject: Strings) => readonly Bucket[]][] = [
    ['single-line', ({ strings }) => strings.singleLineByDistance],
    ['triple', ({ strings }) => strings.triple.byDistance],
    ['fields', ({ strings }) => strings.fieldsByDistance],
  ];
  const series = picks.flatMap(([kind, pick]) =>
    subjects.map(({ name, subject }) => ({ name: `${kind}, ${name}`, buckets: pick(subject) })),
  );
  return seriesFigure(series, {
    id: 'strings-by-distance',
    chart: 'strings-by-distance',
    title: 'Share of strings closed, by distance',
    caption: 'Of the strings whose fate was settled at this distance, the share that closed as it should.',
    chartNote: criterionNote,
    heading: 'Distance, characters',
  });
}

function closure(subjects: readonly NamedSubjectWith<'strings'>[]): Figure | null {
  return survivalFigure(subjects, ({ strings }) => strings.triple.closure, {
    id: 'strings-closure',
    chart: 'strings-closure',
    title: 'Share of triple-quoted strings still open, by distance',
    caption:
      'Kaplan–Meier estimate with 95 % bands. Strings cut off by the end of a sample count for as long as they were seen.',
  });
}

function kinds(subjects: readonly NamedSubjectWith<'strings'>[]): Figure {
  const row = (label: string, pick: (subject: Strings) => Cell): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => pick(subject)),
  ];
  return {
    id: 'strings-kinds',
    chart: null,
    folded: true,
    title: 'What became of every string',
    caption: '',
    description: '',
    table: {
      caption: 'What became of every string',
      columns: ['', ...subjects.map(({ name }) => name)],
      rows: [
        row('Single-line, closed', ({ strings }) => proportionCell(strings.singleLine)),
        row('Triple-quoted, opened', ({ strings }) => countCell(strings.triple.openers)),
        row('Triple-quoted, censored', ({ strings }) => countCell(strings.triple.censored)),
        row('Triple-quoted, closed', ({ strings }) => proportionCell(strings.triple.overall)),
        row('Fields of f-strings, closed', ({ strings }) => proportionCell(strings.fields)),
      ],
    },
  };
}

const definitions: readonly Definition[] = [
  {
    term: 'Single-line',
    text: 'A string in one pair of quotes. It is broken where the line ends before the string does.',
  },
  {
    term: 'Triple-quoted',
    text: 'Three quotes, as of docstrings. One that the end of a sample cuts off is censored.',
  },
  { term: 'Field', text: 'A pair of braces in an f-string. It must close before its string ends.' },
];
