import type { ComparedMeasure, Comparison } from '@longrange/eval';
import { HELD_THRESHOLD } from '../document/reach.ts';

/** From which checkpoint on something is shown to be so, by the index of the contender; null where it is not. */
export interface Emergence {
  readonly measure: ComparedMeasure;
  /** The whole interval lies at or above four in five, there and at every later checkpoint. */
  readonly held: number | null;
  /** Better than the first checkpoint, there and at every later one. */
  readonly better: number | null;
}

/** When bracket matching emerges: all distances together, then each range. Empty where the contenders are no checkpoints. */
export function emergenceOf({ kind, contenders, measures }: Comparison): Emergence[] {
  if (kind !== 'checkpoints') return [];
  return measures
    .filter(({ measure }) => measure === 'delimiters')
    .map((measure) => {
      const isBetter = (index: number): boolean =>
        measure.differences.some(({ a, verdict }) => a === index && verdict === 'a');
      const isHeld = (index: number): boolean => {
        const { low, thin } = measure.values[index]!;
        return !thin && low >= HELD_THRESHOLD;
      };
      const from = (holds: (index: number) => boolean) => firstToStay(contenders.length, holds);
      return { measure, held: from(isHeld), better: from(isBetter) };
    });
}

function firstToStay(count: number, holds: (index: number) => boolean): number | null {
  let first: number | null = null;
  for (let index = count - 1; index >= 0 && holds(index); index--) first = index;
  return first;
}
