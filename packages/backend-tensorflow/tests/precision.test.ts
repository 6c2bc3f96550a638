import '@tensorflow/tfjs-backend-cpu';
import { layerCase, relativeError, resultsAndGradients, uniformTensor } from '@longrange/ops/testing';
import { train } from '@longrange/trainer';
import { env, matMul, setBackend, type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { toyRun, toyText } from '../../trainer/src/testing/toy.ts';
import { registerTensorFlowBackend, type TensorFlowPrecision } from '../src/index.ts';

async function use(precision: TensorFlowPrecision): Promise<void> {
  // See parity.test.ts.
  env().set('IS_TEST', false);
  const { reason } = await registerTensorFlowBackend({ device: 'cpu', threads: 2, precision });
  expect(reason).toContain(` in ${precision}; 2 threads: `);
  await setBackend('tensorflow');
}

/** The nearest number with so many bits after the leading one, ties to even; exponents from `least` on. */
function rounded(x: number, bits: number, least: number): number {
  if (x === 0) return 0;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(x))), least) - bits);
  const [down, rest] = [Math.floor(x / unit), x / unit - Math.floor(x / unit)];
  const up = rest > 0.5 || (rest === 0.5 && down % 2 !== 0);
  return (down + (up ? 1 : 0)) * unit;
}

const roundings = {
  mixed_float16: (x: number) => rounded(x, 10, -14),
  mixed_bfloat16: (x: number) => rounded(x, 7, -126),
} as const;

describe.each(['mixed_float16', 'mixed_bfloat16'] as const)('%s', (precision) => {
  it('multiplies rounded numbers, adds in float32, and rounds the result', async () => {
    await use(precision);
    const round = roundings[precision];
    const [a, b] = [uniformTensor<Tensor2D>([33, 97], 1), uniformTensor<Tensor2D>([97, 65], 2)];
    const actual = matMul(a, b).dataSync();
    await setBackend('cpu');
    const roundAll = (tensor: Tensor2D) =>
      tensor2d(Float32Array.from(tensor.dataSync(), round), tensor.shape);
    const expected = Float32Array.from(matMul(roundAll(a), roundAll(b)).dataSync(), round);
    // A sum in another order may round to the neighbor.
    expect(relativeError(actual, expected)).toBeLessThan(precision === 'mixed_float16' ? 1e-3 : 8e-3);
    expect(actual.filter((value, i) => value !== expected[i]).length).toBeLessThan(actual.length / 50);
  });

  it('keeps a layer and its gradients within one part in fifty of float32', async () => {
    const results = () => {
      const layer = layerCase('lstm', 'inputs', { T: 12, B: 5, H: 24 });
      return resultsAndGradients(layer).map((tensor) => tensor.dataSync());
    };
    await use('float32');
    const expected = results();
    await use(precision);
    const actual = results();
    actual.forEach((values, i) => {
      expect(relativeError(values, expected[i]!), `tensor ${i}`).toBeLessThan(0.02);
    });
    expect(actual[0]).not.toEqual(expected[0]);
  });

  it('follows the loss of float32 within one in a hundred over 200 steps', async () => {
    const lossOf = async (chosen: TensorFlowPrecision) => {
      await use(chosen);
      const training = { maxCharacters: 200 * 32, logEverySteps: 200 };
      const options = await toyRun({ text: toyText(4000), training });
      let lossNats = Number.NaN;
      await train({
        ...options,
        scalesLoss: chosen === 'mixed_float16',
        onEvent: (event) => {
          if (event.type === 'step') ({ lossNats } = event);
        },
      });
      return lossNats;
    };
    const expected = await lossOf('float32');
    const actual = await lossOf(precision);
    expect(Math.abs(actual / expected - 1)).toBeLessThan(0.01);
    expect(actual).not.toBe(expected);
  });
});
