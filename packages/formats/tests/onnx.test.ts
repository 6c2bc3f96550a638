import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { PbfReader } from 'pbf';
import { expect, it } from 'vitest';
import { writeOnnx } from '../src/index.ts';
import { gateRows } from '../src/onnx/write-onnx.ts';
import { randomModel } from './testing.ts';

it('turns weights into rows of gates, in the order of ONNX', () => {
  // One row of two inputs, one unit, gates i, f, c, o; ONNX wants i, o, f, c.
  const kernel = Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40);
  expect([...gateRows(kernel, 1, [0, 3, 1, 2])]).toEqual([1, 10, 4, 40, 2, 20, 3, 30]);
  // Two units of two gates, swapped.
  expect([...gateRows(Float32Array.of(1, 2, 3, 4), 2, [1, 0])]).toEqual([3, 4, 1, 2]);
});

// What it computes, ONNX Runtime says in scripts/check-formats.mjs.
it('writes one model whose metadata is the configuration', async () => {
  await setBackend('cpu');
  const model = await randomModel({ network: 'gru' });
  const metadata: string[] = [];
  new PbfReader(writeOnnx(model)).readFields((tag, _, pbf) => {
    if (tag === 14)
      pbf.readMessage((_field, strings: string[], inner) => strings.push(inner.readString()), metadata);
  }, null);
  expect(metadata[0]).toBe('longrange');
  expect(JSON.parse(metadata[1]!)).toEqual(model.config);
});
