import { type Language, RandomStream, type TextDocument } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { OnShare } from '../../models/language-model.ts';
import type { Units } from '../schema.ts';
import { type AblatableModel, ablateUnits } from './ablation.ts';
import { measureProperties } from './measure-properties.ts';
import type { StateLayer, StateSource, StateStretch } from './state-source.ts';
import { surfaceSource } from './surface-source.ts';
import { drawPicture, drawPlaces, labelHalves, textsOf, watchSource } from './watch-source.ts';

/** Options of the probe of units. */
export interface UnitsOptions {
  readonly language: Language;
  /** Number of characters on which linear probes are trained, in one half, and tested, in the other. */
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
 * Metric 16: how fast units forget, how far their gates open, which one best detects each property, how well all of them together detect
 * it, and how holding the best ones changes predictions.
 *
 * The documents are read in two halves. On the first the best of all units is chosen, and linear probes are trained; on the second they are
 * measured: of hundreds of uninformative units, the best would look informative on the text it was chosen on. An untrained network and the
 * surface of the text are treated the same way. Gates are measured on both halves.
 *
 * @returns null if there are fewer than two documents to divide
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
  const gates = gateStatistics(model.layers);
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
    ...gates.summarize(),
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

const CLOSED_BELOW = 0.1;
const OPEN_ABOVE = 0.9;

/** Collects how far gates open and, from the gate that keeps the state, the time scale of each unit. */
export function gateStatistics(layers: readonly StateLayer[]) {
  const counts = layers.map(({ units, gates }) =>
    gates.map(() => ({ closed: 0, open: 0, sums: new Float64Array(units) })),
  );
  /** Characters seen. */
  let characters = 0;
  const add = ({ length, layers: read }: StateStretch): void => {
    characters += length;
    for (const [layer, gates] of counts.entries()) {
      for (const [index, own] of gates.entries()) {
        const { values, offset, stride } = read[layer]!.gates[index]!;
        const { sums } = own;
        for (let t = 0; t < length; t++) {
          const row = offset + t * stride;
          for (let unit = 0; unit < sums.length; unit++) {
            const gate = values[row + unit]!;
            if (gate < CLOSED_BELOW) own.closed++;
            else if (gate > OPEN_ABOVE) own.open++;
            sums[unit]! += gate;
          }
        }
      }
    }
  };
  const summarize = (): Pick<Units, 'characters' | 'layers'> => ({
    characters,
    layers: layers.map(({ units, gates }, layer) => {
      const own = counts[layer]!;
      const activations = Math.max(1, units * characters);
      const keeps = own[gates.findIndex(({ keepsState }) => keepsState)];
      const scales = keeps && Array.from(keeps.sums, (sum) => timeScale(sum / characters, characters));
      return {
        layer: layer + 1,
        units,
        timeScales: scales?.sort((a, b) => a - b) ?? null,
        gates: gates.map(({ name }, gate) => ({
          gate: name,
          closed: own[gate]!.closed / activations,
          open: own[gate]!.open / activations,
        })),
      };
    }),
  });
  return { add, summarize };
}

/**
 * −1 / ln(mean): after this many characters, 1/e of what the unit held would be left if its gate were always at its mean. Tallec
 * & Ollivier (2018), "Can recurrent neural networks warp time?". At most `characters`: a longer one could not have been seen.
 */
function timeScale(meanGate: number, characters: number): number {
  return meanGate >= 1 ? characters : Math.min(characters, -1 / Math.log(meanGate));
}
