import type { Language, TextDocument } from '@longrange/code';
import { SharedWork } from '../../models/batches.ts';
import type { OnShare } from '../../models/language-model.ts';
import { areaDifference, areaEstimate, areasOf } from './areas.ts';
import { UNIT_PROPERTIES, type UnitProperty } from './character-properties.ts';
import type { Units } from './schema.ts';
import type { StateLayer, StateSource, StateStretch } from './state-source.ts';
import { type SurfaceSource, surfaceSource } from './surface-source.ts';
import {
  drawPicture,
  type Halves,
  histogramsOf,
  labelHalves,
  textsOf,
  type UnitRecording,
  watchSource,
} from './watch-source.ts';

/** Options of the probe of units. */
export interface UnitsOptions {
  readonly language: Language;
  /** Seed of the halves. */
  readonly seed: number;
}

/** A network whose states can be read, to be probed for units. */
export interface ProbedNetwork {
  readonly model: StateSource;
  /** The same network with the weights that its training began with. */
  readonly untrained: StateSource;
}

/**
 * Metric 16: how fast units forget, how far their gates open, and which one best detects each property.
 *
 * The documents are read in two halves. On the first the best of all units is chosen; on the second it is measured: of hundreds of
 * uninformative units, the best would look informative on the text it was chosen on. An untrained network and the surface of the text are
 * treated the same way. Gates are measured on both halves.
 *
 * @returns null if there are fewer than two documents to divide
 */
export async function probeUnits(
  { model, untrained }: ProbedNetwork,
  documents: readonly TextDocument[],
  { language, seed }: UnitsOptions,
  onShare: OnShare = () => undefined,
): Promise<Units | null> {
  if (documents.length < 2) return null;
  const halves = labelHalves(documents, language, seed);
  const work = new SharedWork([1, 1, 1], onShare);
  const gates = gateStatistics(model.layers);
  const surface = surfaceSource(textsOf(halves.choosing));
  const watch = async (part: number, source: StateSource, alsoVisit?: (stretch: StateStretch) => void) => {
    const recordings = await watchSource(source, halves, alsoVisit);
    work.part(part)(1);
    return recordings;
  };
  const sources = {
    model: await watch(0, model, (stretch) => gates.add(stretch)),
    untrained: await watch(1, untrained),
    surface: await watch(2, surface),
  };
  const { measuring } = halves;
  return {
    ...gates.summarize(),
    best: UNIT_PROPERTIES.flatMap(
      (property) => measureBest(property, sources, measuring, surface.features) ?? [],
    ),
    pictures: sources.model.flatMap((recording) => drawPicture(recording, measuring) ?? []),
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

/** Recordings of the best units of the evaluated network, of the same network before training, and of the surface of the text. */
interface MeasuredSources {
  readonly model: readonly UnitRecording[];
  readonly untrained: readonly UnitRecording[];
  readonly surface: readonly UnitRecording[];
}

/** Measures how well the best unit of the model detects a property, beside its controls; null if the property never or always holds on either half. */
function measureBest(
  property: UnitProperty,
  sources: MeasuredSources,
  measuring: Halves['measuring'],
  features: SurfaceSource['features'],
): Units['best'][number] | null {
  const find = (recordings: readonly UnitRecording[]) =>
    recordings.find(({ unit }) => unit.property === property);
  const model = find(sources.model);
  const untrained = find(sources.untrained);
  const surface = find(sources.surface);
  if (model === undefined || untrained === undefined || surface === undefined) return null;
  const ofModel = areasOf(histogramsOf(model, measuring));
  const ofUntrained = areasOf(histogramsOf(untrained, measuring));
  const ofSurface = areasOf(histogramsOf(surface, measuring));
  const auc = areaEstimate(ofModel);
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
      auc: areaEstimate(ofUntrained)!,
    },
    surface: { feature: feature === 'column' ? null : feature, auc: areaEstimate(ofSurface)! },
    aboveUntrained: areaDifference(ofModel, ofUntrained),
    aboveSurface: areaDifference(ofModel, ofSurface),
  };
}
