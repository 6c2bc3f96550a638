import type { Units } from '../result/probe-schema.ts';
import { quantile } from '../statistics/bootstrap.ts';
import { RandomStream } from '../statistics/random.ts';
import { areaUnderRoc } from '../statistics/roc.ts';
import { binOf, type ChosenUnit, emptyHistogram, type PropertyHistogram } from './best-units.ts';
import type { LabelledDocument } from './units.ts';

const RESAMPLES = 1000;
const PICTURE_CHARACTERS = 800;
const PICTURE_STEP = 100;

/** The state of a chosen unit after each character of each document. */
export interface UnitRecording {
  readonly unit: ChosenUnit;
  readonly documents: readonly Float32Array[];
}

/** The area under the unit's ROC curve with its interval by bootstrap over documents; null where the property never or always holds. */
export function measureUnit(
  { unit, documents }: UnitRecording,
  labelled: readonly LabelledDocument[],
  seed: number,
): Units['best'][number] | null {
  const { property, layer, direction } = unit;
  const histograms = documents.map((states, index) =>
    histogramOf(states, labelled[index]!.properties[property], direction),
  );
  const value = pooledArea(histograms);
  if (value === null) return null;
  const random = new RandomStream(seed);
  const areas: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const drawn = histograms.map(() => histograms[random.nextInteger(histograms.length)]!);
    const area = pooledArea(drawn);
    if (area !== null) areas.push(area);
  }
  areas.sort((a, b) => a - b);
  const n = documents.reduce((sum, { length }) => sum + length, 0);
  const auc = { value, low: quantile(areas, 0.025), high: quantile(areas, 0.975) };
  return { property, layer: layer + 1, unit: unit.unit, auc, n };
}

function histogramOf(states: Float32Array, holds: Uint8Array, direction: 1 | -1): PropertyHistogram {
  const histogram = emptyHistogram();
  states.forEach((state, index) => {
    const side = holds[index] === 1 ? histogram.positives : histogram.negatives;
    side[binOf(direction * state)]!++;
  });
  return histogram;
}

function pooledArea(histograms: readonly PropertyHistogram[]): number | null {
  const pool = emptyHistogram();
  for (const { positives, negatives } of histograms) {
    for (let bin = 0; bin < positives.length; bin++) {
      pool.positives[bin]! += positives[bin]!;
      pool.negatives[bin]! += negatives[bin]!;
    }
  }
  return areaUnderRoc(pool.positives, pool.negatives);
}

/**
 * The stretch of some 800 characters in which the property comes and goes most evenly, with the unit's activation after each
 * character, tanh of its state as in Karpathy, Johnson & Li (2015), turned so that it should be high where the property holds.
 */
export function drawPicture(
  { unit, documents }: UnitRecording,
  labelled: readonly LabelledDocument[],
): Units['pictures'][number] | null {
  const { property, layer, direction } = unit;
  let best = { document: -1, start: 0, evenness: 0 };
  documents.forEach((states, document) => {
    const holds = labelled[document]!.properties[property];
    const last = Math.max(0, states.length - PICTURE_CHARACTERS);
    for (let start = 0; start <= last; start += PICTURE_STEP) {
      const end = Math.min(start + PICTURE_CHARACTERS, states.length);
      const positives = holds.subarray(start, end).reduce((sum, value) => sum + value, 0);
      const evenness = Math.min(positives, end - start - positives);
      if (evenness > best.evenness) best = { document, start, evenness };
    }
  });
  if (best.document < 0) return null;
  const { name, text } = labelled[best.document]!;
  const start = text.lastIndexOf('\n', best.start) + 1;
  const activations = documents[best.document]!.subarray(start, start + PICTURE_CHARACTERS);
  return {
    property,
    layer: layer + 1,
    unit: unit.unit,
    document: name,
    text: text.slice(start, start + activations.length),
    activations: Array.from(activations, (state) => Math.round(1000 * Math.tanh(direction * state)) / 1000),
  };
}
