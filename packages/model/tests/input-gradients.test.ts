import { describeFastEngines } from '@longrange/backend-simd/testing';
import type { CharacterModel } from '@longrange/model';
import { inputGradientNorms } from '@longrange/model/internal';
import { softmaxCrossEntropy } from '@longrange/ops';
import { memory, slice, sum, type Tensor3D, tensor, tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tinyModel } from './tiny-model.ts';

const sequence = (length: number, seed: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (i * i + seed * i + seed) % 5);

/** Norms by central differences: every number of every embedded character of the window moved by itself. */
function finiteDifferences(model: CharacterModel, ids: Int32Array, at: number, window: number): number[] {
  const E = model.config.embeddingSize;
  const read = (from: number, to: number) => tensor2d(ids.slice(from, to), [to - from, 1], 'int32');
  const before = at - window;
  let state = model.zeroState(1);
  if (model.beginOfDocument !== null)
    state = model.forward(tensor2d([model.beginOfDocument], [1, 1], 'int32'), state).state;
  if (before > 0) state = model.forward(read(0, before), state).state;
  const embedded = model.embed(read(before, at)).dataSync();
  const lossAt = (index: number, offset: number): number =>
    tidy(() => {
      const moved = Float32Array.from(embedded);
      moved[index]! += offset;
      const { logits } = model.forwardEmbedded(tensor(moved, [window, 1, E]) as Tensor3D, state);
      const last = slice(logits, [window - 1, 0], [1, 5]);
      return sum(softmaxCrossEntropy(last, tensor1d([ids[at]!], 'int32')).losses).dataSync()[0]!;
    });
  const step = 1e-2;
  return Array.from({ length: window }, (_, k) =>
    Math.hypot(
      ...Array.from({ length: E }, (_, e) => {
        const index = (window - 1 - k) * E + e;
        return (lossAt(index, step) - lossAt(index, -step)) / (2 * step);
      }),
    ),
  );
}

describeFastEngines('inputGradientNorms', () => {
  const sequences = [sequence(30, 1), sequence(9, 2), sequence(21, 3)];
  const targets = [
    { sequence: 0, at: 6 },
    { sequence: 0, at: 29 },
    { sequence: 1, at: 8 },
    { sequence: 2, at: 11 },
    { sequence: 2, at: 20 },
  ];

  it.each([true, false])(
    'gives what finite differences give, whatever the batch, with the state carried into the window; with a beginning: %s',
    async (beginOfDocument) => {
      // Weights large enough for the state before the window to matter.
      const model = tinyModel({ embeddingRange: 1, beginOfDocument });
      const before = memory().numTensors;
      const shares: number[] = [];
      const onProgress = (done: { targets: number; of: number }) => shares.push(done.targets / done.of);
      const options = { window: 6, batchSize: 3, onProgress };
      const norms = await inputGradientNorms(model, sequences, targets, options);
      expect(shares).toEqual([0.6, 1]);
      expect(memory().numTensors).toBe(before);
      targets.forEach(({ sequence, at }, index) => {
        const expected = finiteDifferences(model, sequences[sequence]!, at, 6);
        const largest = Math.max(...expected);
        expect(largest).toBeGreaterThan(1e-2);
        // Differences of float32 losses: 1e-7 / 2e-2 of noise.
        norms[index]!.forEach((norm, k) => {
          expect(Math.abs(norm - expected[k]!) / largest).toBeLessThan(5e-3);
        });
      });
      model.dispose();
    },
  );

  it('refuses a target without a whole window before it', async () => {
    const model = tinyModel();
    const work = inputGradientNorms(model, sequences, [{ sequence: 1, at: 5 }], { window: 6 });
    await expect(work).rejects.toMatchObject({ code: 'GRADIENT_TARGET' });
    model.dispose();
  });
});
