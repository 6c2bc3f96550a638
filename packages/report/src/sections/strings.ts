import { overDistance } from '../document/figures/bucket-curves.ts';
import { countCell, nothing, numberCell, proportionCell } from '../document/figures/cells.ts';
import { subjectTable, tableFigure } from '../document/figures/tables.ts';
import {
  documentNoun,
  inSentence,
  type NamedSubjectWith,
  type SubjectWith,
  subjectsWith,
} from '../document/names/subjects.ts';
import type { Bucket, Definition, Figure, Result, Section } from '../document/types.ts';
import { stringsMeasure } from '../document/words/measures.ts';
import { shareSentence } from '../document/words/sentences.ts';
import { countOf, formatCount, formatPercent, joinWords } from '../text/format.ts';
import { fateFigure, fateSentence } from './fates.ts';
import { criterionNote, panelsNote, shareFigure } from './share-figure.ts';

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
      shareSentence(
        subjects,
        ({ strings }) => strings.overall,
        { noun: 'strings', say: (name, share) => `${name} closes ${share} of its strings` },
        { result, measure: stringsMeasure(subjects[0]!.subject) },
      ),
      subjects.some(({ subject }) => subject.cut)
        ? 'A single-line string must close before its line ends. Triple-quoted strings count in whole files only: nothing in a sample can break one but the end of the sample.'
        : 'A single-line string must close before its line ends, a triple-quoted one before the file does.',
      fateSentence(
        subjects,
        ({ strings }) => strings.triple.fateByDistance,
        512,
        'a triple-quoted string opens',
      ),
      insideOutSentences(subjects),
    ].filter(Boolean),
    figures: figures.filter((figure) => figure !== null),
    definitions,
  };
}

/** Where quotes are lost, prose is read as code and code as prose; the share of characters in strings shows it. */
export function insideOutSentences(subjects: readonly NamedSubjectWith<'strings'>[]): string {
  const shares = subjects.map(
    (named) => `${formatPercent(named.subject.strings.inStrings)} in ${inSentence(named)}`,
  );
  const swapped = subjects
    .filter(({ subject }) => subject.strings.insideOut.held > 0)
    .map((named) => {
      const { insideOut, triple } = named.subject.strings;
      const documents = `${formatCount(insideOut.held)} of ${countOf(insideOut.n, documentNoun(named))}`;
      return `${documents} of ${inSentence(named)} (${countOf(triple.accidental, 'string')})`;
    });
  const share = `Characters inside strings: ${shares.join(', ')}.`;
  if (swapped.length === 0) return share;
  return `${share} Lost quotes turn text and code inside out in ${joinWords(swapped)}: strings end where others should begin. They count as neither closed nor broken, and the prose around them is measured as code.`;
}

function byDistance(subjects: readonly NamedSubjectWith<'strings'>[]): Figure | null {
  const kinds: readonly [title: string, short: string, pick: (subject: Strings) => readonly Bucket[]][] = [
    ['single-line strings', 'single-line', ({ strings }) => strings.singleLineByDistance],
    ['triple-quoted strings', 'triple', ({ strings }) => strings.triple.byDistance],
    ['fields of f-strings', 'fields', ({ strings }) => strings.fieldsByDistance],
  ];
  const panels = kinds.map(([title, short, pick]) => ({
    title,
    series: subjects.map(({ name, subject }) => {
      return { style: subject.id, name, column: `${short}, ${name}`, buckets: pick(subject) };
    }),
  }));
  return shareFigure(panels, {
    id: 'strings-by-distance',
    chart: (all) =>
      overDistance(all, {
        vertical: 'Share closed',
        horizontal: 'Characters from the quote or brace to its end',
        threshold: true,
        hidesThinPanels: true,
      }),
    title: 'Strings closed, by distance',
    caption: 'Of the strings closed or broken at this distance, the share closed.',
    chartNote: `${criterionNote} ${panelsNote}`,
    heading: 'Distance, characters',
  });
}

function closure(subjects: readonly NamedSubjectWith<'strings'>[]): Figure | null {
  return fateFigure(subjects, ({ strings }) => strings.triple.fateByDistance, {
    id: 'strings-closure',
    title: 'Triple-quoted strings: closed, broken or still open',
    openers: 'triple-quoted strings',
  });
}

function kinds(subjects: readonly NamedSubjectWith<'strings'>[]): Figure {
  const table = subjectTable('What happened to every string', subjects, [
    ['Single-line, closed', ({ strings }) => proportionCell(strings.singleLine)],
    ['Triple-quoted, opened', ({ strings }) => countCell(strings.triple.openers)],
    ['Triple-quoted, censored', ({ strings }) => countCell(strings.triple.censored)],
    ['Triple-quoted, ended where another begins', ({ strings }) => countCell(strings.triple.accidental)],
    [
      'Triple-quoted, closed',
      ({ strings }) => (strings.triple.overall === null ? nothing : proportionCell(strings.triple.overall)),
    ],
    ['Characters in strings', ({ strings }) => numberCell(strings.inStrings, formatPercent)],
    ['Documents inside out', ({ strings }) => countCell(strings.insideOut.held)],
    ['Fields of f-strings, closed', ({ strings }) => proportionCell(strings.fields)],
  ]);
  return tableFigure('strings-kinds', table, { folded: true });
}

const definitions: readonly Definition[] = [
  {
    term: 'Single-line',
    text: 'A string in single or double quotes. It breaks if its line ends first.',
  },
  {
    term: 'Triple-quoted',
    text: 'A string in three quotes, such as a docstring. One cut off by the end of a sample is still open.',
  },
  {
    term: 'Inside out',
    text: 'A triple-quoted string with code in it and prose beside it: quotes were lost further up.',
  },
  { term: 'Field', text: 'Braces with code in an f-string. They must close before the string does.' },
];
