import type { CharacterModel } from '@longrange/model';
import { gatesOf, inputGradientNorms, traceTokens } from '@longrange/model/internal';

/** A unit of a network, both indexes from 0. */
export interface Unit {
  readonly layer: number;
  readonly unit: number;
}

/** A unit whose state is set to a value after each character. */
export interface HeldUnit extends Unit {
  readonly value: number;
}

/** Maximum number of characters whose states are kept. */
export const MOST_WATCHED = 4096;

/** States of all units after each character of a stretch of text, and time constants of their gates. */
export interface Watched {
  /** Offset of the first character, in ids. */
  readonly from: number;
  readonly length: number;
  /** H: units of each layer. */
  readonly units: number;
  /** States by layer, [length, H]. */
  readonly states: readonly Float32Array[];
  /** Times by layer, [H]: characters after which a unit keeps 1/e of its state, by its mean keeping gate; null without such a gate. */
  readonly keeps: readonly Float32Array[] | null;
}

/**
 * Watches all units while the text is read from its beginning; keeps the last `MOST_WATCHED` characters before `to`.
 *
 * @param tokens ids of the text
 */
export async function watch(model: CharacterModel, tokens: Int32Array, to: number): Promise<Watched> {
  const { layers, units } = model.config;
  const from = Math.max(0, to - MOST_WATCHED);
  const length = to - from;
  const gates = gatesOf(model);
  const keeping = gates.findIndex(({ keepsState }) => keepsState);
  const states = Array.from({ length: layers }, () => new Float32Array(length * units));
  const sums = Array.from({ length: layers }, () => new Float64Array(units));
  // The last character of a sequence is not read.
  const read = new Int32Array(to + 1);
  read.set(tokens.subarray(0, to));
  await traceTokens(model, [read], (stretch) => {
    for (const [layer, trace] of stretch.layers.entries()) {
      for (let t = 0; t < stretch.length; t++) {
        const at = stretch.start + t - from;
        if (at < 0) continue;
        const { values, offset, stride } = trace.states;
        const row = offset + t * stride;
        states[layer]!.set(values.subarray(row, row + units), at * units);
        if (keeping < 0) continue;
        const kept = trace.gates[keeping]!;
        for (let unit = 0; unit < units; unit++)
          sums[layer]![unit]! += kept.values[kept.offset + t * kept.stride + unit]!;
      }
    }
  });
  const keeps = sums.map((sum) =>
    Float32Array.from(sum, (total) => -1 / Math.log(total / Math.max(1, length))),
  );
  return { from, length, units, states, keeps: keeping < 0 ? null : keeps };
}

/** A unit, and how well its state alone separates a selected span from the text around it. */
export interface Follower extends Unit {
  /** Area under the ROC curve: 1 if the state is higher at every character of the span, 0 if it is lower, 0.5 if it is uninformative. */
  readonly area: number;
}

/** Returns the units whose state best separates a span from the rest of the watched text, the best first. */
export function followers(
  { states, units, length, from }: Watched,
  span: { from: number; to: number },
  most: number,
): Follower[] {
  const inside = (t: number) => t + from >= span.from && t + from < span.to;
  const all = states.flatMap((values, layer) =>
    Array.from({ length: units }, (_, unit): Follower => {
      const column = Float32Array.from({ length }, (_, t) => values[t * units + unit]!);
      return { layer, unit, area: areaOf(column, inside) };
    }),
  );
  const margin = ({ area }: Follower) => Math.abs(area - 0.5);
  return all.sort((a, b) => margin(b) - margin(a)).slice(0, most);
}

/** Returns the area under the ROC curve by ranks, ties counted half; 0.5 if all or none are positive. */
function areaOf(values: Float32Array, isPositive: (index: number) => boolean): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  let [positives, negatives, won] = [0, 0, 0];
  for (let i = 0; i < order.length; ) {
    let [positive, negative] = [0, 0];
    const value = values[order[i]!]!;
    for (; i < order.length && values[order[i]!] === value; i++) {
      if (isPositive(order[i]!)) positive++;
      else negative++;
    }
    won += positive * (negatives + negative / 2);
    positives += positive;
    negatives += negative;
  }
  return positives === 0 || negatives === 0 ? 0.5 : won / (positives * negatives);
}

/** Maximum number of characters that a gradient is followed back. */
export const GRADIENT_WINDOW = 256;

/**
 * Measures how strongly the loss of one character depends on each of those before it: the norm of its gradient with respect to the embedded character.
 *
 * @returns norms, nearest first: entry k − 1 is for k characters before; fewer entries near the beginning of the text
 */
export async function gradientReach(
  model: CharacterModel,
  tokens: Int32Array,
  at: number,
): Promise<Float32Array> {
  const window = Math.min(GRADIENT_WINDOW, at);
  if (window < 1 || at >= tokens.length) return new Float32Array();
  const [norms] = await inputGradientNorms(model, [tokens], [{ sequence: 0, at }], { window });
  return norms!;
}
