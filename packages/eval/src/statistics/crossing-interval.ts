import type { RandomStream } from '@longrange/code';
import { studentCritical } from './student-t.ts';

/** One document's numbers of pairs and of right pairs, nearby and up to each place. */
export interface CumulativePairs {
  readonly nearPairs: number;
  readonly nearRight: number;
  readonly pairs: Float64Array;
  readonly right: Float64Array;
}

/** Critical value of Student's t with many degrees of freedom. */
const NORMAL = 1.959964;
/** Least standard deviation of a sum of shares: half a pair. */
const LEAST_DEVIATION = 0.5;

/**
 * 95 % confidence set of the place at which a share that never rises crosses θ, a fraction of the mean share nearby: its smallest and
 * largest index. If the crossing is at x, the expected sum of (share − θ) up to any other place y is at most that up to x; x is left out if
 * the data contradict that. The test statistic is the largest studentized excess over all y. Its distribution comes from documents with
 * random signs (the multiplier bootstrap), over those y that are not clearly below: otherwise a steep fall would get as wide an interval as
 * a level stretch. Andrews & Soares (2010), "Inference for parameters defined by moment inequalities using generalized moment selection",
 * Econometrica 78, 119–157. Valid on a level stretch close to θ, too, where resampling the crossing itself is not.
 * @param documents at least three
 * @param draws number of draws of signs
 */
export function crossingInterval(
  documents: readonly CumulativePairs[],
  fraction: number,
  { draws, random }: { readonly draws: number; readonly random: RandomStream },
): { readonly first: number; readonly last: number } {
  const places = documents[0]!.pairs.length;
  const total = (part: (one: CumulativePairs) => number) =>
    documents.reduce((sum, one) => sum + part(one), 0);
  const nearPairs = total((one) => one.nearPairs);
  const theta = (fraction * total((one) => one.nearRight)) / nearPairs;
  const pairs = Array.from({ length: places }, (_, place) => total((one) => one.pairs[place]!));
  const right = Array.from({ length: places }, (_, place) => total((one) => one.right[place]!));
  const sums = right.map((one, place) => one - theta * pairs[place]!);
  const degrees = documents.length - 1;
  const widening = (Math.sqrt(documents.length / degrees) * studentCritical(degrees)) / NORMAL;
  const ofTheta = documents.map((one) => (fraction * one.nearRight - theta * one.nearPairs) / nearPairs);
  const signs = Array.from({ length: draws }, () => documents.map(() => (random.nextFloat() < 0.5 ? 1 : -1)));
  const drawn = signs.map((sign) => {
    const sumOf = (part: (one: CumulativePairs, index: number) => number) =>
      documents.reduce((sum, one, index) => sum + sign[index]! * part(one, index), 0);
    const at = (part: 'pairs' | 'right') =>
      Float64Array.from(sums, (_, place) => sumOf((one) => one[part][place]!));
    return { pairs: at('pairs'), right: at('right'), theta: sumOf((_, index) => ofTheta[index]!) };
  });
  const clearlyBelow = -Math.sqrt(Math.log(documents.length));
  const isPossible = (x: number): boolean => {
    // Between x and y: the share, and the excess with its deviation, from how far each document departs from the share and from θ.
    const others = sums.flatMap((sum, y) => {
      const between = pairs[y]! - pairs[x]!;
      if (between === 0) return [];
      const share = (right[y]! - right[x]!) / between;
      let variance = 0;
      for (const [index, one] of documents.entries()) {
        const own = one.right[y]! - one.right[x]! - share * (one.pairs[y]! - one.pairs[x]!);
        variance += (own - ofTheta[index]! * between) ** 2;
      }
      // At least that of independent pairs at θ: a few that are all wrong have no deviation of their own.
      const independent = theta * (1 - theta) * Math.abs(between);
      const deviation = Math.max(LEAST_DEVIATION, widening * Math.sqrt(variance), Math.sqrt(independent));
      return [{ y, between, share, deviation, excess: (sum - sums[x]!) / deviation }];
    });
    const largest = others.reduce((most, { excess }) => Math.max(most, excess), 0);
    if (largest === 0) return true;
    const compared = others.filter(({ excess }) => excess > clearlyBelow);
    let beyond = 0;
    for (const one of drawn) {
      const exceeds = compared.some(({ y, between, share, deviation }) => {
        const own = one.right[y]! - one.right[x]! - share * (one.pairs[y]! - one.pairs[x]!);
        return widening * (own - one.theta * between) >= largest * deviation;
      });
      if (exceeds) beyond++;
    }
    return beyond + 1 > 0.05 * (draws + 1);
  };
  let first = 0;
  while (first < places - 1 && !isPossible(first)) first++;
  let last = places - 1;
  while (last > first && !isPossible(last)) last--;
  return { first, last };
}
