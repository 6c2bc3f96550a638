import {
  type Bucket,
  countCell,
  countOf,
  criterionNote,
  type Definitions,
  type Figure,
  formatCount,
  formatPercent,
  joinWords,
  numberCell,
  panelsNote,
  proportionCell,
  type SectionDraft,
  shareFigure,
  subjectTable,
  tableFigure,
} from '@longrange/document/internal';
import { incidenceFigure, incidenceSentence } from '../../words/incidence.ts';
import { shareSentence } from '../../words/sentences.ts';
import { documentNoun, inSentence, type Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { Strings } from './strings.ts';

type Measured = Subjects<{ readonly strings: Strings }>;

/** Metric 2. Null where no strings were measured. */
export function stringsSection(subjects: Measured, tests: Tests): SectionDraft {
  const figures = [
    byDistance(subjects),
    incidenceFigure(subjects, ({ strings }) => strings.multiLine?.incidenceByDistance ?? [], {
      id: 'strings-closure',
      title: 'Multi-line strings: closed, broken or still open',
      openers: 'multi-line strings',
    }),
    kinds(subjects),
  ];
  return {
    id: 'strings',
    metric: 2,
    title: 'Strings',
    paragraphs: [
      shareSentence(
        subjects,
        {
          pick: ({ strings }) => strings.overall,
          noun: 'strings',
          say: (name, share) => `${name} closes ${share} of its strings`,
          measure: 'strings',
        },
        tests,
      ),
      whereStringsClose(subjects),
      incidenceSentence(
        subjects,
        ({ strings }) => strings.multiLine?.incidenceByDistance ?? [],
        512,
        'a multi-line string opens',
      ),
      insideOutSentences(subjects),
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: definitionsOf(subjects),
  };
}

function whereStringsClose(subjects: Measured): string {
  if (subjects.every(({ subject }) => subject.strings.multiLine === null))
    return 'A string must close before its line ends.';
  return subjects.some(({ subject }) => subject.cut)
    ? 'A single-line string must close before its line ends. Multi-line strings count in whole files only: nothing in a sample can break one but the end of the sample.'
    : 'A single-line string must close before its line ends, a multi-line one before the file does.';
}

/** Lost quotes turn prose into code and code into prose; the share of characters in strings shows it. */
export function insideOutSentences(subjects: Measured): string {
  const shares = subjects.map(
    (named) => `${formatPercent(named.subject.strings.inStrings)} in ${inSentence(named)}`,
  );
  const swapped = subjects.flatMap((named) => {
    const { insideOut, multiLine } = named.subject.strings;
    if (insideOut === null || multiLine === null || insideOut.held === 0) return [];
    const documents = `${formatCount(insideOut.held)} of ${countOf(insideOut.n, documentNoun(named))}`;
    return [`${documents} of ${inSentence(named)} (${countOf(multiLine.accidental, 'string')})`];
  });
  const share = `Characters inside strings: ${shares.join(', ')}.`;
  if (swapped.length === 0) return share;
  return `${share} Lost quotes turn text and code inside out in ${joinWords(swapped)}: strings end where others should begin. They count as neither closed nor broken, and the prose around them is measured as code.`;
}

function byDistance(subjects: Measured): Figure | null {
  const kinds: readonly [
    title: string,
    short: string,
    pick: (subject: Measured[number]['subject']) => readonly Bucket[],
  ][] = [
    ['single-line strings', 'single-line', ({ strings }) => strings.singleLineByDistance],
    ['multi-line strings', 'multi-line', ({ strings }) => strings.multiLine?.byDistance ?? []],
    ['fields of formatted strings', 'fields', ({ strings }) => strings.fieldsByDistance],
  ];
  const panels = kinds.map(([title, short, pick]) => ({
    title,
    series: subjects.map(({ name, subject }) => {
      return { style: subject.id, name, column: `${short}, ${name}`, buckets: pick(subject) };
    }),
  }));
  return shareFigure(panels, {
    id: 'strings-by-distance',
    axes: {
      vertical: 'Share closed',
      horizontal: 'Characters from the quote or brace to its end',
      threshold: true,
      hidesThinPanels: true,
    },
    title: 'Strings closed, by distance',
    caption: 'Of the strings closed or broken at this distance, the share closed.',
    chartNote: `${criterionNote} ${panelsNote}`,
    heading: 'Distance, characters',
  });
}

function kinds(subjects: Measured): Figure {
  return tableFigure({
    id: 'strings-kinds',
    title: 'What happened to every string',
    folded: true,
    ...subjectTable(subjects, [
      ['Single-line, closed', ({ strings }) => proportionCell(strings.singleLine)],
      ['Multi-line, opened', ({ strings }) => countCell(strings.multiLine?.openers ?? null)],
      ['Multi-line, censored', ({ strings }) => countCell(strings.multiLine?.censored ?? null)],
      [
        'Multi-line, ended where another begins',
        ({ strings }) => countCell(strings.multiLine?.accidental ?? null),
      ],
      ['Multi-line, closed', ({ strings }) => proportionCell(strings.multiLine?.overall ?? null)],
      ['Characters in strings', ({ strings }) => numberCell(strings.inStrings, formatPercent)],
      ['Documents inside out', ({ strings }) => countCell(strings.insideOut?.held ?? null)],
      ['Fields of formatted strings, closed', ({ strings }) => proportionCell(strings.fields)],
    ]),
  });
}

function definitionsOf(subjects: Measured): Definitions {
  return {
    'Single-line': 'A string that ends with its line. It breaks if its line ends first.',
    ...(subjects.some(({ subject }) => subject.strings.multiLine !== null) ? multiLine : {}),
    ...(subjects.some(({ subject }) => subject.strings.fields !== null) ? field : {}),
  };
}

const multiLine: Definitions = {
  'Multi-line':
    'A string that may span lines, so that only its quotes end it. One cut off by the end of a sample is still open.',
  'Inside out': 'A multi-line string with code in it and prose beside it: quotes were lost further up.',
};

const field: Definitions = {
  Field: 'Braces with code in a formatted string. They must close before the string does.',
};
