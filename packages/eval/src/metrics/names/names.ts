import type { AnalysedDocument } from '../../code/document.ts';
import type { NameAnalysis, NameOrigin, NameUse, UnknowableReason } from '../../code/names.ts';
import { countByRange, doublingScale } from '../../statistics/buckets.ts';
import { clusteredProportion } from '../../statistics/clusters.ts';
import type { Observation } from '../../statistics/observation.ts';
import type { Names } from './schema.ts';

/**
 * Metric 5, one place where a name is read. `start` and `end` are the place and the nearest binding, whichever comes
 * first; both are the place where there is none in the text. `kind` tells where the name was found.
 */
export interface NameObservation extends Observation<NameOrigin | 'none'> {
  readonly name: string;
  /** Where it is read. */
  readonly position: number;
  /** Why it is censored. */
  readonly reason: UnknowableReason | null;
  /** Whether `distance` is one to a binding in the text. */
  readonly hasBinding: boolean;
}

/** The names of one document. */
export interface DocumentNames {
  readonly observations: readonly NameObservation[];
  readonly parameters: NameAnalysis['parameters'];
  readonly inDamage: NameAnalysis['inDamage'];
}

/**
 * Metric 5 of one document. Where it was cut, the last top-level statement is left out, since it could still have gone
 * on, and what functions read without finding it is unknowable: a binding further down would have been in time.
 */
export function measureNames({ name, names }: AnalysedDocument): DocumentNames {
  if (names === null) return { observations: [], parameters: { all: 0, read: 0 }, inDamage: 0 };
  const { uses, parameters, inDamage } = names;
  return { observations: uses.map((use) => observe(name, use)), parameters, inDamage };
}

function observe(document: string, use: NameUse): NameObservation {
  const { name, position, depth } = use;
  const binding = use.fate === 'resolved' ? use.binding : null;
  const other = binding ?? position;
  const [start, end] = position < other ? [position, other] : [other, position];
  return {
    document,
    kind: use.fate === 'resolved' ? use.origin : 'none',
    outcome: OUTCOMES[use.fate],
    start,
    end,
    distance: end - start,
    depth,
    attractors: 0,
    name,
    position,
    reason: use.fate === 'unknowable' ? use.reason : null,
    hasBinding: binding !== null,
  };
}

const OUTCOMES = { resolved: 'held', undefined: 'broken', unknowable: 'censored' } as const;

const MOST_UNDEFINED = 10;

export function summarizeNames(documents: readonly DocumentNames[]): Names {
  const observations = documents.flatMap((document) => document.observations);
  const withOutcome = (wanted: string) => observations.filter(({ outcome }) => outcome === wanted).length;
  const bound = observations.filter(({ hasBinding }) => hasBinding);
  return {
    loads: observations.length,
    unknowable: withOutcome('censored'),
    unboundAtCut: observations.filter(({ reason }) => reason === 'cut').length,
    inDamage: documents.reduce((total, { inDamage }) => total + inDamage, 0),
    undefined: withOutcome('broken'),
    undefinedPer100Loads: per100Loads(documents, isUndefined),
    undefinedPer100LoadsAtMost: per100Loads(
      documents,
      (observation) => isUndefined(observation) || observation.reason === 'cut',
    ),
    scopes: countOrigins(observations),
    byDistance: countByRange(bound, ({ distance }) => distance, doublingScale),
    argumentsUsed: clusteredProportion(
      documents.map(({ parameters: { read, all } }) => ({ numerator: read, denominator: all })),
    ),
    mostUndefined: mostFrequent(observations.filter(isUndefined)),
  };
}

function isUndefined({ outcome }: NameObservation): boolean {
  return outcome === 'broken';
}

/** Over the loads that are held or `isCounted`. */
function per100Loads(
  documents: readonly DocumentNames[],
  isCounted: (observation: NameObservation) => boolean,
): Names['undefinedPer100Loads'] {
  const parts = documents.map(({ observations }) => {
    const counted = observations.filter(isCounted).length;
    const held = observations.filter(({ outcome }) => outcome === 'held').length;
    return { numerator: counted, denominator: held + counted };
  });
  const { estimate, low, high, documents: counted } = clusteredProportion(parts);
  if (counted === 1) return { value: 100 * estimate!, low: null, high: null };
  return { value: 100 * (estimate ?? 0), low: 100 * low, high: 100 * high };
}

function countOrigins(observations: readonly NameObservation[]): Names['scopes'] {
  const origins = { local: 0, enclosing: 0, global: 0, imported: 0, builtin: 0 };
  for (const { kind } of observations) if (kind !== 'none') origins[kind]++;
  return origins;
}

function mostFrequent(observations: readonly NameObservation[]): Names['mostUndefined'] {
  const counts = new Map<string, number>();
  for (const { name } of observations) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_UNDEFINED);
}
