import type { StateFile } from './state-schema.ts';

/** Float32 tensor outside any backend. */
export interface TensorValues {
  /** Shape, as TensorFlow.js denotes it. */
  readonly shape: readonly number[];
  /** Row-major values, as many as the shape requires. */
  readonly values: Float32Array;
}

export type NamedTensors = ReadonlyMap<string, TensorValues>;

/** Concatenates all tensors, little-endian, and returns the index for `state.json`. */
export function packTensors(tensors: NamedTensors): { index: StateFile['tensors']; bytes: Uint8Array } {
  const total = [...tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0);
  const bytes = new Uint8Array(total);
  const index: StateFile['tensors'] = [];
  let byteOffset = 0;
  for (const [name, { shape, values }] of tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), byteOffset);
    index.push({ name, shape: [...shape], byteOffset, byteLength: values.byteLength });
    byteOffset += values.byteLength;
  }
  return { index, bytes };
}

/** Inverse of `packTensors`; copies, so that the bytes need no alignment. */
export function unpackTensors(index: StateFile['tensors'], bytes: Uint8Array): Map<string, TensorValues> {
  return new Map(
    index.map(({ name, shape, byteOffset, byteLength }) => {
      const values = new Float32Array(byteLength / 4);
      new Uint8Array(values.buffer).set(bytes.subarray(byteOffset, byteOffset + byteLength));
      return [name, { shape, values }];
    }),
  );
}

/** Describes why `packTensors` cannot have made this index for these bytes; undefined if it can. */
export function tensorProblem(index: StateFile['tensors'], bytes: Uint8Array): string | undefined {
  const names = new Set<string>();
  let end = 0;
  for (const { name, shape, byteOffset, byteLength } of index) {
    const size = 4 * shape.reduce((product, length) => product * length, 1);
    if (names.has(name)) return `Expected each tensor of state.bin once, got ${name} twice.`;
    if (byteOffset !== end) return `Expected ${name} at byte ${end} of state.bin, got byte ${byteOffset}.`;
    if (byteLength !== size) {
      return `Expected ${name} [${shape}] to take ${size} bytes of state.bin, got ${byteLength}.`;
    }
    names.add(name);
    end += size;
  }
  return end === bytes.length
    ? undefined
    : `Expected state.bin to hold the ${end} bytes of its tensors, got ${bytes.length}.`;
}

/** Name of the first tensor that contains NaN or an infinity; undefined if all are finite. */
export function firstNotFinite(tensors: NamedTensors): string | undefined {
  for (const [name, { values }] of tensors) if (!allFinite(values)) return name;
  return undefined;
}

export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!; // NaN for a value that is not finite, and then for good.
  return sum === 0;
}
