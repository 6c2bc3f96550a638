import type { TestedDifference, UncorrectedTest } from '../result/correct-tests.ts';
import { THIN_BELOW } from '../statistics/buckets.ts';
import { clusteredProportion, proportionDifference } from '../statistics/clusters.ts';
import { ratioOf, studentDifference } from '../statistics/crossed-difference.ts';
import type { DocumentParts } from '../statistics/document-parts.ts';
import { LEAST_FOR_INTERVAL, type NamedPart, type RatioPart } from '../statistics/parts.ts';
import {
  type PairedDifference,
  type PermutationOptions,
  pairedDifference,
  permutationTest,
} from '../statistics/permutation.ts';
import { alike, clusterVariance, smith, sumOf, type Working } from '../statistics/ratio.ts';

type FigureId = TestedDifference['measure'];

/** One side of a test: a predictor, a subject or a way of reading. */
export interface TestSide {
  /** Name of the side in tests. */
  readonly id: string;
  readonly figures: readonly DocumentParts<FigureId>[];
}

/**
 * Tests two models on the same documents, by sign flips and by Student's t. The p-value is the larger of the two; the interval covers both.
 * If a few documents carry most of the weight, sign flips alone claim too much, while t has few degrees of freedom: docs/decisions.md, 14.
 */
export function pairedEvidence(
  parts: readonly RatioPart[],
  options: PermutationOptions,
  working: Working,
): PairedDifference {
  const signs = pairedDifference(parts, options);
  if (signs.interval === null) return signs;
  const counted = parts.filter(({ denominator }) => denominator > 0);
  const student = studentDifference(signs.difference, [clusterVariance(counted, working)]);
  const interval = {
    low: Math.min(signs.interval.low, student.low),
    high: Math.max(signs.interval.high, student.high),
  };
  return { ...signs, interval, pValue: Math.max(signs.pValue, student.pValue) };
}

/** Returns the number of tests that `testPaired` or `testUnpaired` makes of two sides. */
export function countTests(first: TestSide, second: TestSide): number {
  return sharedFigures(first, second).length;
}

/**
 * Tests each figure that two predictors share on the same documents, paired by document (`pairedEvidence`). Figures with fewer than 30
 * cases are left out.
 */
export function testPaired(
  first: TestSide,
  second: TestSide,
  options: PermutationOptions,
): UncorrectedTest[] {
  return sharedFigures(first, second).map(({ measure, range, own, other }) => {
    const theirs = new Map(other.map((part) => [part.document, part]));
    const parts = own.flatMap(({ document, numerator, denominator }) => {
      const part = theirs.get(document);
      if (part === undefined) return [];
      // If one side leaves out characters, both count with their means.
      const common = Math.min(denominator, part.denominator);
      const difference = common * (numerator / denominator - part.numerator / part.denominator);
      return [{ numerator: difference, denominator: common }];
    });
    const working = /^(bits|state)\b/.test(measure) ? alike : smith;
    const { difference, interval, pValue, documents } = pairedEvidence(parts, options, working);
    const bounds = { low: interval?.low ?? null, high: interval?.high ?? null };
    const names = { measure, range, first: first.id, second: second.id };
    return { ...names, paired: true, difference, ...bounds, documents, pValue };
  });
}

/**
 * Tests two unpaired bodies of text: whole documents are reassigned at random (`permutationTest`), and the interval is Newcombe's. The
 * p-value is at least that of Student's t, as reassignment overrates a few documents of very unequal size (files beside samples).
 */
export function testUnpaired(
  first: TestSide,
  second: TestSide,
  options: PermutationOptions,
): UncorrectedTest[] {
  return sharedFigures(first, second).map(({ measure, range, own, other }) => {
    const { interval, ...evidence } = unpairedEvidence(own, other, options);
    const bounds = interval ?? { low: null, high: null };
    const names = { measure, range, first: first.id, second: second.id };
    return { ...names, paired: false, ...evidence, ...bounds, documents: own.length };
  });
}

/**
 * Returns the interval and p-value for unpaired texts, as `eval` and `compare` report them: the p-value is the larger of the permutation
 * test's and Student's t's. With fewer than three documents on a side, nothing follows: the interval is null and the p-value 1.
 * @param own must have at least one case, like `other`
 */
export function unpairedEvidence(
  own: readonly NamedPart[],
  other: readonly NamedPart[],
  options: PermutationOptions,
) {
  const { difference, ...interval } = proportionDifference(
    clusteredProportion(own),
    clusteredProportion(other),
  )!;
  if (Math.min(own.length, other.length) < LEAST_FOR_INTERVAL)
    return { difference, interval: null, pValue: 1 };
  const pValue = Math.max(permutationTest(own, other, options), studentP(own, other));
  return { difference, interval, pValue };
}

/** Returns the p-value of Student's t for the difference of two ratios, using the variances and degrees of freedom of `clusterVariance`. */
function studentP(first: readonly NamedPart[], second: readonly NamedPart[]): number {
  const variances = [first, second].map((parts) => clusterVariance(parts, smith));
  return studentDifference(ratioOf(first) - ratioOf(second), variances).pValue;
}

function sharedFigures(
  first: TestSide,
  second: TestSide,
): (Pick<DocumentParts<FigureId>, 'measure' | 'range'> & {
  own: readonly NamedPart[];
  other: readonly NamedPart[];
})[] {
  return first.figures.flatMap(({ measure, range, basis, parts: own }) => {
    const other = second.figures.find(
      (figure) => figure.measure === measure && figure.basis === basis && figure.range?.from === range?.from,
    )?.parts;
    return other === undefined || isThin(own) || isThin(other) ? [] : [{ measure, range, own, other }];
  });
}

function isThin(parts: readonly NamedPart[]): boolean {
  return Math.round(sumOf(parts).denominator) < THIN_BELOW;
}
