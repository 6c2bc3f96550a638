import { THIN_BELOW } from '../../statistics/buckets.ts';
import type { Factors } from './factors-schema.ts';
import type { MinimalPairs, PairsGenerated, PairsScored } from './schema.ts';

export type Kind = PairsScored['kind'];
export type Form = 'natural' | 'lengthControlled';

/** Names of the kinds, in the order of the page. */
export const pairKinds: Readonly<Record<Kind, string>> = {
  closer: 'brackets',
  quote: 'quotes',
  clause: 'clauses',
  import: 'imports',
  definition: 'definitions',
  parameter: 'parameters',
  dedent: 'dedent levels',
  identifier: 'names in use',
};

export const kinds = Object.entries(pairKinds) as [Kind, string][];
export const forms = { natural: 'natural', lengthControlled: 'length-controlled' } as const;

export function pairsOf<Which extends Form>(
  { scoring }: MinimalPairs,
  kind: Kind,
  form: Which,
): PairsScored[Which] | null {
  return scoring.find((one) => one.kind === kind)?.[form] ?? null;
}

/** Length-controlled pairs of a kind; null if their control is not right, since they then say nothing about distance. */
export function controlledPairs(found: MinimalPairs, kind: Kind) {
  const pairs = pairsOf(found, kind, 'lengthControlled');
  return pairs?.range.notMeasurable === null ? pairs : null;
}

export const factorNames = {
  nested: 'nesting between',
  lineBreak: 'a line break between',
  distance: 'twice the distance',
  broken: 'line breaks put in',
  joined: 'line breaks taken out',
} as const;

export type Curves = Factors['reformatted'][number]['before'];

/** Pairs with and without something between their brackets, or with line breaks changed. */
export function levelOf(
  factors: Factors,
  name: keyof typeof factorNames,
  isWith: boolean,
): Curves | undefined {
  const changed = factors.reformatted.find(({ direction }) => direction === name);
  if (changed !== undefined) return isWith ? changed.after : changed.before;
  const level = isWith ? 'with' : 'without';
  return factors.levels.find((one) => one.factor === name && one.level === level);
}

/** Names of brackets without and with a line break between opener and closer. */
export const lineLevels = { without: 'on one line', with: 'over several lines' } as const;

/** Ranges of the brackets on one line and of those over several, where 30 pairs allow. */
export function rangesByLine(natural: PairsScored['natural'] | undefined) {
  return (['without', 'with'] as const).flatMap((level) => {
    const found = natural?.factors?.levels.find((one) => one.factor === 'lineBreak' && one.level === level);
    if (found === undefined || found.decides.range.n < THIN_BELOW) return [];
    return [{ lines: lineLevels[level], shows: found.shows?.range ?? null, decides: found.decides.range }];
  });
}

/** Shares in which the opener shows or, if the odds are unknown, decides. */
export function sharesOf(factors: Factors, name: keyof typeof factorNames, isWith: boolean) {
  const curves = levelOf(factors, name, isWith);
  return (curves?.shows ?? curves?.decides)?.byDistance ?? [];
}

export function factorsOf(found: MinimalPairs): Factors | undefined {
  return pairsOf(found, 'closer', 'natural')?.factors;
}

/** Returns what was written at this temperature, or at the one nearest to it; null if nothing was. */
export function writtenAt({ generation }: MinimalPairs, temperature: number): PairsGenerated | null {
  const farFrom = (one: PairsGenerated) => Math.abs(one.temperature - temperature);
  return generation.toSorted((a, b) => farFrom(a) - farFrom(b))[0] ?? null;
}
