import type { RandomStream } from '@longrange/code';
import { studentCritical } from './student-t.ts';

/** Numbers of pairs and of those that are right, of one document: nearby and up to each place. */
export interface DocumentSums {
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
 * Places at which a share that never rises may cross θ, a fraction of the mean share nearby, with 95 % confidence: the smallest and the
 * largest index. If it crosses at x, the sum of (share − θ) expected up to any other place y is at most that up to x; x is left out where the
 * data contradict that. The test statistic is the largest studentized excess over all y. Its distribution comes from documents with random
 * signs (the multiplier bootstrap), over those y that are not clearly below: otherwise a steep fall would get as wide an interval as a level
 * stretch. Andrews & Soares (2010), "Inference for parameters defined by moment inequalities using generalized moment selection",
 * Econometrica 78, 119–157; their √ln n is halved, as scripts/calibrate-interval.mjs allows. Holds on a level stretch close to θ, too, where
 * resampling the crossing itself does not.
 * @param documents at least two
 * @param draws number of draws of signs
 */
export function crossingInterval(
  documents: readonly DocumentSums[],
  fraction: number,
  { draws, random }: { readonly draws: number; readonly random: RandomStream },
): { readonly first: number; readonly last: number } {
  const places = documents[0]!.pairs.length;
  const total = (part: (one: DocumentSums) => number) => documents.reduce((sum, one) => sum + part(one), 0);
  const nearPairs = total((one) => one.nearPairs);
  const theta = (fraction * total((one) => one.nearRight)) / nearPairs;
  const pairs = Array.from({ length: places }, (_, place) => total((one) => one.pairs[place]!));
  const sums = Array.from(
    { length: places },
    (_, place) => total((one) => one.right[place]!) - theta * pairs[place]!,
  );
  const degrees = documents.length - 1;
  const widening = (Math.sqrt(documents.length / degrees) * studentCritical(degrees)) / NORMAL;
  // What each document adds to the deviation of the sums: by its own pairs, and by its part in θ.
  const added = documents.map((one) => {
    const ofTheta = (fraction * one.nearRight - theta * one.nearPairs) / nearPairs;
    return Float64Array.from(sums, (sum, place) => {
      const own = one.right[place]! - theta * one.pairs[place]! - ofTheta * pairs[place]!;
      return widening * (own - sum / documents.length);
    });
  });
  const drawn = Array.from({ length: draws }, () => {
    const deviation = new Float64Array(places);
    for (const one of added) {
      const sign = random.nextFloat() < 0.5 ? 1 : -1;
      for (let place = 0; place < places; place++) deviation[place]! += sign * one[place]!;
    }
    return deviation;
  });
  const clearlyBelow = -Math.sqrt(Math.log(documents.length)) / 2;
  const deviation = new Float64Array(places);
  const isPossible = (x: number): boolean => {
    for (let y = 0; y < places; y++) {
      let variance = 0;
      for (const one of added) variance += (one[y]! - one[x]!) ** 2;
      deviation[y] = Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    }
    const excess = sums.map((sum, y) => (sum - sums[x]!) / deviation[y]!);
    const largest = Math.max(...excess);
    if (largest === 0) return true;
    const compared = excess.flatMap((one, y) => (y !== x && one > clearlyBelow ? [y] : []));
    let beyond = 0;
    for (const one of drawn) {
      if (compared.some((y) => one[y]! - one[x]! >= largest * deviation[y]!)) beyond++;
    }
    return beyond + 1 > 0.05 * (draws + 1);
  };
  let first = 0;
  while (first < places - 1 && !isPossible(first)) first++;
  let last = places - 1;
  while (last > first && !isPossible(last)) last--;
  return { first, last };
}
