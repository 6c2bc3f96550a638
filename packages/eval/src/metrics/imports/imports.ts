import type { AnalyzedDocument, ImportedName, NameUse, Observation } from '@longrange/code';
import { z } from 'zod';
import { doublingScale, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { incidenceCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { partsOfEvents, partsOfObservations } from '../../statistics/document-parts.ts';
import { eventTimesOf } from '../../statistics/event-times.ts';
import * as shapes from '../../statistics/shapes.ts';
import { observe, textMetric } from '../metric.ts';

/** Figures of metric 19. */
const importsSchema = z.object({
  /** Number of names imported outside functions and classes, each counted once. */
  imports: shapes.count,
  /** Number of imports whose use cannot be known. */
  censored: shapes.count,
  /** Share of imports that are used. */
  used: shapes.proportionSchema,
  /** Share used in the end among imports not yet used after `from` characters. The buckets are nested. */
  usedByDistance: shapes.bucketsOf(shapes.bucketSchema),
  /** Number used, unused up to the end of the text, and unknown, by characters since the import. */
  incidenceByDistance: shapes.bucketsOf(shapes.incidencePointSchema),
  /** Share bound by an import, among names before a dot that only an import can have bound. */
  qualifiers: shapes.proportionSchema,
  /** The same share by characters since the import or, without one, since the beginning of the text. */
  qualifiersByDistance: shapes.bucketsOf(shapes.bucketSchema),
});

/** Shares of imports that are used, and of uses that are imported. */
export type Imports = z.infer<typeof importsSchema>;

/**
 * Metric 19, for one import, or one use of something that must have been imported:
 *
 * - `import`: the first import of a name outside functions and classes. Held if the name is read anywhere; the distance is to the first use
 *   after the import or, if all are before it, to the nearest. Broken if it is not read before the end of the text. Censored if that cannot
 *   be known: the text was truncated, it is meant to be imported from, or the name is in a line that does not parse or in a string of names, or
 *   the import says that it is on purpose.
 * - `qualifier`: a name before a dot that an import has bound (held; the distance is from the import) or that nothing has bound (broken;
 *   the distance is from the beginning of the text, where imports are). Names bound in another way do not count.
 *
 * `depth` is 0 for imports; `attractors` is 0.
 */
type ImportObservation = Observation<'import' | 'qualifier'>;

/** Measures metric 19: imports in the order of the text, then qualifiers. */
export function measureImports(document: AnalyzedDocument): ImportObservation[] {
  const { imports = [], uses = [] } = document.names ?? {};
  return [
    ...imports.map((one) => observeImport(document, one)),
    ...uses.flatMap((use) => observeQualifier(document, use) ?? []),
  ];
}

export function summarizeImports(observations: readonly ImportObservation[]): Imports {
  const imports = ofKind(observations, 'import');
  const qualifiers = ofKind(observations, 'qualifier');
  const events = eventTimesOf(imports);
  return {
    imports: imports.length,
    censored: imports.filter(({ outcome }) => outcome === 'censored').length,
    used: shareHeld(imports),
    usedByDistance: shareClosedByDistance(events),
    incidenceByDistance: incidenceCurve(events),
    qualifiers: shareHeld(qualifiers),
    qualifiersByDistance: shareHeldByRange(qualifiers, ({ distance }) => distance, doublingScale),
  };
}

function ofKind(observations: readonly ImportObservation[], wanted: ImportObservation['kind']) {
  return observations.filter(({ kind }) => kind === wanted);
}

function observeImport(
  document: AnalyzedDocument,
  { position, firstUse, isKnown }: ImportedName,
): ImportObservation {
  const outcome = firstUse !== null ? 'held' : isKnown ? 'broken' : 'censored';
  return observe(document, 'import', outcome, [position, firstUse ?? document.text.length]);
}

function observeQualifier(document: AnalyzedDocument, use: NameUse): ImportObservation | null {
  const isImported = use.event === 'resolved' && use.origin === 'imported';
  if (!isImported && use.event === 'resolved') return null;
  const { name, position, depth } = use;
  if (!isInFrontOfDot(document.text, position + name.length)) return null;
  const outcome = isImported ? 'held' : use.event === 'undefined' ? 'broken' : 'censored';
  return observe(document, 'qualifier', outcome, [position, isImported ? (use.binding ?? 0) : 0], depth);
}

/** Returns true if a member access follows. */
function isInFrontOfDot(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ') at++;
  return text[at] === '.' && text[at + 1] !== '.';
}

/** Number of characters of a name to show. */
const LONGEST_NAME = 80;

export const imports = textMetric({
  key: 'imports',
  schema: importsSchema.nullable(),
  applies: ({ language }) => language.names !== undefined,
  measure: measureImports,
  summarize: (documents) => summarizeImports(documents.flat()),
  // Names before a dot that nothing binds are undefined names.
  places: {
    name: 'imports',
    find: (observations, { text }) =>
      ofKind(observations, 'import')
        .filter(({ outcome }) => outcome === 'broken')
        .map(({ start }) => {
          const [name] = /^[\p{ID_Continue}$]+/u.exec(text.slice(start, start + LONGEST_NAME)) ?? ['import'];
          return { start, length: name.length, message: `unused import \`${name}\`` };
        }),
    share: ({ used }) => used.estimate,
  },
  figures: [
    {
      id: 'imports used',
      title: 'Imports used',
      unit: 'share',
      headline: 7,
      ranges: 'nested',
      lmEval: {
        task: 'imports_used',
        description: 'imported names that are used, without censored ones',
      },
      pick: ({ used }) => used,
      parts: (documents) => {
        const observations = ofKind(documents.flat(), 'import');
        return [
          ...partsOfObservations({ measure: 'imports used', observations, byDistance: false }),
          ...partsOfEvents('imports used', eventTimesOf(observations)),
        ];
      },
    },
    {
      id: 'qualifiers imported',
      title: 'Names in front of a dot that were imported',
      unit: 'share',
      lmEval: {
        task: 'qualifiers_imported',
        description: 'names in front of a dot that an import binds, without those bound otherwise',
      },
      pick: ({ qualifiers }) => qualifiers,
      parts: (documents) => {
        const observations = ofKind(documents.flat(), 'qualifier');
        return partsOfObservations({ measure: 'qualifiers imported', observations, byDistance: true });
      },
    },
  ],
  section: {
    id: 'imports',
    metric: 19,
    title: 'Imports',
    definition:
      'A name imported outside functions and classes counts once, as used if it is read anywhere; one not used before a cut is censored. Real code stays below 100 %: some imports are for other modules, or for side effects. A name in front of a dot counts if an import or nothing binds it.',
    figures: [
      {
        kind: 'share',
        id: 'imports-by-distance',
        title: 'Imports that get used, by distance',
        caption:
          'Of the imports not yet used after this many characters, the share used in the end. One that is never used counts against every distance.',
        vertical: 'Share used in the end',
        horizontal: 'Not yet used after this many characters',
        criterion: true,
        panels: [{ title: '', of: ({ usedByDistance }) => usedByDistance }],
      },
      {
        kind: 'share',
        id: 'qualifiers-by-distance',
        title: 'Names in front of a dot that were imported, by distance',
        caption: 'Without an import the distance is that from the beginning of the text.',
        vertical: 'Share imported',
        horizontal: 'Characters from the import to the use',
        criterion: true,
        panels: [{ title: '', of: ({ qualifiersByDistance }) => qualifiersByDistance }],
      },
      {
        kind: 'values',
        id: 'imports-counts',
        title: 'What became of every import',
        folded: true,
        rows: [
          { label: 'Names imported', of: (measured) => measured.imports },
          { label: 'Censored', of: ({ censored }) => censored },
          { label: 'Used', of: ({ used }) => used },
          { label: 'In front of a dot, imported', of: ({ qualifiers }) => qualifiers },
        ],
      },
    ],
  },
});
