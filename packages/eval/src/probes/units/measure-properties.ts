import { RandomStream } from '@longrange/code';
import { fitLogistic, logisticMargins } from '../../statistics/logistic-regression.ts';
import type { Units } from '../schema.ts';
import { type Areas, areaDifference, areaEstimate, areasOf } from './areas.ts';
import { binOf, emptyHistogram, type PropertyHistogram } from './best-units.ts';
import { UNIT_PROPERTIES, type UnitProperty } from './character-properties.ts';
import type { SurfaceSource } from './surface-source.ts';
import {
  type DrawnPlaces,
  type Halves,
  histogramsOf,
  type ProbePlaces,
  type StateSample,
  type WatchedSource,
} from './watch-source.ts';

/** Sources: the network under test, the same network before training, and the surface of the text. */
const SOURCES = ['model', 'untrained', 'surface'] as const;
type SourceName = (typeof SOURCES)[number];

export interface MeasuredSources {
  readonly watched: Readonly<Record<SourceName, WatchedSource>>;
  readonly halves: Halves;
  readonly places: ProbePlaces;
  readonly features: SurfaceSource['features'];
  readonly seed: number;
}

type Best = Units['best'][number];
type Linear = Units['linear'][number];

/** Measures for each property the best unit, and a linear probe on all units, of the model and of its controls. */
export function measureProperties(sources: MeasuredSources): Pick<Units, 'best' | 'linear'> {
  const best = UNIT_PROPERTIES.flatMap((property) => measureBest(property, sources) ?? []);
  const linear = UNIT_PROPERTIES.flatMap((property) => measureLinear(property, sources) ?? []);
  return { best, linear };
}

/** Null if the property never or always holds on either half. */
function measureBest(property: UnitProperty, { watched, halves, features }: MeasuredSources): Best | null {
  const { model, untrained, surface } = ofEach((name) =>
    watched[name].recordings.find(({ unit }) => unit.property === property),
  );
  if (model === undefined || untrained === undefined || surface === undefined) return null;
  const recorded = { model, untrained, surface };
  const areas = ofEach((name) => areasOf(histogramsOf(recorded[name], halves.measuring)));
  const auc = areaEstimate(areas.model);
  if (auc === null) return null;
  const feature = features[surface.unit.unit]!;
  return {
    property,
    layer: model.unit.layer + 1,
    unit: model.unit.unit,
    auc,
    n: model.documents.reduce((sum, { length }) => sum + length, 0),
    untrained: {
      layer: untrained.unit.layer + 1,
      unit: untrained.unit.unit,
      auc: areaEstimate(areas.untrained)!,
    },
    surface: { feature: feature === 'column' ? null : feature, auc: areaEstimate(areas.surface)! },
    aboveUntrained: areaDifference(areas.model, areas.untrained)!,
    aboveSurface: areaDifference(areas.model, areas.surface)!,
  };
}

/** Null if the property never or always holds at the drawn characters of either half. */
function measureLinear(
  property: UnitProperty,
  { watched, halves, places, seed }: MeasuredSources,
): Linear | null {
  const ofProperty = (half: Halves['choosing']) => half.map(({ properties }) => properties[property]);
  const labels = {
    training: labelsAt(places.choosing, ofProperty(halves.choosing)),
    test: labelsAt(places.measuring, ofProperty(halves.measuring)),
  };
  if (isConstant(labels.training) || isConstant(labels.test)) return null;
  const share = labels.training.reduce((sum, label) => sum + label, 0) / labels.training.length;
  const ofControl = (half: Halves['choosing']) => half.map(({ text }) => controlLabels(text, share, seed));
  const control = {
    training: labelsAt(places.choosing, ofControl(halves.choosing)),
    test: labelsAt(places.measuring, ofControl(halves.measuring)),
  };
  const probe = (name: SourceName, some: typeof labels): Areas => {
    const { training, test } = watched[name];
    return areasOf(probeLinearly(training, some.training, test, some.test, places.measuring));
  };
  const areas = ofEach((name) => probe(name, labels));
  return {
    property,
    training: labels.training.length,
    test: labels.test.length,
    probes: SOURCES.map((source) => {
      const controlAreas = probe(source, control);
      return {
        source,
        auc: areaEstimate(areas[source])!,
        control: areaEstimate(controlAreas),
        selectivity: withoutPValue(areaDifference(areas[source], controlAreas)),
      };
    }),
    aboveUntrained: areaDifference(areas.model, areas.untrained)!,
    aboveSurface: areaDifference(areas.model, areas.surface)!,
  };
}

function ofEach<T>(make: (name: SourceName) => T): Readonly<Record<SourceName, T>> {
  return { model: make('model'), untrained: make('untrained'), surface: make('surface') };
}

function isConstant(labels: Uint8Array): boolean {
  return labels.every((label) => label === labels[0]);
}

function withoutPValue<T extends { readonly pValue: number }>(
  difference: T | null,
): Omit<T, 'pValue'> | null {
  if (difference === null) return null;
  const { pValue: _, ...estimate } = difference;
  return estimate;
}

/** L2 penalty for standardized states, relative to the mean loss. */
const L2 = 0.01;
/** The counterpart of a word type in the control task. */
const CONTROL_CHARACTERS = 4;

/**
 * Meaningless labels, the same wherever the same four characters are: a probe that gets them right has memorized them rather than found
 * something in the state. Hewitt & Liang (2019), "Designing and interpreting probes with control tasks".
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
 * Trains a linear probe, logistic regression from the states of all layers, on one sample and tests it on another.
 *
 * @returns for each text of the second sample, the distribution of its scores where the label is 1 and where it is 0
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
