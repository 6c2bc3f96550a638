import { adamSteps, dropout, softmaxCrossEntropy, squaredNorms } from '@longrange/ops';
import { generate } from '@longrange/ops/internal';
import { layerCase, uniformTensor, writingCase } from '@longrange/ops/testing';
import {
  abs,
  clone,
  engine,
  matMul,
  memory,
  setBackend,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { registerSimdBackend } from './index.ts';
import type { SimdBackend } from './register.ts';

beforeAll(async () => {
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
});

const backend = () => engine().backend as SimdBackend;

/** Takes all memory but a block of `room` bytes; gives it back. Takes addresses only: the system is asked for nothing. */
function leave(room: number): () => void {
  const { heap } = backend().engine;
  const hole = heap.allocate(room);
  const taken: number[] = [];
  for (let bytes = 2 ** 31; bytes >= 64; bytes /= 2) {
    try {
      for (;;) taken.push(heap.allocate(bytes - 16));
    } catch {}
  }
  heap.free(hole);
  return () => {
    for (const address of taken) heap.free(address);
  };
}

const held = () => ({
  tensors: memory().numTensors,
  data: memory().numDataBuffers,
  backend: backend().numDataIds(),
  bytes: backend().engine.heap.usedBytes,
});

const square = (seed: number) => uniformTensor<Tensor2D>([128, 128], seed);
function writing(): () => void {
  const { network, state } = writingCase(5, 32, 2);
  const uniforms = new Float64Array(1024).fill(0.5);
  const options = { steps: 512, temperature: 1, topK: 5, topP: 1, uniforms };
  return () => void generate(network, tensor1d([0, 1], 'int32'), state, options);
}

/** The gradient of an LSTM by its weights and initial state, from made-up tensors of the right shapes. */
function gradientOfLstm(): () => void {
  const { kernels, shapes } = layerCase('lstm', 'preactivations', { T: 20, B: 8, H: 32 });
  const wanted = [
    ...kernels.needs.map((name) => [name, shapes[name]!] as const),
    ...kernels.results.map((name) => [`${name}Gradient`, shapes[name]!] as const),
  ];
  const named = wanted.map(([name, shape], seed) => [name, uniformTensor([...shape], seed)]);
  return () => void engine().runKernel(kernels.gradient, Object.fromEntries(named));
}

const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-7, step: 1, gradientScales: [1, 0.5] };

/** A parameter with its gradient and moments. */
const parameter = (seed: number) => ({
  parameter: square(seed),
  gradient: square(seed + 1),
  firstMoment: square(seed + 2),
  secondMoment: abs(square(seed + 3)),
});

// reliability: kernel-memory
it.each<[string, () => () => void]>([
  ['a product', () => () => void matMul(square(1), square(2))],
  [
    'cross-entropy',
    () => () => void softmaxCrossEntropy(square(1), tensor1d(new Int32Array(128).fill(3), 'int32')),
  ],
  ['dropout', () => () => void dropout(square(1), 0.5, 1)],
  ['Adam', () => () => void adamSteps([0, 4].map(parameter), adam)],
  [
    'squared norms',
    () => {
      const tensors = Array.from({ length: 64 }, (_, i) => uniformTensor([4], i));
      return () => void squaredNorms(tensors);
    },
  ],
  ['writing', writing],
  ...(['lstm', 'gru', 'rnn'] as const).map((cell): [string, () => () => void] => [
    cell,
    () => {
      const { inputs, run } = layerCase(cell, 'preactivations', { T: 20, B: 8, H: 32 });
      return () => void run(inputs);
    },
  ]),
  ['the gradient of an LSTM', gradientOfLstm],
])('holds what it held before where memory ends within %s', (_, prepare) => {
  const work = prepare();
  const { heap } = backend().engine;
  // Once with room enough: its inputs lie in WebAssembly memory afterwards.
  const allocate = vi.spyOn(heap, 'allocate');
  tidy(work);
  const wanted = allocate.mock.calls.reduce((total, [bytes]) => total + bytes + 80, 0);
  allocate.mockRestore();
  let failures = 0;
  for (let part = 0; part < 8; part++) {
    const release = leave(64 + Math.floor((wanted * part) / 8));
    const before = held();
    try {
      tidy(work);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENGINE_OUT_OF_MEMORY' });
      failures += 1;
    }
    expect(held()).toEqual(before);
    release();
  }
  expect(failures).toBeGreaterThan(1);
});

// reliability: kernel-memory
it('changes no donated tensor where memory ends before all of them can be changed', () => {
  tidy(() => {
    const tensors = [parameter(0), parameter(4)];
    const all = tensors.flatMap((one) => Object.values(one));
    squaredNorms(all);
    // The last is held by another, too, so a copy of it is needed.
    clone(tensors[1]!.secondMoment);
    const values = () => all.map((tensor) => tensor.dataSync());
    const before = values();
    const release = leave(64);
    const attempt = () => adamSteps(tensors, { ...adam, donate: true });
    expect(attempt).toThrow(expect.objectContaining({ code: 'ENGINE_OUT_OF_MEMORY' }));
    release();
    expect(values()).toEqual(before);
    attempt();
    const after = values();
    const changed = after.map((tensor, i) => tensor.some((value, j) => value !== before[i]![j]));
    expect(changed).toEqual([true, false, true, true, true, false, true, false]);
  });
});
