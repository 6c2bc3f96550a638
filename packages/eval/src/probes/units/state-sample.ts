import type { RandomStream } from '@longrange/code';
import { drawWithout } from '@longrange/code/internal';
import type { StateLayer, StateStretch } from './state-source.ts';

/** Offsets of characters drawn from each text, ascending. */
export type DrawnPlaces = readonly (readonly number[])[];

/** Draws at most `count` characters from all texts together, without the last of each, after which nothing is read. */
export function drawPlaces(texts: readonly string[], count: number, random: RandomStream): DrawnPlaces {
  const starts: number[] = [];
  let total = 0;
  for (const { length } of texts) {
    starts.push(total);
    total += Math.max(0, length - 1);
  }
  const places: number[][] = texts.map(() => []);
  let text = 0;
  for (const place of drawWithout(
    random,
    Array.from({ length: total }, (_, index) => index),
    count,
  )) {
    while (text + 1 < texts.length && starts[text + 1]! <= place) text++;
    places[text]!.push(place - starts[text]!);
  }
  return places;
}

/** The states of all layers at drawn characters. */
export class StateSample {
  /** Units of all layers together. */
  readonly width: number;
  /** [characters × width] row-major: text by text, in their order. */
  readonly states: Float32Array;
  readonly #layers: readonly StateLayer[];
  readonly #places: DrawnPlaces;
  readonly #firstRows: readonly number[];
  /** Number of characters of each text so far. */
  readonly #done: number[];

  constructor(layers: readonly StateLayer[], places: DrawnPlaces) {
    this.#layers = layers;
    this.#places = places;
    this.width = layers.reduce((sum, { units }) => sum + units, 0);
    let rows = 0;
    this.#firstRows = places.map(({ length }) => {
      rows += length;
      return rows - length;
    });
    this.#done = places.map(() => 0);
    this.states = new Float32Array(rows * this.width);
  }

  add({ text, start, length, layers }: StateStretch): void {
    const places = this.#places[text]!;
    while (this.#done[text]! < places.length && places[this.#done[text]!]! < start + length) {
      const done = this.#done[text]!++;
      let at = (this.#firstRows[text]! + done) * this.width;
      this.#layers.forEach(({ units }, layer) => {
        const { values, offset, stride } = layers[layer]!.states;
        const row = offset + (places[done]! - start) * stride;
        for (let unit = 0; unit < units; unit++) this.states[at++] = values[row + unit]!;
      });
    }
  }
}
