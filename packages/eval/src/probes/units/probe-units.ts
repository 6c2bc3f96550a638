import type { Language, TextDocument } from '@longrange/code';
import { RandomStream } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { OnShare } from '../../models/language-model.ts';
import type { Units } from '../schema.ts';
import { type AblatableModel, ablateUnits } from './ablation.ts';
import { GateStatistics } from './gate-statistics.ts';
import { labelHalves, textsOf } from './labeled-documents.ts';
import { measureProperties } from './measure-properties.ts';
import { drawPlaces } from './state-sample.ts';
import type { StateSource, StateStretch } from './state-source.ts';
import { surfaceSource } from './surface-source.ts';
import { drawPicture } from './unit-recording.ts';
import { watchSource } from './watch-source.ts';

/** Options of the probe of units. */
export interface UnitsOptions {
  readonly language: Language;
  /** Number of characters of each half to train linear probes on, and to test them on. */
  readonly probeCharacters: number;
  /** Number of random units to hold for comparison with each best one. */
  readonly otherUnits: number;
  /** Seed of the halves and of all draws. */
  readonly seed: number;
}

/** A network whose states can be read, to be probed for units. */
export interface ProbedNetwork {
  readonly model: StateSource;
  /** The same network with the weights that its training began with. */
  readonly untrained: StateSource;
  readonly ablatable: AblatableModel;
}

/**
 * Metric 16: how fast units forget, how far their gates open, which one tells best of each property, what all of them tell together, and what becomes of
 * predictions without the best ones.
 *
 * The documents are read in two halves. On the first the best of all units is chosen, and linear probes are trained; on the second they are
 * measured: among hundreds of units that know nothing, the best on the same text would look as if it did. An untrained network
 * and the surface of the text go through the same. Gates are measured on both halves.
 *
 * @returns null if there are less than two documents to divide
 */
export async function probeUnits(
  { model, untrained, ablatable }: ProbedNetwork,
  documents: readonly TextDocument[],
  { language, probeCharacters, otherUnits, seed }: UnitsOptions,
  onShare: OnShare = () => undefined,
): Promise<Units | null> {
  if (documents.length < 2) return null;
  const halves = labelHalves(documents, language, seed);
  const random = new RandomStream(seed);
  const places = {
    choosing: drawPlaces(textsOf(halves.choosing), probeCharacters, random),
    measuring: drawPlaces(textsOf(halves.measuring), probeCharacters, random),
  };
  const work = new SharedWork([2, 2, 2, 2, otherUnits], onShare);
  const gates = new GateStatistics(model.layers);
  const surface = surfaceSource(textsOf(halves.choosing));
  const watch = async (part: number, source: StateSource, alsoVisit?: (stretch: StateStretch) => void) => {
    const watched = await watchSource(source, halves, places, alsoVisit);
    work.part(part)(1);
    return watched;
  };
  const watched = {
    model: await watch(0, model, (stretch) => gates.add(stretch)),
    untrained: await watch(1, untrained),
    surface: await watch(2, surface),
  };
  const measured = measureProperties({ watched, halves, places, features: surface.features, seed });
  work.part(3)(1);
  return {
    characters: gates.characters,
    layers: gates.layers(),
    ...measured,
    ablation: await ablateUnits(ablatable, watched.model.best, halves.measuring, {
      language,
      means: watched.model.means,
      others: otherUnits,
      seed,
      onShare: work.part(4),
    }),
    pictures: watched.model.recordings.flatMap((recording) => drawPicture(recording, halves.measuring) ?? []),
  };
}
