import type { FartherAsked, PredictorProbes, Probes, Range } from '@longrange/eval/internal';
import { format, type SeriesStyle } from '../document/index.ts';
import { sentences } from '../words/sentences.ts';
import { predictorStyle, untrainedStyle } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';

/** A predictor's probes, with the name and style used throughout the page. */
export interface NamedProbes {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly probes: PredictorProbes;
}

/** Probes of all models, with the names that sections use. */
export interface Probed {
  readonly probes: Probes | null;
  /** The model first. */
  readonly predictors: readonly NamedProbes[];
  /** The same and, last, the network before its training if it was probed: what needs no learning is no sign of memory. */
  readonly withUntrained: readonly NamedProbes[];
  readonly tests: Tests;
  /** Name of the n-gram beside the model. */
  readonly ngram: string;
  /** Temperature of the samples. */
  readonly temperature: number;
}

/** Forms of code, in words. */
export const formNames = { natural: 'natural', lengthControlled: 'length-controlled' } as const;

/** All predictors that were probed, by name. */
export function namedProbes(probes: Probes | null): Pick<Probed, 'predictors' | 'withUntrained'> {
  const withUntrained = (probes?.predictors ?? []).map((one, index): NamedProbes => {
    const style = one.untrained === undefined ? predictorStyle(index) : untrainedStyle;
    return { name: one.predictor, style, probes: one };
  });
  return { predictors: withUntrained.filter((one) => one.probes.untrained === undefined), withUntrained };
}

/** `3,072 characters`, and the others whose number differs: `3,072 characters (the untrained network: 1,024)`. */
export function askedWords(
  [first, ...others]: readonly NamedProbes[],
  noun: string,
  countOf: (probes: PredictorProbes) => number,
): string {
  const count = countOf(first!.probes);
  const notes = others
    .filter(({ probes }) => countOf(probes) !== count)
    .map((one) => `${probedInSentence(one)}: ${format.largeCount(countOf(one.probes))}`);
  return `${format.largeCount(count)} ${noun}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** Name as the grammatical subject of a sentence. */
export function probedInSentence({ name, style }: NamedProbes): string {
  if (style === 'model') return 'this model';
  return /^the /i.test(name) ? name : `the ${name}`;
}

/** A predictor as a side of a test. */
export function sideOf(one: NamedProbes): { id: string; name: string } {
  return { id: one.name, name: probedInSentence(one) };
}

type Written = PredictorProbes['minimalPairs']['generation'][number];

/** Distances up to which an open bracket still shows, and still decides what closes it. */
export interface TwoRanges {
  /** Null for a model that does not report log-odds. */
  readonly shows: Range | null;
  readonly decides: Range;
}

/** Ranges of one predictor's memory of an open bracket, in scoring and in generation. */
export interface NamedRanges {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null if it was not scored on brackets of real code. */
  readonly scoring: TwoRanges | null;
  /** At the temperature of the samples, or the one nearest to it; null for a predictor that does not write. */
  readonly generation: (TwoRanges & Pick<Written, 'temperature'>) | null;
}

/** Ranges of all predictors, the model's first. */
export function rangesOf({ predictors, temperature }: Probed): NamedRanges[] {
  return predictors.map((named) => {
    const read = bracketsRead(named);
    const written = mainWriting(named, temperature);
    return {
      style: named.style,
      name: named.name,
      scoring: read && twoRanges(read),
      generation: written && { ...twoRanges(written), temperature: written.temperature },
    };
  });
}

/** Both ranges of a summary of minimal pairs. */
export function twoRanges({ shown, range }: Pick<Written, 'shown' | 'range'>): TwoRanges {
  return { shows: shown?.range ?? null, decides: range };
}

/** Brackets of real code. */
export function bracketsRead({ probes }: NamedProbes) {
  return probes.minimalPairs.scoring.find(({ kind }) => kind === 'closer')?.natural ?? null;
}

/** Finds the generation at this temperature, or at the nearest one; null if there is none. */
export function mainWriting({ probes }: NamedProbes, temperature: number): Written | null {
  const farFrom = (one: Written) => Math.abs(one.temperature - temperature);
  return [...probes.minimalPairs.generation].sort((a, b) => farFrom(a) - farFrom(b))[0] ?? null;
}

type Items = FartherAsked['items'][number];
type Bucket = Items['buckets'][number];

/** Says how far back items reach, and at which distances there were none; empty for the usual distances alone. */
export function fartherSentence(
  farther: FartherAsked | undefined,
  sets: readonly Items['set'][],
  { asked, nameOf }: { asked: (maxDistance: number) => string; nameOf: (items: Items) => string },
): string {
  const own = farther?.items.filter(({ set }) => sets.includes(set)) ?? [];
  if (farther === undefined || own.length === 0) return '';
  const empty = own.flatMap((items) => {
    const where = emptyRuns(items.buckets).map(items.set === 'prompted' ? openWords : format.bucket);
    return where.length === 0 ? [] : [`${nameOf(items)} (${format.list(where)})`];
  });
  return sentences(
    asked(farther.maxDistance),
    empty.length === 0 ? '' : `So far back there was nothing to ask about of ${format.list(empty)}.`,
  );
}

/** Words for the exact numbers of characters that prompts are open for: `1,024`, `8,192 to 16,384`. */
function openWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return to === 2 * from ? format.count(from) : `${format.count(from)} to ${format.count(to / 2)}`;
}

/** Empty buckets, adjacent ones merged. */
function emptyRuns(buckets: readonly Bucket[]): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const { from, to, n } of buckets) {
    if (n > 0) continue;
    const last = runs.at(-1);
    if (last?.to === from) last.to = to;
    else runs.push({ from, to });
  }
  return runs;
}
