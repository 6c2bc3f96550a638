import { RandomStream } from '@longrange/code';
import { fitLogistic, logisticMargins } from '../../statistics/logistic-regression.ts';
import { binOf, emptyHistogram, type PropertyHistogram } from './best-units.ts';
import type { DrawnPlaces, StateSample } from './state-sample.ts';

/** L2 penalty of standardized states, beside a mean loss. */
const L2 = 0.01;
/** The counterpart of a word type in the control task. */
const CONTROL_CHARACTERS = 4;

/**
 * Labels without a meaning, the same for each place where the same four characters are: a probe that gets them right has memorized, not
 * found something in the state. Hewitt & Liang (2019), "Designing and interpreting probes with control tasks".
 *
 * @param share of labels that are 1
 */
export function controlLabels(text: string, share: number, seed: number): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, at) => {
    let hash = seed;
    for (let back = 0; back < CONTROL_CHARACTERS; back++) {
      hash = Math.imul(hash ^ (at < back ? 0 : text.charCodeAt(at - back)), 0x01000193);
    }
    return new RandomStream(hash).nextFloat() < share ? 1 : 0;
  });
}

/** The labels of drawn characters, in the order of a sample's rows. */
export function labelsAt(places: DrawnPlaces, labels: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(places.flatMap((drawn, text) => drawn.map((at) => labels[text]![at]!)));
}

/**
 * Trains a linear probe, logistic regression from the states of all layers, on one sample and tries it on another.
 *
 * @returns for each text of the second how its scores are distributed where the label is 1 and where it is 0
 */
export function probeLinearly(
  training: StateSample,
  trainingLabels: Uint8Array,
  test: StateSample,
  testLabels: Uint8Array,
  testPlaces: DrawnPlaces,
): PropertyHistogram[] {
  const scale = standardization(training);
  const weights = fitLogistic(standardized(training, scale), trainingLabels, { l2: L2 });
  const margins = logisticMargins(standardized(test, scale), weights);
  let row = 0;
  return testPlaces.map(({ length }) => {
    const histogram = emptyHistogram();
    for (const end = row + length; row < end; row++) {
      const side = testLabels[row] === 1 ? histogram.positives : histogram.negatives;
      side[binOf(margins[row]!)]!++;
    }
    return histogram;
  });
}

interface Standardization {
  readonly means: Float64Array;
  /** 1 / standard deviation; 0 where that is 0. */
  readonly factors: Float64Array;
}

function standardization({ states, width }: StateSample): Standardization {
  const rows = states.length / width;
  const means = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let at = 0; at < states.length; at++) means[at % width]! += states[at]! / rows;
  for (let at = 0; at < states.length; at++)
    squares[at % width]! += (states[at]! - means[at % width]!) ** 2 / rows;
  return { means, factors: squares.map((square) => (square < 1e-12 ? 0 : 1 / Math.sqrt(square))) };
}

function standardized({ states, width }: StateSample, { means, factors }: Standardization): Float32Array {
  return states.map((value, at) => (value - means[at % width]!) * factors[at % width]!);
}
