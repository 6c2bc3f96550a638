import { format } from '../document/internal.ts';

/** Order of one side's figure relative to the other's. `undecided` does not mean alike. */
export type Order = 'above' | 'below' | 'undecided';

/** One figure compared between two sides, tested over documents, as stored in a result. */
export interface Tested {
  readonly measure: string;
  /** Distances `[from, to)`; null for all together. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly first: string;
  readonly second: string;
  readonly difference: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly documents: number;
  /** P-value before the correction for all tests of the result. */
  readonly pValue: number;
  readonly order: Order;
}

/** All tests of a result. Every statement of better, worse or no difference follows from them. */
export type Tests = readonly Tested[];

/** A figure and the two sides between which it was tested. */
export interface Sides {
  readonly measure: string;
  readonly first: string;
  readonly second: string;
}

function testsOf(tests: Tests, { measure, first, second }: Sides): Tested[] {
  return tests.filter((test) => test.measure === measure && test.first === first && test.second === second);
}

/** Returns the test of one figure between two sides, over all distances; null if there is none, so that nothing may be claimed. */
export function testOf(tests: Tests, measure: string, first: string, second: string): Tested | null {
  return testsOf(tests, { measure, first, second }).find(({ range }) => range === null) ?? null;
}

/** Returns the distances at which a test has this outcome, in words: `1–3, 8–15`; null if there are none. */
export function rangesTested(tests: Tests, sides: Sides, order: Order): string | null {
  const found = testsOf(tests, sides).flatMap((test) => (test.order === order ? (test.range ?? []) : []));
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of found.sort((a, b) => a.from - b.from)) {
    const previous = merged.at(-1);
    if (previous?.to === from) previous.to = to;
    else merged.push({ from, to });
  }
  return merged.length === 0 ? null : merged.map(format.bucket).join(', ');
}

/** `at 1 character`, `at 1–3, 8–15 characters`. */
export function atDistances(ranges: string): string {
  return `at ${ranges} ${ranges === '1' ? 'character' : 'characters'}`;
}

interface Side {
  /** Name in the tests. */
  readonly id: string;
  /** Name as the grammatical subject of a sentence. */
  readonly name: string;
}

/**
 * States where one side does better or worse than others, by the tests at each distance: `This model does worse than real code at 4–511
 * characters; no detectable difference from the n-gram at any distance.` Empty if there was no such test.
 */
export function orderSentence(tests: Tests, measure: string, first: Side, others: readonly Side[]): string {
  const tested = others.flatMap((other) => {
    const sides = { measure, first: first.id, second: other.id };
    if (testsOf(tests, sides).every(({ range }) => range === null)) return [];
    const where = (order: Order) => rangesTested(tests, sides, order);
    const [above, below] = [where('above'), where('below')];
    const phrases = [
      ...(above === null ? [] : [`better than ${other.name} ${atDistances(above)}`]),
      ...(below === null
        ? []
        : [`worse ${above === null ? `than ${other.name} ` : ''}${atDistances(below)}`]),
    ];
    return [{ name: other.name, phrases, undecided: where('undecided') }];
  });
  if (tested.length === 0) return '';
  const decided = tested.flatMap(({ phrases }) => phrases);
  const undecided = format.list(
    tested.filter((one) => one.phrases.length === 0 && one.undecided !== null).map(({ name }) => name),
    'or',
  );
  if (decided.length === 0)
    return undecided === ''
      ? ''
      : `No detectable difference between ${first.name} and ${undecided} at any distance.`;
  const rest = undecided === '' ? '' : `; no detectable difference from ${undecided} at any distance`;
  return `${format.capitalize(first.name)} does ${format.list(decided)}${rest}.`;
}
