import { registerSimdBackend } from '@longrange/backend-simd';
import type { EngineBackend } from '@longrange/backend-simd/internal';
import { describeOperands } from '@longrange/backend-simd/testing';
import { adamSteps, dropout, softmaxCrossEntropy, squaredNorms } from '@longrange/ops';
import { generate } from '@longrange/ops/internal';
import {
  attentionCase,
  featureCases,
  layerCase,
  matrixCases,
  relativeError,
  resultsAndGradients,
  uniformTensor,
  writingCase,
} from '@longrange/ops/testing';
import {
  engine,
  env,
  grads,
  matMul,
  mul,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseInstructionSet } from '../src/choose-instruction-set.ts';
import { registerNativeBackend } from '../src/index.ts';
import { type AddonEngine, loadAddon } from '../src/load-addon.ts';

beforeAll(async () => {
  env().set('IS_TEST', true);
  await registerSimdBackend({ threads: 2 });
  await registerNativeBackend({ threads: 2 });
});

const hasBfloat16 = loadAddon()
  .instructionSets()
  .some(({ bfloat16 }) => bfloat16);

/** Values of tensors that `compute` makes on a backend. */
async function valuesOn(backend: string, compute: () => Tensor[]): Promise<number[][]> {
  expect(await setBackend(backend)).toBe(true);
  return tidy(() => compute().map((tensor) => Array.from(tensor.dataSync())));
}

const cells = ['lstm', 'gru', 'rnn'] as const;
const matrices = { T: 35, B: 3, H: 2, K: 20, V: 33 };

/** Outputs, states and gradients of each kind of recurrent layer */
function layerResults(): Tensor[] {
  return cells.flatMap((cell) =>
    resultsAndGradients(layerCase(cell, 'preactivations', { T: 20, B: 13, H: 40 })),
  );
}

/** Everything else that has a kernel of its own. */
function otherResults(): Tensor[] {
  const a = uniformTensor<Tensor2D>([300, 97], 1);
  const targets = tensor1d(
    Int32Array.from({ length: 300 }, (_, i) => (i * 7) % 97),
    'int32',
  );
  const { losses, correct } = softmaxCrossEntropy(a, targets);
  const [gradient] = grads(
    (logits: Tensor) => sum(softmaxCrossEntropy(logits as Tensor2D, targets).losses) as Scalar,
  )([a]);
  const state = { parameter: a, gradient: gradient!, firstMoment: mul(a, 0.1), secondMoment: mul(a, a) };
  const [x, y] = [uniformTensor([2051], 3), uniformTensor([2051], 4)];
  const other = { parameter: x, gradient: y, firstMoment: mul(y, 0.1), secondMoment: mul(y, y) };
  const hyper = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, step: 3 };
  const updated = adamSteps([other, state], { ...hyper, gradientScales: [0.5, 0.7] });
  return [
    ...[losses, correct, gradient!, squaredNorms([x, a, y]), dropout(a, 0.3, 12345)],
    ...updated.flatMap(({ parameter, firstMoment, secondMoment }) => [parameter, firstMoment, secondMoment]),
    ...[
      matMul(a, uniformTensor<Tensor2D>([97, 70], 2)),
      matMul(a, a, true, false),
      matMul(a, a, false, true),
    ],
  ];
}

/** What a network of two layers of 40 units writes after each of `B` characters, and its state. */
function writing(B: number): Tensor[] {
  const V = 11;
  const { network, state } = writingCase(V, 40, B);
  const tokens = tensor1d(
    Int32Array.from({ length: B }, (_, b) => b % V),
    'int32',
  );
  const uniforms = Float64Array.from({ length: 50 * B }, (_, i) => (i * 0.618) % 1);
  const options = { steps: 50, temperature: 0.9, topK: 7, topP: 0.95, uniforms };
  const { written, state: final } = generate(network, tokens, state, options);
  return [written, ...final.flatMap(({ hidden, cell }) => [hidden, cell!])];
}

describe('float32', () => {
  it.each([
    ['recurrent layers', layerResults],
    ['operations of blocks', () => Object.values(featureCases(20, 13, 45, 4)).flatMap(resultsAndGradients)],
    [
      'matrices and attention',
      () =>
        [...Object.values(matrixCases(matrices)), attentionCase({ ...matrices, window: 27 })].flatMap(
          resultsAndGradients,
        ),
    ],
    ['everything else', otherResults],
    ['writing one sequence', () => writing(1)],
    ['writing nine', () => writing(9)],
  ])('gives the same bits twice, and those of the WebAssembly engine: %s', async (_, compute) => {
    const native = await valuesOn('native', compute);
    expect(await valuesOn('native', compute)).toEqual(native);
    expect(await valuesOn('simd', compute)).toEqual(native);
  });

  it('comes up again, threads and all, after a reset', async () => {
    await setBackend('native');
    const disposed = engine().backend as EngineBackend;
    engine().reset();
    await setBackend('native');
    expect(engine().backend).not.toBe(disposed);
    const [product] = await valuesOn('native', () => [matMul(tensor2d([[1, 2]]), tensor2d([[3], [4]]))]);
    expect(product).toEqual([11]);
    expect(() => disposed.engine.run('add', { size: 0, a: 0, b: 0, to: 0 })).toThrow('have been terminated');
  });

  it('keeps the engine that was registered first, and says so', async () => {
    const { threads, reason } = await registerNativeBackend({ threads: 1 });
    expect(threads).toBe(2);
    expect(reason).toMatch(/; 2 threads: kept from the first registration$/);
  });
});

/** The nearest bfloat16, ties to even. */
function rounded(x: number): number {
  const bits = new Uint32Array(Float32Array.of(x).buffer);
  bits[0] = ((bits[0]! + 0x7fff + ((bits[0]! >>> 16) & 1)) >>> 16) << 16;
  return new Float32Array(bits.buffer)[0]!;
}

describe.runIf(hasBfloat16)('mixed_bfloat16', () => {
  beforeAll(async () => {
    await registerNativeBackend({ threads: 2, precision: 'mixed_bfloat16' });
  });

  it.each([
    [1, 1, 1],
    [33, 97, 65],
    [130, 300, 70],
    [27, 40, 515],
  ])('multiplies rounded numbers and adds in float32: %i × %i × %i', async (M, N, K) => {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const a = uniformTensor<Tensor2D>(transposeA ? [K, M] : [M, K], 1);
      const b = uniformTensor<Tensor2D>(transposeB ? [N, K] : [K, N], 2);
      const product = () => [matMul(a, b, transposeA, transposeB)];
      const [actual] = await valuesOn('native-bfloat16', product);
      const round = (tensor: Tensor2D): Tensor2D =>
        tensor2d(Float32Array.from(tensor.dataSync(), rounded), tensor.shape);
      const [expected] = await valuesOn('cpu', () => [matMul(round(a), round(b), transposeA, transposeB)]);
      expect(relativeError(actual!, expected!)).toBeLessThan(1e-5);
    }
  });

  it('keeps recurrent layers and their gradients within one part in fifty of float32', async () => {
    const [expected, actual] = [
      await valuesOn('native', layerResults),
      await valuesOn('native-bfloat16', layerResults),
    ];
    actual.forEach((values, i) => {
      const error = relativeError(values, expected[i]!);
      expect(error, `tensor ${i}`).toBeLessThan(0.02);
    });
    // Rounded they are: the first outputs differ.
    expect(actual[0]).not.toEqual(expected[0]);
  });
});

describe('checked operands', () => {
  beforeAll(() => setBackend('native'));
  describeOperands();
});

it('leaves out an instruction set whose products are wrong, and takes the next', () => {
  const addon = loadAddon();
  const [set] = addon.instructionSets();
  const sets = ['wrong', 'right'].map((name) => ({ name, bfloat16: true }));
  class Library extends addon.NativeEngine {
    readonly #works: boolean;
    constructor(name: string, threads: number) {
      super(set!.name, threads);
      this.#works = name === 'right';
    }
    override run(...job: Parameters<AddonEngine['run']>): void {
      if (this.#works) super.run(...job);
    }
  }
  const fake = { ...addon, instructionSets: () => sets, NativeEngine: Library } as never;
  expect(chooseInstructionSet(fake, 'mixed_bfloat16', undefined)).toEqual({
    set: sets[1],
    leftOut: [expect.stringMatching(/^wrong is left out, because its product is off by /)],
  });
  expect(() => chooseInstructionSet(fake, 'mixed_bfloat16', 'wrong')).toThrow(
    expect.objectContaining({ code: 'ENGINE_NATIVE_TRIAL' }),
  );
  expect(() => chooseInstructionSet(fake, 'float32', undefined)).toThrow(
    expect.objectContaining({ code: 'ENGINE_PRECISION' }),
  );
});
