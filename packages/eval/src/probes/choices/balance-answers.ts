import type { Choice } from '../../code/dependencies/choice.ts';
import { doublingScale } from '../../statistics/buckets.ts';
import { drawWithout } from '../../statistics/draw.ts';
import type { RandomStream } from '../../statistics/random.ts';

/**
 * Of natural choices so many that in each bucket of distances either answer of two is the truth as often as the flip: three out of four
 * closers are parentheses, and who always says so would hold more than 80 % at every distance. The surplus is left out at random.
 * Of indentations the answers are the outer and the inner one. Names are all taken, since each is an answer of its own.
 */
export function balanceAnswers(choices: readonly Choice[], random: RandomStream): Choice[] {
  const byPair = new Map<string, Map<string, Choice[]>>();
  const balanced = choices.filter(({ kind }) => kind === 'identifier');
  for (const choice of choices) {
    const { kind, distance, alternatives } = choice;
    if (kind === 'identifier') continue;
    const [truth, flip] = kind === 'dedent' ? depthsOf(alternatives) : alternatives;
    const key = JSON.stringify([kind, doublingScale.indexOf(distance), ...[truth, flip].sort()]);
    const byTruth = byPair.get(key) ?? new Map<string, Choice[]>();
    byPair.set(key, byTruth.set(truth, [...(byTruth.get(truth) ?? []), choice]));
  }
  for (const byTruth of byPair.values()) {
    const [one = [], other = []] = [...byTruth.values()];
    const count = Math.min(one.length, other.length);
    balanced.push(...drawWithout(random, one, count), ...drawWithout(random, other, count));
  }
  return balanced;
}

function depthsOf([truth, flip]: Choice['alternatives']): [string, string] {
  return truth.length < flip.length ? ['outer', 'inner'] : ['inner', 'outer'];
}
