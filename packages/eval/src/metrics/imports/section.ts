import {
  countCell,
  criterionNote,
  proportionCell,
  type SectionDraft,
  subjectFigure,
  subjectTable,
  tableFigure,
} from '@longrange/document/internal';
import { shareSentence } from '../../words/sentences.ts';
import type { Subjects } from '../../words/subjects.ts';
import type { Tests } from '../../words/tested.ts';
import type { Imports } from './imports.ts';

type Measured = Subjects<{ readonly imports: Imports }>;

/** Metric 19. Null where names were not resolved. */
export function importsSection(subjects: Measured, tests: Tests): SectionDraft {
  return {
    id: 'imports',
    metric: 19,
    title: 'Imports',
    paragraphs: [
      shareSentence(
        subjects,
        {
          pick: ({ imports }) => imports.used,
          noun: 'imports',
          say: (name, share) => `${name} uses ${share} of what it imports`,
          measure: 'imports used',
        },
        tests,
      ),
      shareSentence(
        subjects,
        {
          pick: ({ imports }) => imports.qualifiers,
          noun: 'names in front of a dot that only an import can have bound',
          say: (name, share) =>
            `where ${name} takes a member of a name that it binds nowhere else, ${share} of those names are imported`,
          measure: 'qualifiers imported',
        },
        tests,
      ),
    ],
    figures: [
      subjectFigure(subjects, ({ imports }) => imports.usedByDistance, {
        id: 'imports-by-distance',
        axes: {
          vertical: 'Share used in the end',
          horizontal: 'Not yet used after this many characters',
          threshold: true,
        },
        title: 'Imports that get used, by distance',
        heading: 'Not used after, characters',
        caption:
          'Of the imports not yet used after this many characters, the share used in the end. One that is never used counts against every distance.',
        chartNote: criterionNote,
      }),
      subjectFigure(subjects, ({ imports }) => imports.qualifiersByDistance, {
        id: 'qualifiers-by-distance',
        axes: {
          vertical: 'Share imported',
          horizontal: 'Characters from the import to the use',
          threshold: true,
        },
        title: 'Names in front of a dot that were imported, by distance',
        heading: 'Distance, characters',
        caption:
          'Of the names in front of a dot that an import or nothing binds, the share imported. Without an import the distance is that from the beginning of the text.',
        chartNote: criterionNote,
      }),
      tableFigure({
        id: 'imports-counts',
        title: 'What became of every import',
        folded: true,
        ...subjectTable(subjects, [
          ['Names imported', ({ imports }) => countCell(imports.imports)],
          ['Censored', ({ imports }) => countCell(imports.censored)],
          ['Used', ({ imports }) => proportionCell(imports.used)],
          ['In front of a dot, imported', ({ imports }) => proportionCell(imports.qualifiers)],
        ]),
      }),
    ],
    definitions: {
      Import:
        'A name that is imported outside functions and classes; only the first import of each counts. An entry of the list of exports uses it.',
      Censored:
        'Not used before a cut, in a package’s own module, or named in a line that does not parse: nobody can tell.',
      'Real code':
        'Below 1 for imports used: some modules import names for others to import from them, or for the side effects of importing.',
      'In front of a dot': 'A name whose member is taken. It counts if an import or nothing at all binds it.',
    },
  };
}
