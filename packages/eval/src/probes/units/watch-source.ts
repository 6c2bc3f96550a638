import { type Language, RandomStream, type TextDocument } from '@longrange/code';
import { drawWithout, shuffle } from '@longrange/code/internal';
import type { Units } from '../schema.ts';
import {
  binOf,
  type ChosenUnit,
  chooseBestUnits,
  emptyHistogram,
  type PropertyHistogram,
  UnitHistograms,
} from './best-units.ts';
import { characterProperties, type UnitProperty } from './character-properties.ts';
import type { StateLayer, StateSource, StateStretch } from './state-source.ts';

/** A text and the properties after each of its characters. */
export interface LabeledDocument extends TextDocument {
  readonly properties: Readonly<Record<UnitProperty, Uint8Array>>;
}

/** Documents divided at random: one half to choose or train on, the other to measure on. */
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

/** Offsets of characters drawn from each text, ascending. */
export type DrawnPlaces = readonly (readonly number[])[];

/** Draws at most `count` characters from all texts together, excluding the last of each, after which nothing is read. */
export function drawPlaces(texts: readonly string[], count: number, random: RandomStream): DrawnPlaces {
  const starts: number[] = [];
  let total = 0;
  for (const { length } of texts) {
    starts.push(total);
    total += Math.max(0, length - 1);
  }
  const places: number[][] = texts.map(() => []);
  let text = 0;
  for (const place of drawWithout(random, [...new Uint8Array(total).keys()], count)) {
    while (text + 1 < texts.length && starts[text + 1]! <= place) text++;
    places[text]!.push(place - starts[text]!);
  }
  return places;
}

/** The states of all layers at drawn characters. */
export interface StateSample {
  /** Units of all layers together. */
  readonly width: number;
  /** [characters × width] row-major: text by text, in their order. */
  readonly states: Float32Array;
  add(stretch: StateStretch): void;
}

export function sampleStates(layers: readonly StateLayer[], places: DrawnPlaces): StateSample {
  const width = layers.reduce((sum, { units }) => sum + units, 0);
  let rows = 0;
  const firstRows = places.map(({ length }) => {
    rows += length;
    return rows - length;
  });
  const states = new Float32Array(rows * width);
  const add = ({ text, start, length, layers: read }: StateStretch): void => {
    for (const [index, place] of places[text]!.entries()) {
      if (place < start || place >= start + length) continue;
      let at = (firstRows[text]! + index) * width;
      layers.forEach(({ units }, layer) => {
        const { values, offset, stride } = read[layer]!.states;
        const row = offset + (place - start) * stride;
        for (let unit = 0; unit < units; unit++) states[at++] = values[row + unit]!;
      });
    }
  };
  return { width, states, add };
}

/** Characters of both halves at which linear probes are trained and tested. */
export interface ProbePlaces {
  readonly choosing: DrawnPlaces;
  readonly measuring: DrawnPlaces;
}

/** Recordings of a source: its best units, chosen on one half and recorded on the other, and states at drawn characters of both. */
export interface WatchedSource {
  readonly best: readonly ChosenUnit[];
  /** Mean state of each unit on the choosing half, by layer. */
  readonly means: readonly Float64Array[];
  /** Recordings in the order of `best`, on the measuring half. */
  readonly recordings: readonly UnitRecording[];
  readonly training: StateSample;
  readonly test: StateSample;
}

/** Reads both halves, in the same way for the network under test and for what it is compared with. */
export async function watchSource(
  source: StateSource,
  { choosing, measuring }: Halves,
  places: ProbePlaces,
  alsoVisit: (stretch: StateStretch) => void = () => undefined,
): Promise<WatchedSource> {
  const histograms = new UnitHistograms(source.layers);
  const training = sampleStates(source.layers, places.choosing);
  await source.read(textsOf(choosing), (stretch) => {
    histograms.add(stretch, choosing[stretch.text]!.properties);
    training.add(stretch);
    alsoVisit(stretch);
  });
  const best = chooseBestUnits(histograms);
  const recordings = best.map((unit) => ({
    unit,
    documents: measuring.map(({ text }) => new Float32Array(Math.max(0, text.length - 1))),
  }));
  const test = sampleStates(source.layers, places.measuring);
  await source.read(textsOf(measuring), (stretch) => {
    for (const { unit: chosen, documents } of recordings) {
      const { values, offset, stride } = stretch.layers[chosen.layer]!.states;
      const recorded = documents[stretch.text]!;
      const end = Math.min(stretch.length, recorded.length - stretch.start);
      for (let t = 0; t < end; t++) recorded[stretch.start + t] = values[offset + t * stride + chosen.unit]!;
    }
    test.add(stretch);
    alsoVisit(stretch);
  });
  return { best, means: histograms.means(), recordings, training, test };
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
