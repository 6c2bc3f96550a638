import {
  type HalfLife,
  type PredictorProbes,
  type Probes,
  type Range,
  rangesByLine,
  writtenAt,
} from '@longrange/eval/internal';
import type { SeriesStyle } from '../document/internal.ts';
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

/** All predictors that were probed, by name. */
export function namedProbes(probes: Probes | null): Pick<Probed, 'predictors' | 'withUntrained'> {
  const withUntrained = (probes?.predictors ?? []).map((one, index): NamedProbes => {
    const style = one.untrained === undefined ? predictorStyle(index) : untrainedStyle;
    return { name: one.predictor, style, probes: one };
  });
  return { predictors: withUntrained.filter((one) => one.probes.untrained === undefined), withUntrained };
}

type Written = PredictorProbes['minimalPairs']['generation'][number];

/** Distances up to which an open bracket still shows, and still decides what closes it. */
export interface TwoRanges {
  /** Null for a model that does not report log-odds. */
  readonly shows: Range | null;
  /** Half-life of its evidence; null likewise, and in writing. */
  readonly halfLife: HalfLife | null;
  readonly decides: Range;
}

/** Ranges of one predictor's memory of an open bracket, in scoring and in generation. */
export interface NamedRanges {
  readonly style: SeriesStyle;
  readonly name: string;
  /** Null if it was not scored on brackets of real code. */
  readonly scoring: TwoRanges | null;
  /** The same of brackets on one line, and of those over several, where 30 pairs allow. */
  readonly byLine: readonly (Omit<TwoRanges, 'halfLife'> & { readonly lines: string })[];
  /** At the temperature of the samples, or the one nearest to it; null for a predictor that does not write. */
  readonly generation: (TwoRanges & Pick<Written, 'temperature'>) | null;
}

/** Ranges of all predictors, the model's first. */
export function rangesOf({ predictors, temperature }: Probed): NamedRanges[] {
  return predictors.map((named) => {
    const read = bracketsRead(named);
    const written = writtenAt(named.probes.minimalPairs, temperature);
    return {
      style: named.style,
      name: named.name,
      scoring: read && twoRanges(read),
      byLine: rangesByLine(read),
      generation: written && { ...twoRanges(written), temperature: written.temperature },
    };
  });
}

/** Both ranges of a summary of minimal pairs. */
export function twoRanges({
  shown,
  halfLife = null,
  range,
}: Pick<Written, 'shown' | 'range'> & { readonly halfLife?: HalfLife | null }): TwoRanges {
  return { shows: shown?.range ?? null, halfLife, decides: range };
}

/** Brackets of real code. */
export function bracketsRead({ probes }: NamedProbes) {
  return probes.minimalPairs.scoring.find(({ kind }) => kind === 'closer')?.natural ?? null;
}
