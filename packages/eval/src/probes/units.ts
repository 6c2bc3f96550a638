import type { Language } from '../languages/language.ts';
import type { Units } from '../result/probe-schema.ts';
import { RandomStream } from '../statistics/random.ts';
import type { TextDocument } from '../text/document.ts';
import { chooseBestUnits, UnitHistograms } from './best-units.ts';
import { characterProperties, type UnitProperty } from './character-properties.ts';
import { GateStatistics } from './gate-statistics.ts';
import type { StateSource, StateStretch } from './state-source.ts';
import { drawPicture, measureUnit, type UnitRecording } from './unit-recording.ts';

export interface UnitsOptions {
  readonly language: Language;
  /** Of the halves and of the bootstrap over documents. */
  readonly seed: number;
}

/**
 * Metric 16: how fast units forget, how far their gates open, and which one tells best of each property.
 *
 * The documents are read in two halves. On the first the best of all units is chosen, on the second it is measured:
 * among hundreds of units that know nothing, the best on the same text would look as if it did. Gates are measured on both.
 *
 * @returns null where there are less than two documents to divide
 */
export async function probeUnits(
  source: StateSource,
  documents: readonly TextDocument[],
  { language, seed }: UnitsOptions,
): Promise<Units | null> {
  if (documents.length < 2) return null;
  const labelled = shuffled(documents, seed).map(({ name, text }) => ({
    name,
    text,
    properties: characterProperties(text, language.analyse(text, { cut: true })),
  }));
  const half = Math.floor(labelled.length / 2);
  const [choosing, measuring] = [labelled.slice(0, half), labelled.slice(half)];
  const gates = new GateStatistics(source.layers);
  const histograms = new UnitHistograms(source.layers);
  await source.read(textsOf(choosing), (stretch) => {
    gates.add(stretch);
    histograms.add(stretch, choosing[stretch.text]!.properties);
  });
  const best = chooseBestUnits(histograms);
  const recordings = best.map((unit) => ({
    unit,
    documents: measuring.map(({ text }) => new Float32Array(Math.max(0, text.length - 1))),
  }));
  await source.read(textsOf(measuring), (stretch) => {
    gates.add(stretch);
    for (const recording of recordings) record(recording, stretch);
  });
  return {
    characters: gates.characters,
    layers: gates.layers(),
    best: recordings.flatMap((recording) => measureUnit(recording, measuring, seed) ?? []),
    pictures: recordings.flatMap((recording) => drawPicture(recording, measuring) ?? []),
  };
}

/** A text and what holds after each of its characters. */
export interface LabelledDocument extends TextDocument {
  readonly properties: Readonly<Record<UnitProperty, Uint8Array>>;
}

function textsOf(documents: readonly LabelledDocument[]): string[] {
  return documents.map(({ text }) => text);
}

function record({ unit, documents }: UnitRecording, { text, start, length, layers }: StateStretch): void {
  const { values, offset, stride } = layers[unit.layer]!.states;
  const recorded = documents[text]!;
  for (let t = 0; t < length && start + t < recorded.length; t++) {
    recorded[start + t] = values[offset + t * stride + unit.unit]!;
  }
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = new RandomStream(seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.nextInteger(last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}
