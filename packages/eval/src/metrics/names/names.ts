import type { NameAnalysis } from '@longrange/code';
import { z } from 'zod';
import { countByRange, doublingScale } from '../../statistics/buckets.ts';
import { clusteredProportion } from '../../statistics/clusters.ts';
import { groupByDocument, LEAST_FOR_INTERVAL, type RatioPart } from '../../statistics/parts.ts';
import { sumOf } from '../../statistics/ratio.ts';
import * as shapes from '../../statistics/shapes.ts';
import { textMetric } from '../metric.ts';
import { type DocumentNames, NO_NAMES } from './observe-names.ts';

/** Figures of metric 5. */
const namesSchema = z.object({
  /** Number of reads of names. */
  loads: shapes.count,
  /** Number of loads that cannot be resolved because of a star import, a cut or the like; excluded from all shares. */
  unknowable: shapes.count,
  /** Number of these that nothing before the cut binds, but that something after it could have bound in time. */
  unboundAtCut: shapes.count,
  /** Number of names in lines that do not parse. They may be read or bound there, and do not count as loads. */
  inDamage: shapes.count,
  undefined: shapes.count,
  /** Undefined names per 100 knowable loads. Without loads, it is 0 with the interval from 0 to 100. */
  undefinedPer100Loads: shapes.estimateSchema,
  /** Upper bound: the rate if nothing after the cuts had bound the names that are unbound there. */
  undefinedPer100LoadsAtMost: shapes.estimateSchema,
  /** Number of loads by the scope that they resolve to. */
  scopes: z.object({
    local: shapes.count,
    enclosing: shapes.count,
    global: shapes.count,
    imported: shapes.count,
    builtin: shapes.count,
  }),
  /** Number of loads that resolve to a binding in the text, by characters from the nearest binding before (or after) them. */
  byDistance: shapes.bucketsOf(shapes.countBucketSchema),
  /** Share of parameters that their function's body reads. */
  argumentsUsed: shapes.proportionSchema,
  /** Names that are most often undefined. */
  mostUndefined: z.array(z.object({ name: z.string(), count: shapes.count })),
});

/** Shares of reads of names that are bound under the language's rules of scope, and their distances. */
export type Names = z.infer<typeof namesSchema>;

/** Counts for the names of one document, since its loads are too many to keep. */
export interface NameCounts extends Omit<DocumentNames, 'observations'> {
  readonly document: string;
  readonly held: number;
  readonly unknowable: number;
  readonly unboundAtCut: number;
  readonly scopes: Names['scopes'];
  /** Distances of the loads that have a binding in the text. */
  readonly distances: readonly number[];
  /** Names read without a binding, once for each read, and where. */
  readonly undefined: readonly { readonly name: string; readonly position: number }[];
}

/** Counts uses directly: an observation for each, which nothing keeps, would take as long as finding their bindings. */
export function countNames(
  document: string,
  { uses, parameters, inDamage }: Pick<NameAnalysis, 'uses' | 'parameters' | 'inDamage'>,
): NameCounts {
  const scopes = { local: 0, enclosing: 0, global: 0, imported: 0, builtin: 0 };
  const distances: number[] = [];
  const undefinedNames: { name: string; position: number }[] = [];
  let [held, unknowable, unboundAtCut] = [0, 0, 0];
  for (const use of uses) {
    if (use.event === 'resolved') {
      held++;
      scopes[use.origin]++;
      if (use.binding !== null) distances.push(Math.abs(use.position - use.binding));
    } else if (use.event === 'undefined') undefinedNames.push({ name: use.name, position: use.position });
    else {
      unknowable++;
      if (use.reason === 'cut') unboundAtCut++;
    }
  }
  const counts = { held, unknowable, unboundAtCut, scopes, distances, undefined: undefinedNames };
  return { document, ...counts, parameters, inDamage };
}

const MOST_UNDEFINED = 10;

export function summarizeNames(documents: readonly NameCounts[]): Names {
  const sum = (of: (document: NameCounts) => number) =>
    documents.reduce((total, document) => total + of(document), 0);
  const undefinedNames = documents.flatMap((document) => document.undefined.map(({ name }) => name));
  const unknowable = sum((document) => document.unknowable);
  return {
    loads: sum(({ held }) => held) + undefinedNames.length + unknowable,
    unknowable,
    unboundAtCut: sum(({ unboundAtCut }) => unboundAtCut),
    inDamage: sum(({ inDamage }) => inDamage),
    undefined: undefinedNames.length,
    undefinedPer100Loads: per100Loads(documents.map((document) => partOf(document))),
    undefinedPer100LoadsAtMost: per100Loads(
      documents.map((document) => partOf(document, document.unboundAtCut)),
    ),
    scopes: {
      local: sum(({ scopes }) => scopes.local),
      enclosing: sum(({ scopes }) => scopes.enclosing),
      global: sum(({ scopes }) => scopes.global),
      imported: sum(({ scopes }) => scopes.imported),
      builtin: sum(({ scopes }) => scopes.builtin),
    },
    byDistance: countByRange(
      documents.flatMap(({ distances }) => distances),
      (distance) => distance,
      doublingScale,
    ),
    argumentsUsed: clusteredProportion(
      documents.map(({ parameters: { read, all } }) => ({ numerator: read, denominator: all })),
    ),
    mostUndefined: mostFrequent(undefinedNames),
  };
}

/** Returns undefined names / knowable loads, with `more` added to both. */
function partOf(document: NameCounts, more = 0): RatioPart {
  const numerator = document.undefined.length + more;
  return { numerator, denominator: document.held + numerator };
}

function per100Loads(parts: readonly RatioPart[]): Names['undefinedPer100Loads'] {
  const { estimate, low, high, documents } = clusteredProportion(parts);
  const value = 100 * (estimate ?? 0);
  return documents < LEAST_FOR_INTERVAL
    ? { value, low: null, high: null }
    : { value, low: 100 * low, high: 100 * high };
}

function mostFrequent(names: readonly string[]): Names['mostUndefined'] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_UNDEFINED);
}

/** Loads whose binding can be known. */
function knowableLoads({ loads, unknowable }: Names): number {
  return loads - unknowable;
}

function boundBy(label: string, loadsOf: (names: Names) => number) {
  return {
    label,
    format: 'percent' as const,
    of: (names: Names) => (knowableLoads(names) > 0 ? loadsOf(names) / knowableLoads(names) : null),
  };
}

export const names = textMetric({
  key: 'names',
  schema: namesSchema.nullable(),
  applies: ({ language }) => language.names !== undefined,
  measure: ({ path, names }) => countNames(path, names ?? NO_NAMES),
  summarize: summarizeNames,
  places: {
    name: 'names',
    find: (counts) =>
      counts.undefined
        .map(({ name, position: start }) => ({
          start,
          length: name.length,
          message: `undefined name \`${name}\``,
        }))
        .sort((a, b) => a.start - b.start),
    share: (summary) => (knowableLoads(summary) === 0 ? null : 1 - summary.undefinedPer100Loads.value / 100),
  },
  figures: [
    {
      id: 'undefined names',
      title: 'Undefined names per 100 names read',
      unit: 'rate',
      betterIs: 'less',
      headline: 6,
      lmEval: {
        task: 'undefined_names',
        description: 'names read that nothing binds, per 100 reads that can be decided',
      },
      pick: (summary) => ({ ...summary.undefinedPer100Loads, n: knowableLoads(summary) }),
      parts: (documents) => {
        const parts = [...groupByDocument(documents)].map(([document, counts]) => ({
          document,
          ...sumOf(counts.map((one) => partOf(one))),
        }));
        const counted = parts.filter(({ denominator }) => denominator > 0);
        return [{ measure: 'undefined names', range: null, parts: counted }];
      },
    },
  ],
  section: {
    id: 'names',
    metric: 5,
    title: 'Names',
    definition:
      'A load is a read of a name. It must be bound in the function, a function around it, the module, an import or a builtin; else it is undefined. Globals that only other files define count as undefined, in sound code, too. Loads that a star import, a cut or a damaged line may bind are not judged.',
    figures: [
      {
        kind: 'count',
        id: 'names-by-distance',
        title: 'Distance from load to binding',
        caption: 'Share of the loads bound in the text, by distance to the nearest binding.',
        vertical: 'Share of loads',
        horizontal: 'Distance to the nearest binding, characters',
        panels: [{ title: '', of: ({ byDistance }) => byDistance }],
      },
      {
        kind: 'values',
        id: 'names-scopes',
        title: 'Where loads are bound',
        caption: 'Loads whose binding can be known. Plain shares, without intervals.',
        axis: 'Share of loads',
        rows: [
          boundBy('the same function', ({ scopes }) => scopes.local),
          boundBy('an enclosing function', ({ scopes }) => scopes.enclosing),
          boundBy('the module', ({ scopes }) => scopes.global),
          boundBy('an import', ({ scopes }) => scopes.imported),
          boundBy('a builtin', ({ scopes }) => scopes.builtin),
          boundBy('nothing', (names) => names.undefined),
        ],
      },
      {
        kind: 'values',
        id: 'names-undefined',
        title: 'Undefined names',
        caption:
          'The upper bound is the rate if nothing after a cut had bound the names that are unbound there.',
        rows: [
          { label: 'Loads', of: ({ loads }) => loads },
          { label: 'Unknowable', of: ({ unknowable }) => unknowable },
          { label: 'Unbound at a cut (not judged)', of: ({ unboundAtCut }) => unboundAtCut },
          { label: 'Names in lines that do not parse (not judged)', of: ({ inDamage }) => inDamage },
          { label: 'Undefined', of: (names) => names.undefined },
          {
            label: 'Undefined per 100 loads',
            format: 'hundredths',
            of: (names) => (knowableLoads(names) > 0 ? names.undefinedPer100Loads : null),
          },
          {
            label: 'Undefined per 100 loads, upper bound',
            format: 'hundredths',
            of: (names) => (names.unboundAtCut > 0 ? names.undefinedPer100LoadsAtMost : null),
          },
          { label: 'Parameters that the function body reads', of: ({ argumentsUsed }) => argumentsUsed },
        ],
      },
      {
        kind: 'list',
        id: 'names-missing',
        title: 'Names most often undefined',
        folded: true,
        columns: ['Name', 'Loads'],
        of: ({ mostUndefined }) => mostUndefined.map(({ name, count }) => [{ code: name }, count]),
      },
    ],
  },
});
