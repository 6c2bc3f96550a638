import { countCell, nothing, numberCell, proportionCell, textCell } from '../document/cells.ts';
import { proportionSentences } from '../document/sentences.ts';
import { inSentence, type NamedSubjectWith, type SubjectWith, subjectsWith } from '../document/subjects.ts';
import type { Bucket, Cell, Definition, Figure, Result, Section } from '../document/types.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import { criterionNote, seriesFigure } from './bucket-figure.ts';
import { fateFigure, fateSentence } from './fates.ts';

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
      `A quote is a promise too: a single-line string must end before its line does, a docstring may run on for pages. Strings closed as they should be${subjects.some(({ subject }) => subject.cut) ? ' (triple-quoted ones only in whole files: in a sample nothing can break them but its end)' : ''}. ${proportionSentences(subjects, ({ strings }) => strings.overall, { result, measure: subjects[0]?.subject.cut ? 'strings/cut' : 'strings/whole' })}`,
      fateSentence(
        subjects,
        ({ strings }) => strings.triple.fateByDistance,
        512,
        'beginning of a triple-quoted string',
      ),
      insideOutSentences(subjects),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

/** Where quotes are lost, what should be text is read as code; the share of characters in strings shows it. */
function insideOutSentences(subjects: readonly NamedSubjectWith<'strings'>[]): string {
  const shares = subjects.map(
    (named) => `${formatPercent(named.subject.strings.inStrings)} in ${inSentence(named)}`,
  );
  const flags = subjects
    .filter(({ subject }) => subject.strings.insideOut.held > 0)
    .map((named) => {
      const { insideOut, triple } = named.subject.strings;
      return `Text and code are inside out in ${formatCount(insideOut.held)} of ${formatCount(insideOut.n)} documents of ${inSentence(named)}: quotes were lost, and ${formatCount(triple.accidental)} strings end where another should begin. They are counted neither as closed nor as broken, and what stands around them is measured as if prose were code.`;
    });
  return [`Characters in strings: ${shares.join(', ')}.`, ...flags].join(' ');
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
  return fateFigure(subjects, ({ strings }) => strings.triple.fateByDistance, {
    id: 'strings-closure',
    chart: 'strings-closure',
    title: 'What becomes of a triple-quoted string',
    opener: 'triple-quoted strings',
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
        row('Triple-quoted, ended by the beginning of another', ({ strings }) =>
          countCell(strings.triple.accidental),
        ),
        row('Triple-quoted, closed', ({ strings }) =>
          strings.triple.overall === null ? nothing : proportionCell(strings.triple.overall),
        ),
        row('Characters in strings', ({ strings }) => numberCell(strings.inStrings, formatPercent)),
        row('Documents inside out', ({ strings }) => countCell(strings.insideOut.held)),
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
    text: 'Three quotes, as of docstrings. One that the end of a sample cuts off is still open; nothing in a sample can break it, so that there is no share of those closed.',
  },
  {
    term: 'Inside out',
    text: 'Prose stands beside a triple-quoted string and code in it: quotes were lost further up.',
  },
  { term: 'Field', text: 'A pair of braces in an f-string. It must close before its string ends.' },
];
