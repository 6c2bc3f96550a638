import '@tensorflow/tfjs-backend-cpu';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { trainedRun } from '../testing/toy.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import { packTensors, type TensorValues, unpackTensors } from './tensor-file.ts';

// reliability: damage
describe('readCheckpoint', () => {
  it('refuses a file that was damaged, cut short or is missing, and a checkpoint without COMPLETE', async () => {
    const { folder } = await trainedRun();
    const path = join(folder, 'state.bin');
    const bytes = await readFile(path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(path, bytes);
    await expect(readCheckpoint(folder)).rejects.toMatchObject({
      code: 'CHECKPOINT_CORRUPT',
      exitCode: 1,
      message: expect.stringContaining('Expected state.bin as it was written'),
    });
    await truncate(path, 100);
    await expect(readCheckpoint(folder)).rejects.toThrow(
      /got 100 bytes with [0-9a-f]{12}…\. In .*step-000002/,
    );
    await rm(join(folder, 'state.bin'));
    await expect(readCheckpoint(folder)).rejects.toThrow(
      'Cannot read state.bin: no such file or folder (ENOENT).',
    );
    await rm(join(folder, 'COMPLETE'));
    await expect(readCheckpoint(folder)).rejects.toMatchObject({ code: 'CHECKPOINT_INCOMPLETE' });
  });

  it('refuses a damaged COMPLETE and another format, each by name', async () => {
    const { folder } = await trainedRun();
    const marker = await readFile(join(folder, 'COMPLETE'), 'utf8');
    await writeFile(join(folder, 'COMPLETE'), '');
    await expect(readCheckpoint(folder)).rejects.toThrow('Expected COMPLETE to hold JSON, got 0 bytes');
    for (const [version, code] of [
      [3, 'CHECKPOINT_NEWER'],
      [1, 'CHECKPOINT_OLDER'],
    ]) {
      const other = marker.replace('"formatVersion":2', `"formatVersion":${version}`);
      await writeFile(join(folder, 'COMPLETE'), other);
      await expect(readCheckpoint(folder)).rejects.toMatchObject({ code });
      // It is found, and then refused in words.
      expect(await findCheckpoint('', folder)).toMatchObject({ step: 2 });
    }
    await writeFile(join(folder, 'COMPLETE'), marker.replace('"step":2', '"step":-2'));
    await expect(readCheckpoint(folder)).rejects.toThrow('Expected COMPLETE in its format, got at `step`');
  });
});

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
