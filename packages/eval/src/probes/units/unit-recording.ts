import type { Units } from '../schema.ts';
import { binOf, type ChosenUnit, emptyHistogram, type PropertyHistogram } from './best-units.ts';
import type { LabeledDocument } from './labeled-documents.ts';

const PICTURE_CHARACTERS = 800;
const PICTURE_STEP = 100;

/** The state of a chosen unit after each character of each document. */
export interface UnitRecording {
  readonly unit: ChosenUnit;
  readonly documents: readonly Float32Array[];
}

/** Distribution of the unit's states with and without its property, turned to be high with it, for each document. */
export function histogramsOf(
  { unit: { property, direction }, documents }: UnitRecording,
  labeled: readonly LabeledDocument[],
): PropertyHistogram[] {
  return documents.map((states, document) => {
    const histogram = emptyHistogram();
    const holds = labeled[document]!.properties[property];
    states.forEach((state, index) => {
      const side = holds[index] === 1 ? histogram.positives : histogram.negatives;
      side[binOf(direction * state)]!++;
    });
    return histogram;
  });
}

/**
 * The stretch of some 800 characters in which the property comes and goes most evenly, with the unit's activation after each
 * character, tanh of its state as in Karpathy, Johnson & Li (2015), turned so that it should be high where the property holds.
 */
export function drawPicture(
  { unit, documents }: UnitRecording,
  labeled: readonly LabeledDocument[],
): Units['pictures'][number] | null {
  const { property, layer, direction } = unit;
  let best = { document: -1, start: 0, evenness: 0 };
  documents.forEach((states, document) => {
    const holds = labeled[document]!.properties[property];
    const last = Math.max(0, states.length - PICTURE_CHARACTERS);
    for (let start = 0; start <= last; start += PICTURE_STEP) {
      const end = Math.min(start + PICTURE_CHARACTERS, states.length);
      const positives = holds.subarray(start, end).reduce((sum, value) => sum + value, 0);
      const evenness = Math.min(positives, end - start - positives);
      if (evenness > best.evenness) best = { document, start, evenness };
    }
  });
  if (best.document < 0) return null;
  const { name, text } = labeled[best.document]!;
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
