import {
  barsNote,
  type Figure,
  proportionCell,
  type Section,
  subjectFigure,
  subjectTable,
  tableFigure,
} from '@longrange/document/internal';
import type { Result } from '../../result/schema.ts';
import { type NamedSubjectWith, subjectsWith } from '../names/subjects.ts';
import { shareSentence } from '../words/sentences.ts';

type NamedSubject = NamedSubjectWith<'indentation'>;

/** Metric 3. Null where it was not measured: the language has no layout. */
export function indentationSection(result: Result): Section | null {
  const subjects = subjectsWith(result, 'indentation');
  if (subjects.length === 0) return null;
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
      shareSentence(
        subjects,
        ({ indentation }) => indentation.overall,
        { noun: 'indentation', say: (name, share) => `${name} passes ${share} of its indentation checks` },
        { result, measure: 'indentation' },
      ),
      `Dedents need memory: they must return to a level that is still open. ${shareSentence(
        subjects,
        ({ indentation }) => indentation.dedents,
        { noun: 'dedents', say: (name, share) => `${name} gets ${share} of them right` },
        { result, measure: 'dedents' },
      )}`,
    ],
    figures: figures.filter((figure) => figure !== null),
    definitions: {
      Indents: 'A line is indented more deeply after a line that opens a block, and only there.',
      Dedents: 'A less indented line returns to a level that is still open.',
      Unit: 'The lines of a block keep its unit: its width, and tabs or spaces.',
    },
  };
}

const vertical = 'Share of checks passed';

function byDepth(subjects: readonly NamedSubject[]): Figure | null {
  return subjectFigure(subjects, ({ indentation }) => indentation.byDepth, {
    id: 'indentation-by-depth',
    axes: { vertical, horizontal: 'Block depth', isSteps: true },
    title: 'Indentation checks passed, by depth',
    caption: 'Depth: the number of blocks around a line.',
    chartNote: barsNote,
    heading: 'Depth',
  });
}

function byDistance(subjects: readonly NamedSubject[]): Figure | null {
  return subjectFigure(subjects, ({ indentation }) => indentation.byDistance, {
    id: 'indentation-by-distance',
    axes: { vertical, horizontal: 'Characters since the block opened' },
    title: 'Indentation checks passed, by distance',
    caption: 'Distance: characters since the block opened.',
    chartNote: barsNote,
    heading: 'Distance, characters',
  });
}

function byLines(subjects: readonly NamedSubject[]): Figure | null {
  return subjectFigure(subjects, ({ indentation }) => indentation.byLines, {
    id: 'indentation-by-lines',
    folded: true,
    title: 'Indentation checks passed, by lines since the block opened',
    caption: 'The same, with distance in lines.',
    heading: 'Lines',
  });
}

function kinds(subjects: readonly NamedSubject[]): Figure {
  return tableFigure({
    id: 'indentation-kinds',
    title: 'Indentation checks passed, by kind',
    ...subjectTable(subjects, [
      ['Indents', ({ indentation }) => proportionCell(indentation.indents)],
      ['Dedents', ({ indentation }) => proportionCell(indentation.dedents)],
      ['Unit', ({ indentation }) => proportionCell(indentation.unit)],
      ['All', ({ indentation }) => proportionCell(indentation.overall)],
    ]),
  });
}
