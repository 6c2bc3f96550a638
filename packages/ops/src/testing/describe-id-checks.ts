import { type Rank, tensor1d, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { IGNORED_TARGET } from '../check-ids.ts';
import { softmaxCrossEntropy } from '../softmax-cross-entropy.ts';
import { layerCase, testedLayers } from './layers.ts';

const V = 7;
const outside = [V, -1, 2 ** 31 - 1, -(2 ** 31)];

/** Tests that no invalid id reaches the current backend. */
export function describeIdChecks(): void {
  describe('ids', () => {
    it.each(Object.entries(testedLayers))('%sFromTokens refuses a token outside the table', (name, layer) => {
      const { tableInputs } = layerCase(layer.kernels, 3, 2, 4, V);
      for (const id of outside) {
        const tokens = tensor2d([0, 1, 2, 3, V - 1, id], [3, 2], 'int32');
        expect(() => layer.fusedFromTokens(tokens, tableInputs)).toThrow(
          `${name}FromTokens: expected every id of \`tokens\` to be in [0, 7), got ${id} at [2, 1].`,
        );
      }
    });

    it('softmaxCrossEntropy refuses a target outside the vocabulary', () => {
      const logits = zeros<Rank.R2>([3, V]);
      for (const id of outside.map((value) => (value === IGNORED_TARGET ? value - 1 : value))) {
        expect(() => softmaxCrossEntropy(logits, tensor1d([0, id, V - 1], 'int32'))).toThrow(
          `softmaxCrossEntropy: expected every id of \`targets\` to be in [0, 7) or -1, which is ignored, got ${id} at [1].`,
        );
      }
    });

    it('takes integers only', () => {
      expect(() => softmaxCrossEntropy(zeros<Rank.R2>([1, V]), tensor1d([Number.NaN]))).toThrow(
        'softmaxCrossEntropy: expected `targets` to be int32 [1], got float32 [1].',
      );
    });
  });
}
