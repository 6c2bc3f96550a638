import { type ChosenUnit, chooseBestUnits, UnitHistograms } from './best-units.ts';
import { type Halves, textsOf } from './labeled-documents.ts';
import { type DrawnPlaces, StateSample } from './state-sample.ts';
import type { StateSource, StateStretch } from './state-source.ts';
import type { UnitRecording } from './unit-recording.ts';

/** The characters of both halves at which linear probes are trained and tried. */
export interface ProbePlaces {
  readonly choosing: DrawnPlaces;
  readonly measuring: DrawnPlaces;
}

/** Recordings of a source: its best units, chosen on the one half and recorded on the other, and states at drawn characters of both. */
export interface WatchedSource {
  readonly best: readonly ChosenUnit[];
  /** Statistics of each unit on the choosing half, by layer. */
  readonly means: readonly Float64Array[];
  /** Recordings in the order of `best`, on the measuring half. */
  readonly recordings: readonly UnitRecording[];
  readonly training: StateSample;
  readonly test: StateSample;
}

/** Reads both halves. The same for the network under test and for what it is compared with. */
export async function watchSource(
  source: StateSource,
  { choosing, measuring }: Halves,
  places: ProbePlaces,
  alsoVisit: (stretch: StateStretch) => void = () => undefined,
): Promise<WatchedSource> {
  const histograms = new UnitHistograms(source.layers);
  const training = new StateSample(source.layers, places.choosing);
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
  const test = new StateSample(source.layers, places.measuring);
  await source.read(textsOf(measuring), (stretch) => {
    for (const recording of recordings) record(recording, stretch);
    test.add(stretch);
    alsoVisit(stretch);
  });
  return { best, means: histograms.means(), recordings, training, test };
}

function record({ unit, documents }: UnitRecording, { text, start, length, layers }: StateStretch): void {
  const { values, offset, stride } = layers[unit.layer]!.states;
  const recorded = documents[text]!;
  for (let t = 0; t < length && start + t < recorded.length; t++) {
    recorded[start + t] = values[offset + t * stride + unit.unit]!;
  }
}
