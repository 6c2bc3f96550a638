import type { Strings } from '@longrange/eval/internal';
import type { Figure, SectionDraft } from '../document/index.ts';
import { cell, format, notes, shareFigure } from '../document/index.ts';
import { incidenceFigure, incidenceSentence } from '../words/incidence.ts';
import { documentNoun, inSentence, type Subjects } from '../words/subjects.ts';
import type { SectionKit } from './section-kit.ts';

interface Measured {
  readonly strings: Strings;
}

export function stringsSection(kit: SectionKit<'strings'>): SectionDraft {
  const { subjects } = kit;
  const incidence = ({ strings }: Measured) => strings.multiLine?.incidenceByDistance ?? [];
  const hasMultiLine = subjects.some(({ subject }) => subject.strings.multiLine !== null);
  const hasFields = subjects.some(({ subject }) => subject.strings.fields !== null);
  return {
    id: 'strings',
    metric: 2,
    title: 'Strings',
    paragraphs: [
      kit.share('strings', 'strings', (name, share) => `${name} closes ${share} of its strings`),
      !hasMultiLine
        ? 'A string must close before its line ends.'
        : subjects.some(({ subject }) => subject.cut)
          ? 'A single-line string must close before its line ends. Multi-line strings count in whole files only: nothing in a sample can break one but the end of the sample.'
          : 'A single-line string must close before its line ends, a multi-line one before the file does.',
      incidenceSentence(subjects, incidence, 512, 'a multi-line string opens'),
      insideOutSentences(subjects),
    ],
    figures: [
      byDistance(subjects),
      incidenceFigure(subjects, incidence, {
        id: 'strings-closure',
        title: 'Multi-line strings: closed, broken or still open',
        openers: 'multi-line strings',
      }),
      kit.table({ id: 'strings-kinds', title: 'What happened to every string', folded: true }, [
        ['Single-line, closed', ({ strings }) => strings.singleLine],
        ['Multi-line, opened', ({ strings }) => strings.multiLine?.openers],
        ['Multi-line, censored', ({ strings }) => strings.multiLine?.censored],
        ['Multi-line, ended where another begins', ({ strings }) => strings.multiLine?.accidental],
        ['Multi-line, closed', ({ strings }) => strings.multiLine?.overall],
        ['Characters in strings', ({ strings }) => cell.number(strings.inStrings, format.percent)],
        ['Documents inside out', ({ strings }) => strings.insideOut?.held],
        ['Fields of formatted strings, closed', ({ strings }) => strings.fields],
      ]),
    ],
    definitions: {
      'Single-line': 'A string that ends with its line. It breaks if its line ends first.',
      ...(hasMultiLine && {
        'Multi-line':
          'A string that may span lines, so that only its quotes end it. One cut off by the end of a sample is still open.',
        'Inside out': 'A multi-line string with code in it and prose beside it: quotes were lost further up.',
      }),
      ...(hasFields && {
        Field: 'Braces with code in a formatted string. They must close before the string does.',
      }),
    },
  };
}

/** Explains text and code that are inside out after lost quotes, which the share of characters in strings reveals. */
export function insideOutSentences(subjects: Subjects<Measured>): string {
  const shares = subjects.map(
    (named) => `${format.percent(named.subject.strings.inStrings)} in ${inSentence(named)}`,
  );
  const swapped = subjects.flatMap((named) => {
    const { insideOut, multiLine } = named.subject.strings;
    if (insideOut === null || multiLine === null || insideOut.held === 0) return [];
    const documents = `${format.count(insideOut.held)} of ${format.countOf(insideOut.n, documentNoun(named))}`;
    return [`${documents} of ${inSentence(named)} (${format.countOf(multiLine.accidental, 'string')})`];
  });
  const share = `Characters inside strings: ${shares.join(', ')}.`;
  if (swapped.length === 0) return share;
  return `${share} Lost quotes turn text and code inside out in ${format.list(swapped)}: strings end where others should begin. They count as neither closed nor broken, and the prose around them is measured as code.`;
}

function byDistance(subjects: Subjects<Measured>): Figure | null {
  const kinds = [
    ['single-line strings', 'single-line', ({ singleLineByDistance }: Strings) => singleLineByDistance],
    ['multi-line strings', 'multi-line', ({ multiLine }: Strings) => multiLine?.byDistance ?? []],
    ['fields of formatted strings', 'fields', ({ fieldsByDistance }: Strings) => fieldsByDistance],
  ] as const;
  const panels = kinds.map(([title, short, pick]) => ({
    title,
    series: subjects.map(({ name, subject: { id, strings } }) => {
      return { style: id, name, column: `${short}, ${name}`, buckets: pick(strings) };
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
    chartNote: `${notes.criterion} ${notes.panels}`,
    heading: 'Distance, characters',
  });
}
