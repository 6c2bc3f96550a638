import type { Units } from '../schema.ts';
import type { StateLayer, StateRows, StateStretch } from './state-source.ts';

const CLOSED_BELOW = 0.1;
const OPEN_ABOVE = 0.9;

interface GateCounts {
  closed: number;
  open: number;
  /** Sum over characters for each unit. */
  readonly sums: Float64Array;
}

/** Collects the openness of gates and, from the gate that keeps the state, the time scale of each unit. */
export class GateStatistics {
  readonly #layers: readonly StateLayer[];
  readonly #counts: readonly (readonly GateCounts[])[];
  /** Characters seen. */
  characters = 0;

  constructor(layers: readonly StateLayer[]) {
    this.#layers = layers;
    this.#counts = layers.map(({ units, gates }) =>
      gates.map(() => ({ closed: 0, open: 0, sums: new Float64Array(units) })),
    );
  }

  add({ length, layers }: StateStretch): void {
    this.characters += length;
    this.#counts.forEach((gates, layer) => {
      gates.forEach((counts, gate) => {
        addRows(counts, layers[layer]!.gates[gate]!, length);
      });
    });
  }

  layers(): Units['layers'] {
    return this.#layers.map(({ units, gates }, layer) => {
      const counts = this.#counts[layer]!;
      const activations = Math.max(1, units * this.characters);
      const keeps = gates.findIndex(({ keepsState }) => keepsState);
      return {
        layer: layer + 1,
        units,
        timeScales: keeps < 0 ? null : this.#timeScales(counts[keeps]!.sums),
        gates: gates.map(({ name }, gate) => ({
          gate: name,
          closed: counts[gate]!.closed / activations,
          open: counts[gate]!.open / activations,
        })),
      };
    });
  }

  #timeScales(sums: Float64Array): number[] {
    return Array.from(sums, (sum) => timeScale(sum / this.characters, this.characters)).sort((a, b) => a - b);
  }
}

/**
 * −1 / ln(mean): after so many characters 1/e is left of what the unit held, were its gate always at its mean. Tallec & Ollivier
 * (2018), "Can recurrent neural networks warp time?". At most `characters`: longer could not have been seen.
 */
export function timeScale(meanGate: number, characters: number): number {
  return meanGate >= 1 ? characters : Math.min(characters, -1 / Math.log(meanGate));
}

function addRows(counts: GateCounts, { values, offset, stride }: StateRows, length: number): void {
  const { sums } = counts;
  for (let t = 0; t < length; t++) {
    const row = offset + t * stride;
    for (let unit = 0; unit < sums.length; unit++) {
      const gate = values[row + unit]!;
      if (gate < CLOSED_BELOW) counts.closed++;
      else if (gate > OPEN_ABOVE) counts.open++;
      sums[unit]! += gate;
    }
  }
}
