import { expect, it } from 'vitest';
import { packTensors, type TensorValues, unpackTensors } from './tensor-file.ts';

const tensors = new Map<string, TensorValues>([
  ['a', { shape: [2, 3], values: Float32Array.of(1, -2.5, 3, Number.NaN, 1e-45, -0) }],
  ['empty', { shape: [0, 4], values: new Float32Array() }],
  ['b', { shape: [], values: Float32Array.of(7) }],
]);

it('gives every tensor back to the bit, from bytes at any offset and from a Buffer, whose slice does not copy', () => {
  const { index, bytes } = packTensors(tensors);
  expect(index[2]).toEqual({ name: 'b', shape: [], byteOffset: 24, byteLength: 4 });
  expect(bytes.subarray(24)).toEqual(Uint8Array.of(0, 0, 0xe0, 0x40)); // 7 as little-endian float32
  const shifted = new Uint8Array(29);
  shifted.set(bytes, 1);
  for (const source of [bytes, shifted.subarray(1), Buffer.from(bytes)]) {
    expect(unpackTensors(index, source)).toEqual(tensors);
  }
});
