import { formatLargeCount, type SeriesStyle } from '@longrange/document/internal';
import type { Range } from '../statistics/range-schema.ts';
import { predictorStyle, untrainedStyle } from '../words/subjects.ts';
import type { Tests } from '../words/tested.ts';
import type { PredictorProbes, Probes } from './schema.ts';

/** A predictor's probes with the name and style that everything about it goes by. */
export interface NamedProbes {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly probes: PredictorProbes;
}

/** What was asked of models, and what sections about it go by. */
export interface Probed {
  readonly probes: Probes | null;
  /** The model first. */
  readonly predictors: readonly NamedProbes[];
  /** The same, and last the network before its training if it was asked: what needs no learning is no sign of memory. */
  readonly withUntrained: readonly NamedProbes[];
  readonly tests: Tests;
  /** Name of the n-gram beside the model. */
  readonly ngram: string;
  /** Temperature of the samples. */
  readonly temperature: number;
}

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
    .map((one) => `${probedInSentence(one)}: ${formatLargeCount(countOf(one.probes))}`);
  return `${formatLargeCount(count)} ${noun}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** As the grammatical subject of a sentence. */
export function probedInSentence({ name, style }: NamedProbes): string {
  if (style === 'model') return 'this model';
  return /^the /i.test(name) ? name : `the ${name}`;
}

/** A predictor as a side of a test. */
export function sideOf(one: NamedProbes): { id: string; name: string } {
  return { id: one.name, name: probedInSentence(one) };
}

type Written = PredictorProbes['swaps']['writing'][number];

/** How far one predictor remembers an open bracket when it reads and when it writes. */
export interface NamedRanges {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null if it was not asked about brackets of real code. */
  readonly reading: Range | null;
  /** At the temperature of the samples, or the one nearest to it; null for what does not write. */
  readonly writing: (Range & Pick<Written, 'temperature'>) | null;
}

/** Ranges of all predictors, the model's first. */
export function rangesOf({ predictors, temperature }: Probed): NamedRanges[] {
  return predictors.map((named) => {
    const written = mainWriting(named, temperature);
    return {
      ...{ style: named.style, name: named.name },
      reading: bracketsRead(named)?.range ?? null,
      writing: written === null ? null : { ...written.range, temperature: written.temperature },
    };
  });
}

/** Brackets of real code. */
export function bracketsRead({ probes }: NamedProbes) {
  return probes.swaps.reading.find(({ kind }) => kind === 'closer')?.natural ?? null;
}

/** What was written at this temperature, or at the one nearest to it. */
export function mainWriting({ probes }: NamedProbes, temperature: number): Written | null {
  const farFrom = (one: Written) => Math.abs(one.temperature - temperature);
  return [...probes.swaps.writing].sort((a, b) => farFrom(a) - farFrom(b))[0] ?? null;
}
