import type { AnalyzedDocument, ImportedName, NameUse, Observation } from '@longrange/code';
import { z } from 'zod';
import { doublingScale, shareHeld, shareHeldByRange } from '../../statistics/buckets.ts';
import { incidenceCurve, shareClosedByDistance } from '../../statistics/competing-risks.ts';
import { partsOfEvents, partsOfObservations } from '../../statistics/document-parts.ts';
import { eventTimesOf } from '../../statistics/event-times.ts';
import {
  bucketSchema,
  bucketsOf,
  count,
  incidencePointSchema,
  proportionSchema,
} from '../../statistics/shapes.ts';
import type { TextMetric } from '../metric.ts';

/** Metric 19. */
const importsSchema = z.object({
  /** Names imported outside functions and classes; each once. */
  imports: count,
  /** Those of which it cannot be known whether they are used. */
  censored: count,
  /** Imports that are used. */
  used: proportionSchema,
  /** Of those not yet used after `from` characters, the share used in the end; buckets lie in each other. */
  usedByDistance: bucketsOf(bucketSchema),
  /** Used, not used to the end of the text, or not known, by characters since the import. */
  fateByDistance: bucketsOf(incidencePointSchema),
  /** Names in front of a dot that nothing but an import can have bound: the share that one has. */
  qualifiers: proportionSchema,
  /** By characters since the import, or where there is none since the beginning of the text. */
  qualifiersByDistance: bucketsOf(bucketSchema),
});

/** Whether a text uses what it imports, and imports what it uses. */
export type Imports = z.infer<typeof importsSchema>;

const nullableSchema = importsSchema.nullable();

export const imports: TextMetric<
  'imports',
  readonly ImportObservation[],
  typeof nullableSchema,
  'imports used' | 'qualifiers imported'
> = {
  key: 'imports',
  number: 19,
  title: 'Imports',
  schema: nullableSchema,
  applies: ({ language }) => language.names !== undefined,
  measure: measureImports,
  summarize: (documents) => summarizeImports(documents.flat()),
  figures: [
    {
      id: 'imports used',
      title: 'Imports used',
      unit: 'share',
      headline: 7,
      ranges: 'nested',
      lmEval: {
        task: 'imports_used',
        description: 'imported names that are used, of those not cut',
        metric: 'held',
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
        description: 'names in front of a dot that an import binds, of those that nothing else binds',
        metric: 'held',
      },
      pick: ({ qualifiers }) => qualifiers,
      parts: (documents) => {
        const observations = ofKind(documents.flat(), 'qualifier');
        return partsOfObservations({ measure: 'qualifiers imported', observations, byDistance: true });
      },
    },
  ],
};

/**
 * Metric 19, one import or one use of what must have been imported:
 *
 * - `import`: a name imported outside functions and classes, its first import only. Held if it is read anywhere, from the import to its first
 *   use after it (or, where it is only read before it, the nearest); broken if it is not read before the end of the text. Censored where nobody
 *   can tell: the text was cut, it is there to be imported from, or the name is in a line that does not parse.
 * - `qualifier`: a name in front of a dot that an import has bound (held), from that import on, or that nothing has bound (broken), from the
 *   beginning of the text, where imports are. What is bound in another way is none.
 *
 * `depth` is 0 for imports; `attractors` is 0.
 */
type ImportObservation = Observation<'import' | 'qualifier'>;

/** Metric 19: imports in the order of the text, then qualifiers. */
export function measureImports({ name, text, names }: AnalyzedDocument): ImportObservation[] {
  if (names === null) return [];
  const observations = names.imports.map((one) => observeImport(name, text.length, one));
  for (const use of names.uses) {
    const qualifier = observeQualifier(name, text, use);
    if (qualifier !== null) observations.push(qualifier);
  }
  return observations;
}

export function summarizeImports(observations: readonly ImportObservation[]): Imports {
  const imports = ofKind(observations, 'import');
  const qualifiers = ofKind(observations, 'qualifier');
  const fates = eventTimesOf(imports);
  return {
    imports: imports.length,
    censored: imports.filter(({ outcome }) => outcome === 'censored').length,
    used: shareHeld(imports),
    usedByDistance: shareClosedByDistance(fates),
    fateByDistance: incidenceCurve(fates),
    qualifiers: shareHeld(qualifiers),
    qualifiersByDistance: shareHeldByRange(qualifiers, ({ distance }) => distance, doublingScale),
  };
}

function ofKind(
  observations: readonly ImportObservation[],
  wanted: ImportObservation['kind'],
): ImportObservation[] {
  return observations.filter(({ kind }) => kind === wanted);
}

function observeImport(
  document: string,
  textEnd: number,
  { position, firstUse, isKnown }: ImportedName,
): ImportObservation {
  const other = firstUse ?? textEnd;
  const [start, end] = position < other ? [position, other] : [other, position];
  const outcome = firstUse !== null ? 'held' : isKnown ? 'broken' : 'censored';
  const distance = end - start;
  return { document, kind: 'import', outcome, start, end, distance, depth: 0, attractors: 0 };
}

function observeQualifier(document: string, text: string, use: NameUse): ImportObservation | null {
  const isImported = use.fate === 'resolved' && use.origin === 'imported';
  if (!isImported && use.fate === 'resolved') return null;
  const { name, position, depth } = use;
  if (!isInFrontOfDot(text, position + name.length)) return null;
  const other = isImported ? (use.binding ?? 0) : 0;
  const [start, end] = position < other ? [position, other] : [other, position];
  const outcome = isImported ? 'held' : use.fate === 'undefined' ? 'broken' : 'censored';
  return { document, kind: 'qualifier', outcome, start, end, distance: end - start, depth, attractors: 0 };
}

/** Whether a member of what ends there is asked for. */
function isInFrontOfDot(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ') at++;
  return text[at] === '.' && text[at + 1] !== '.';
}
