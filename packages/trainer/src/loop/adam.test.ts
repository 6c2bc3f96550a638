import { describeEachEngine } from '@longrange/backend-simd/testing';
import { dispose, fill, memory } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { encodeText, toyModel, toyText } from '../testing/toy.ts';
import { Adam } from './adam.ts';

const { vocabulary } = encodeText(toyText(600));

describeEachEngine('Adam', () => {
  it('moves each parameter by its own gradient and scale, in place, and takes a share of the learning rate off matrices, where the step brings an element nearer to zero', async () => {
    const model = toyModel(vocabulary);
    const parameters = [...model.parameters];
    const before = parameters.map(([, parameter]) => parameter.dataSync().slice());
    const adam = new Adam(model, { beta1: 0.9, beta2: 0.99, epsilon: 1e-7, weightDecay: 0.5 });
    const gradients = parameters.map(([, { shape }], i) => fill(shape, i % 2 === 0 ? 3 : -3));
    const scales = parameters.map((_, i) => 1 / (i + 1));
    const held = memory().numTensors;
    adam.update(gradients, scales, { step: 1, learningRate: 0.125 });
    expect(memory().numTensors).toBe(held);
    const moments = await adam.read();
    parameters.forEach(([name, parameter], i) => {
      const gradient = (i % 2 === 0 ? 3 : -3) / (i + 1);
      const all = (values: Float32Array, expected: number) =>
        values.forEach((value) => {
          expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6);
        });
      all(moments.get(`adam/firstMoment/${name}`)!.values, 0.1 * gradient);
      all(moments.get(`adam/secondMoment/${name}`)!.values, 0.01 * gradient ** 2);
      // The first step has the size of the learning rate and the sign of the gradient.
      parameter.dataSync().forEach((value, j) => {
        const old = before[i]![j]!;
        const share = parameter.rank > 1 && old * gradient > 0 ? 0.125 * 0.5 : 0;
        expect(value).toBeCloseTo(old * (1 - share) - 0.125 * Math.sign(gradient), 5);
      });
    });
    dispose(gradients);
    adam.dispose();
    model.dispose();
  });
});
