import { type Language, RandomStream, type TextDocument } from '@longrange/code';
import { shuffle } from '@longrange/code/internal';
import {
  binOf,
  type ChosenUnit,
  chooseBestUnits,
  emptyHistogram,
  type PropertyHistogram,
  UnitHistograms,
} from './best-units.ts';
import { characterProperties, type UnitProperty } from './character-properties.ts';
import type { Units } from './schema.ts';
import type { StateSource, StateStretch } from './state-source.ts';

/** A text and the properties after each of its characters. */
export interface LabeledDocument extends TextDocument {
  readonly properties: Readonly<Record<UnitProperty, Uint8Array>>;
}

/** Documents divided at random: one half to choose on, the other to measure on. */
export interface Halves {
  readonly choosing: readonly LabeledDocument[];
  readonly measuring: readonly LabeledDocument[];
}

export function labelHalves(documents: readonly TextDocument[], language: Language, seed: number): Halves {
  const labeled = shuffle(new RandomStream(seed), documents).map(({ path, text }) => ({
    path,
    text,
    properties: characterProperties(text, language.analyze(text, { cut: true }), language.layout),
  }));
  const half = Math.floor(labeled.length / 2);
  return { choosing: labeled.slice(0, half), measuring: labeled.slice(half) };
}

export function textsOf(documents: readonly TextDocument[]): string[] {
  return documents.map(({ text }) => text);
}

/**
 * Reads both halves, in the same way for the evaluated network and for what it is compared with.
 *
 * @returns its best units, chosen on one half and recorded on the other
 */
export async function watchSource(
  source: StateSource,
  { choosing, measuring }: Halves,
  alsoVisit: (stretch: StateStretch) => void = () => undefined,
): Promise<readonly UnitRecording[]> {
  const histograms = new UnitHistograms(source.layers);
  await source.read(textsOf(choosing), (stretch) => {
    histograms.add(stretch, choosing[stretch.text]!.properties);
    alsoVisit(stretch);
  });
  const recordings = chooseBestUnits(histograms).map((unit) => ({
    unit,
    documents: measuring.map(({ text }) => new Float32Array(Math.max(0, text.length - 1))),
  }));
  await source.read(textsOf(measuring), (stretch) => {
    for (const { unit: chosen, documents } of recordings) {
      const { values, offset, stride } = stretch.layers[chosen.layer]!.states;
      const recorded = documents[stretch.text]!;
      const end = Math.min(stretch.length, recorded.length - stretch.start);
      for (let t = 0; t < end; t++) recorded[stretch.start + t] = values[offset + t * stride + chosen.unit]!;
    }
    alsoVisit(stretch);
  });
  return recordings;
}

const PICTURE_CHARACTERS = 800;
const PICTURE_STEP = 100;

/** The state of a chosen unit after each character of each document. */
export interface UnitRecording {
  readonly unit: ChosenUnit;
  readonly documents: readonly Float32Array[];
}

/** Distribution of the unit's states with and without its property in each document, signed to be high with it. */
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
 * Stretch of some 800 characters in which the property is most evenly present and absent, with the unit's activation after each character:
 * tanh of its state as in Karpathy, Johnson & Li (2015), signed so that it should be high where the property holds.
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
  const { path, text } = labeled[best.document]!;
  const start = text.lastIndexOf('\n', best.start) + 1;
  const activations = documents[best.document]!.subarray(start, start + PICTURE_CHARACTERS);
  return {
    property,
    layer: layer + 1,
    unit: unit.unit,
    document: path,
    text: text.slice(start, start + activations.length),
    activations: Array.from(activations, (state) => Math.round(1000 * Math.tanh(direction * state)) / 1000),
  };
}
