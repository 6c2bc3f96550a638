import {
  barsNote,
  proportionCell,
  type SectionDraft,
  subjectFigure,
  subjectTable,
  tableFigure,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import type { Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { Indentation } from './indentation.ts';

type Measured = Subjects<{ readonly indentation: Indentation }>;

/** Metric 3. Null where it was not measured: the language has no layout. */
export function indentationSection(subjects: Measured, tests: Tests): SectionDraft {
  return {
    id: 'indentation',
    metric: 3,
    title: 'Indentation',
    paragraphs: [
      shareSentence(
        subjects,
        {
          pick: ({ indentation }) => indentation.overall,
          noun: 'indentation',
          say: (name, share) => `${name} passes ${share} of its indentation checks`,
          measure: 'indentation',
        },
        tests,
      ),
      `Dedents need memory: they must return to a level that is still open. ${shareSentence(subjects, { pick: ({ indentation }) => indentation.dedents, noun: 'dedents', say: (name, share) => `${name} gets ${share} of them right`, measure: 'dedents' }, tests)}`,
    ],
    figures: [
      subjectFigure(subjects, ({ indentation }) => indentation.byDepth, {
        id: 'indentation-by-depth',
        axes: { vertical, horizontal: 'Block depth', isSteps: true },
        title: 'Indentation checks passed, by depth',
        caption: 'Depth: the number of blocks around a line.',
        chartNote: barsNote,
        heading: 'Depth',
      }),
      subjectFigure(subjects, ({ indentation }) => indentation.byDistance, {
        id: 'indentation-by-distance',
        axes: { vertical, horizontal: 'Characters since the block opened' },
        title: 'Indentation checks passed, by distance',
        caption: 'Distance: characters since the block opened.',
        chartNote: barsNote,
        heading: 'Distance, characters',
      }),
      subjectFigure(subjects, ({ indentation }) => indentation.byLines, {
        id: 'indentation-by-lines',
        folded: true,
        title: 'Indentation checks passed, by lines since the block opened',
        caption: 'The same, with distance in lines.',
        heading: 'Lines',
      }),
      tableFigure({
        id: 'indentation-kinds',
        title: 'Indentation checks passed, by kind',
        ...subjectTable(subjects, [
          ['Indents', ({ indentation }) => proportionCell(indentation.indents)],
          ['Dedents', ({ indentation }) => proportionCell(indentation.dedents)],
          ['Unit', ({ indentation }) => proportionCell(indentation.unit)],
          ['All', ({ indentation }) => proportionCell(indentation.overall)],
        ]),
      }),
    ],
    definitions: {
      Indents: 'A line is indented more deeply after a line that opens a block, and only there.',
      Dedents: 'A less indented line returns to a level that is still open.',
      Unit: 'The lines of a block keep its unit: its width, and tabs or spaces.',
    },
  };
}

const vertical = 'Share of checks passed';
