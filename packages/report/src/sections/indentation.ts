import { proportionCell, textCell } from '../document/cells.ts';
import { proportionSentences } from '../document/sentences.ts';
import { type NamedSubject, namedSubjects } from '../document/subjects.ts';
import type { Cell, Figure, Proportion, Result, Section, Subject, Table } from '../document/types.ts';
import { bucketFigure } from './bucket-figure.ts';

/** Metric 3. */
export function indentationSection(result: Result): Section {
  const subjects = namedSubjects(result);
  const figures: (Figure | null)[] = [
    byDepth(subjects),
    byDistance(subjects),
    byLines(subjects),
    kinds(subjects),
  ];
  return {
    id: 'indentation',
    metric: 3,
    title: 'Indentation',
    paragraphs: [
      `Each line's indent depends on the block it stands in, which may have opened long ago. ${proportionSentences(subjects, ({ indentation }) => indentation.overall, { result, measure: 'indentation' })}`,
      `Landing back on an open level is the part that needs memory. ${proportionSentences(subjects, ({ indentation }) => indentation.dedents, { result, measure: 'dedents' })}`,
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: [
      {
        term: 'Indents',
        text: 'An indent follows a line that ends in a colon, and every such line is followed by one.',
      },
      { term: 'Dedents', text: 'A dedent lands on a level that is open.' },
      { term: 'Unit', text: 'The lines of a block keep its unit: width, and tabs or spaces.' },
      { term: 'Distance', text: 'Characters (or lines) since the block opened.' },
      {
        term: 'Drift',
        text: 'A share that falls with depth: the deeper the block, the less certain its level.',
      },
    ],
  };
}

function byDepth(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ indentation }) => indentation.byDepth, {
    id: 'indentation-by-depth',
    chart: 'indentation-by-depth',
    title: 'Share of indentation checks held, by block depth',
    caption: 'Depth counts the blocks that a line stands in.',
    chartNote: 'Bars are 95 % intervals; hollow points have fewer than 30 checks.',
    heading: 'Depth',
  });
}

function byDistance(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ indentation }) => indentation.byDistance, {
    id: 'indentation-by-distance',
    chart: 'indentation-by-distance',
    title: 'Share of indentation checks held, by distance',
    caption: 'Characters since the block opened.',
    chartNote: 'Bars are 95 % intervals; hollow points have fewer than 30 checks.',
    heading: 'Distance, characters',
  });
}

function byLines(subjects: readonly NamedSubject[]): Figure | null {
  return bucketFigure(subjects, ({ indentation }) => indentation.byLines, {
    id: 'indentation-by-lines',
    chart: null,
    folded: true,
    title: 'Share of indentation checks held, by lines since the block opened',
    caption: 'Lines since the block opened, in place of characters.',
    heading: 'Lines',
  });
}

function kinds(subjects: readonly NamedSubject[]): Figure {
  const row = (label: string, pick: (subject: Subject) => Proportion): Cell[] => [
    textCell(label),
    ...subjects.map(({ subject }) => proportionCell(pick(subject))),
  ];
  const table: Table = {
    caption: 'The kinds of check',
    columns: ['', ...subjects.map(({ name }) => name)],
    rows: [
      row('Indents', ({ indentation }) => indentation.indents),
      row('Dedents', ({ indentation }) => indentation.dedents),
      row('Unit', ({ indentation }) => indentation.unit),
      row('All', ({ indentation }) => indentation.overall),
    ],
  };
  return {
    id: 'indentation-kinds',
    chart: null,
    title: 'The kinds of check',
    caption: '',
    description: '',
    table,
  };
}
