import { areaUnderRoc } from '../../statistics/summaries.ts';
import { UNIT_PROPERTIES, type UnitProperty } from './character-properties.ts';
import type { StateLayer, StateStretch } from './state-source.ts';

/** Number of bins for state values; finer ones change an area only in its fourth decimal. */
const BINS = 512;

/** Bin of a value: x / (1 + |x|) maps all numbers, even the large ones of a counter, to (−1, 1) in order. */
export function binOf(value: number): number {
  return Math.min(BINS - 1, Math.floor((1 + value / (1 + Math.abs(value))) * (BINS / 2)));
}

/** Counts by bin with and without a property. */
export interface PropertyHistogram {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

export function emptyHistogram(): PropertyHistogram {
  return { positives: new Float64Array(BINS), negatives: new Float64Array(BINS) };
}

/** A unit that detects a property: high where it holds (direction 1), or low (−1). */
export interface ChosenUnit {
  readonly property: UnitProperty;
  readonly layer: number;
  readonly unit: number;
  readonly direction: 1 | -1;
}

/**
 * Counts how often each unit has each value with each combination of the properties: one count per character and unit, whatever the
 * number of properties.
 */
export class UnitHistograms {
  static readonly #combinations = 2 ** UNIT_PROPERTIES.length;
  /** Counts by layer: [units, combinations, bins]. */
  readonly #counts: readonly Uint32Array[];
  readonly layers: readonly StateLayer[];

  constructor(layers: readonly StateLayer[]) {
    this.layers = layers;
    this.#counts = layers.map(({ units }) => new Uint32Array(units * UnitHistograms.#combinations * BINS));
  }

  add({ start, length, layers }: StateStretch, properties: Readonly<Record<UnitProperty, Uint8Array>>): void {
    const labels = UNIT_PROPERTIES.map((property) => properties[property]);
    this.#counts.forEach((counts, layer) => {
      const { values, offset, stride } = layers[layer]!.states;
      const { units } = this.layers[layer]!;
      for (let t = 0; t < length; t++) {
        const combination = labels.reduce((bits, label, index) => bits | (label[start + t]! << index), 0);
        const row = offset + t * stride;
        for (let unit = 0; unit < units; unit++) {
          const cell = unit * UnitHistograms.#combinations + combination;
          counts[cell * BINS + binOf(values[row + unit]!)]!++;
        }
      }
    });
  }

  histogram(layer: number, unit: number, property: UnitProperty): PropertyHistogram {
    const result = emptyHistogram();
    const bit = 1 << UNIT_PROPERTIES.indexOf(property);
    for (let combination = 0; combination < UnitHistograms.#combinations; combination++) {
      const side = (combination & bit) === 0 ? result.negatives : result.positives;
      const first = (unit * UnitHistograms.#combinations + combination) * BINS;
      for (let bin = 0; bin < BINS; bin++) side[bin]! += this.#counts[layer]![first + bin]!;
    }
    return result;
  }
}

/** Returns for each property the unit whose area is farthest from chance; none if the property holds nowhere or everywhere. */
export function chooseBestUnits(histograms: UnitHistograms): ChosenUnit[] {
  return UNIT_PROPERTIES.flatMap((property) => {
    let best: ChosenUnit | undefined;
    let margin = -1;
    histograms.layers.forEach(({ units }, layer) => {
      for (let unit = 0; unit < units; unit++) {
        const { positives, negatives } = histograms.histogram(layer, unit, property);
        const area = areaUnderRoc(positives, negatives);
        if (area === null || Math.abs(area - 0.5) <= margin) continue;
        margin = Math.abs(area - 0.5);
        best = { property, layer, unit, direction: area < 0.5 ? -1 : 1 };
      }
    });
    return best ?? [];
  });
}
