import { readFileSync } from 'node:fs';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { tensor2d } from '@tensorflow/tfjs-core';
import type { ModelWeights } from '../src/model-weights.ts';

export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../src/__fixtures__/${name}`, import.meta.url)));
}

/** Ids [B, T] and, for each file, the logits [B, T, V] that Keras computes, possibly shifted by a constant across V. */
export const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as {
  tokens: number[][];
  logits: Record<string, number[][][]>;
};

/** The header of safetensors, as text. */
export function safetensorsHeader(bytes: Uint8Array): string {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return new TextDecoder().decode(bytes.subarray(8, 8 + length));
}

/** Replaces the header of a safetensors file, and its length. */
export function withSafetensorsHeader(bytes: Uint8Array, header: string): Uint8Array {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json = new TextEncoder().encode(header);
  const begin = new Uint8Array(BigUint64Array.of(BigInt(json.length)).buffer);
  return Uint8Array.from(Buffer.concat([begin, json, bytes.subarray(8 + length)]));
}

/** A small model with random weights in every parameter. */
export async function randomModel(config: Partial<ModelConfigInput> = {}): Promise<ModelWeights> {
  const model = CharacterModel.initialize(
    { units: 5, embeddingSize: 3, embeddingRange: 1, vocabulary: [...'\n\u{1f600}abc"'], ...config },
    { seed: 7 },
  );
  const values = await model.values();
  // Biases start as zero or one, which would hide any that are in the wrong place.
  for (const [name, parameter] of values) {
    if (name.endsWith('bias'))
      values.set(
        name,
        parameter.map((_, i) => Math.sin(i + name.length) / 2),
      );
  }
  model.dispose();
  return { config: model.config, values };
}

/** Returns ln p [B, T, V] of every next character; `tokens` [B, T]. The state is carried from the first half of T to the second. */
export async function logProbabilities(
  { config, values }: ModelWeights,
  tokens: readonly (readonly number[])[],
): Promise<number[][][]> {
  const model = CharacterModel.fromValues(config, values);
  const [B, T, V] = [tokens.length, tokens[0]!.length, config.vocabulary.length];
  const result = tokens.map(() => [] as number[][]);
  let state = model.zeroState(B);
  for (const [from, to] of [
    [0, T >> 1],
    [T >> 1, T],
  ] as const) {
    const steps = Array.from({ length: to - from }, (_, t) => tokens.map((row) => row[from + t]!));
    const forward = model.forward(tensor2d(steps, [to - from, B], 'int32'), state);
    const logits = await forward.logits.data();
    for (let row = 0; row < (to - from) * B; row++) {
      result[row % B]!.push(normalized([...logits.subarray(row * V, (row + 1) * V)]));
    }
    state = forward.state;
  }
  model.dispose();
  return result;
}

/** Converts logits to log-probabilities. */
export function normalized(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return logits.map((logit) => logit - highest - Math.log(sum));
}

/** Returns the largest difference between two arrays of the same shape. */
export function distance(a: readonly number[][][], b: readonly number[][][]): number {
  const [left, right] = [a.flat(2), b.flat(2)];
  if (left.length !== right.length) throw new Error(`${left.length} and ${right.length} numbers`);
  return Math.max(...left.map((value, index) => Math.abs(value - right[index]!)));
}
