import { notes, type SectionDraft } from '../document/index.ts';
import type { SectionKit } from './section-kit.ts';

export function importsSection(kit: SectionKit<'imports'>): SectionDraft {
  return {
    id: 'imports',
    metric: 19,
    title: 'Imports',
    paragraphs: [
      kit.share('imports used', 'imports', (name, share) => `${name} uses ${share} of what it imports`),
      kit.share(
        'qualifiers imported',
        'names in front of a dot that only an import can have bound',
        (name, share) =>
          `where ${name} takes a member of a name that it binds nowhere else, ${share} of those names are imported`,
      ),
    ],
    figures: [
      kit.curve(({ imports }) => imports.usedByDistance, {
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
        chartNote: notes.criterion,
      }),
      kit.curve(({ imports }) => imports.qualifiersByDistance, {
        id: 'qualifiers-by-distance',
        axes: {
          vertical: 'Share imported',
          horizontal: 'Characters from the import to the use',
          threshold: true,
        },
        title: 'Names in front of a dot that were imported, by distance',
        caption:
          'Of the names in front of a dot that an import or nothing binds, the share imported. Without an import the distance is that from the beginning of the text.',
        chartNote: notes.criterion,
      }),
      kit.table({ id: 'imports-counts', title: 'What became of every import', folded: true }, [
        ['Names imported', ({ imports }) => imports.imports],
        ['Censored', ({ imports }) => imports.censored],
        ['Used', ({ imports }) => imports.used],
        ['In front of a dot, imported', ({ imports }) => imports.qualifiers],
      ]),
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
