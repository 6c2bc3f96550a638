import type { ComparedMeasure, Comparison } from '@longrange/eval/comparison';
import { hasNestedRanges } from '../document/words/measures.ts';
import { HELD_THRESHOLD } from '../document/words/reach.ts';

/** From which checkpoint on something is shown to be so, by the index of the contender; null where it is not. */
export interface Course {
  /** Of a share: the whole interval lies at or above four in five, there and at every later checkpoint. */
  readonly held: number | null;
  /** Better than the first checkpoint, there and at every later one. */
  readonly better: number | null;
}

/** How a measure developed over the checkpoints of a run. */
export function courseOf({ contenders }: Comparison, { unit, values, differences }: ComparedMeasure): Course {
  const isBetter = (index: number): boolean =>
    differences.some(({ a, verdict }) => a === index && verdict === 'a');
  const isHeld = (index: number): boolean => {
    const { low, thin } = values[index]!;
    return unit === 'share' && !thin && low !== null && low >= HELD_THRESHOLD;
  };
  return { held: firstToStay(contenders.length, isHeld), better: firstToStay(contenders.length, isBetter) };
}

export interface Emergence extends Course {
  readonly measure: ComparedMeasure;
}

/** When bracket matching emerges: all distances together, then each range. Empty where the contenders are no checkpoints. */
export function emergenceOf(comparison: Comparison): Emergence[] {
  if (comparison.kind !== 'checkpoints') return [];
  return comparison.measures
    .filter(({ measure }) => hasNestedRanges(measure))
    .map((measure) => ({ measure, ...courseOf(comparison, measure) }));
}

function firstToStay(count: number, holds: (index: number) => boolean): number | null {
  let first: number | null = null;
  for (let index = count - 1; index >= 0 && holds(index); index--) first = index;
  return first;
}
