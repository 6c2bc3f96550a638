import '@tensorflow/tfjs-backend-cpu';
import { CharacterModel } from '@longrange/model';
import { squaredNorms } from '@longrange/ops';
import { GRU, LSTM } from '@longrange/ops/internal';
import { layerCase, relativeError, uniformTensor } from '@longrange/ops/testing';
import {
  dispose,
  engine,
  env,
  getKernel,
  memory,
  type Scalar,
  setBackend,
  sum,
  type Tensor,
  type TensorInfo,
  tensor2d,
  variableGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Addon } from '../src/addon.ts';
import { Calls, registerKernels } from '../src/calls.ts';
import { registerTensorFlowBackend } from '../src/index.ts';
import {
  CUDNN_GRU,
  CUDNN_LSTM,
  type CudnnCell,
  packParameters,
  unpackParameters,
} from '../src/kernels/cudnn-rnn.ts';
import { savedNames } from '../src/kernels/layer-call.ts';
import { layerKernels } from '../src/kernels/layer-kernels.ts';
import { ofType, types, zeros as zeros_ } from '../src/operations.ts';
import { plainCudnn } from './testing/plain-cudnn.ts';

beforeAll(async () => {
  env().set('IS_TEST', true);
  await registerTensorFlowBackend({ device: 'cpu', threads: 2 });
  env().set('IS_TEST', false);
  await setBackend('tensorflow');
});

const addon = (): Addon => (engine().backend as unknown as { binding: Addon }).binding;

describe('memory', () => {
  it('says what to do where there is none left', () => {
    const shape = [2 ** 21, 2 ** 21];
    const fill = () => Calls.within(engine().backend, (calls) => zeros_(calls, shape, 'float32'));
    expect(fill).toThrow(
      expect.objectContaining({
        code: 'ENGINE_OUT_OF_MEMORY',
        message: expect.stringContaining('a tensor of [2097152,2097152]'),
        hint: expect.stringContaining('microBatchSize'),
      }),
    );
  });

  it.each(['lstm', 'gru', 'rnn'] as const)('keeps no tensor over many steps of training: %s', (cell) => {
    const tokens = tensor2d(
      Int32Array.from({ length: 18 }, (_, i) => i % 3),
      [6, 3],
      'int32',
    );
    const config = { network: cell, units: 16, embeddingSize: 8, vocabulary: ['a', 'b', 'c'] };
    const model = CharacterModel.initialize(config, { seed: 1 });
    const state = model.zeroState(3);
    const step = (): void => {
      const { value, grads } = variableGrads(() => sum(model.forward(tokens, state).logits) as Scalar);
      squaredNorms(Object.values(grads)).dispose();
      dispose([value, ...Object.values(grads)]);
    };
    step();
    const counts = () => ({ ours: memory().numTensors, theirs: addon().getNumOfTensors() });
    const before = counts();
    for (let i = 0; i < 10; i++) step();
    expect(counts()).toEqual(before);
  });
});

describe('cuDNN', () => {
  const sizes = { I: 5, H: 4 };
  const parametersOf = (cell: CudnnCell) => {
    const width = cell.gates.length * sizes.H;
    return {
      kernel: uniformTensor([sizes.I, width], 1),
      recurrentKernel: uniformTensor([sizes.H, width], 2, 0.5),
      bias: uniformTensor([width], 3),
      recurrentBias: uniformTensor([width], 4),
    };
  };
  const handles = (calls: Calls, parameters: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, calls.of(one)]));

  it.each([CUDNN_LSTM, CUDNN_GRU])('packs parameters ($mode), and takes them out again', (cell) => {
    const parameters = parametersOf(cell);
    Calls.within(engine().backend, (calls) => {
      const packed = packParameters(calls, cell, handles(calls, parameters) as never, sizes, 'float32');
      const buffer = addon().tensorDataSync(packed);
      expect(buffer).toHaveLength(cell.gates.length * 4 * (5 + 4 + 2));
      const found = unpackParameters(calls, cell, packed, sizes, 'float32');
      for (const [name, { id, shape }] of Object.entries(found)) {
        expect(shape, name).toEqual(parameters[name as keyof typeof parameters].shape);
        expect(addon().tensorDataSync(id), name).toEqual(
          parameters[name as keyof typeof parameters].dataSync(),
        );
      }
    });
  });

  it.each([CUDNN_LSTM, CUDNN_GRU])(
    'packs them as cuDNN reads them: its equations give what ours give',
    async (cell) => {
      const [T, B] = [6, 2];
      const { inputs: given, run } = layerCase(cell.mode, 'inputs', { T, B, H: sizes.H });
      const { kernel, bias, recurrentKernel, recurrentBias = zeros([16]) } = given as Record<string, Tensor>;
      const buffer = Calls.within(engine().backend, (calls) => {
        const all = handles(calls, {
          kernel: kernel!,
          bias: bias!,
          recurrentKernel: recurrentKernel!,
          recurrentBias,
        });
        return addon().tensorDataSync(
          packParameters(calls, cell, all as never, sizes, 'float32'),
        ) as Float32Array;
      });
      const values = (tensor: Tensor | undefined) => tensor?.dataSync() as Float32Array;
      const [x, hidden, cellState] = [given.inputs, given.initialHidden, given.initialCell].map(values);
      const actual = plainCudnn(cell.mode, buffer, x!, hidden!, cellState, { T, B, ...sizes });
      await setBackend('cpu');
      expect(relativeError(actual, run(given)[0]!.dataSync())).toBeLessThan(1e-5);
      await setBackend('tensorflow');
    },
  );

  // Without a GPU TensorFlow checks attributes and the number of tensors, and then finds no device for the operation.
  it.each([
    [LSTM, 'float32'],
    [GRU, 'float32'],
    [LSTM, 'float16'],
    [GRU, 'bfloat16'],
  ] as const)('calls CudnnRNNV3 and its gradient as they are defined', (kernels, type) => {
    registerKernels(ON_PAPER, layerKernels('GPU', { type, rounded: type }));
    const cellName = kernels === LSTM ? 'lstm' : 'gru';
    const layer = layerCase(cellName, 'inputs', { T: 3, B: 2, H: 4 });
    const inputs: Record<string, TensorInfo> = { ...layer.inputs };
    const run = (name: string) => () =>
      getKernel(name, ON_PAPER)!.kernelFunc({ inputs, backend: engine().backend, attrs: {} });
    expect(run(layer.kernels.forward)).toThrow(/Could not find device for node: .* = CudnnRNNV3\[/);
    // What the forward operation would have given.
    inputs.outputs = uniformTensor([3, 2, 4], 1);
    for (const name of layer.kernels.results)
      inputs[`${name}Gradient`] = uniformTensor([...layer.shapes[name]!], 2);
    const [reserved, hostReserved, hidden, cell] = savedNames(kernels, 4) as [string, string, string, string];
    inputs[reserved] = madeOf(type, [100]);
    inputs[hostReserved] = madeOf('int8', [8]);
    inputs[hidden] = inputs[cell] = madeOf(type, [1, 2, 4]);
    expect(run(layer.kernels.gradient)).toThrow(/Could not find device for node: .* = CudnnRNNBackpropV3\[/);
  });
});

const ON_PAPER = 'tensorflow-gpu-on-paper';

/** A tensor of a type that TensorFlow.js does not know. */
function madeOf(type: 'int8' | 'float32' | 'float16' | 'bfloat16', shape: number[]): TensorInfo {
  const number = { int8: 6, ...types }[type];
  return Calls.within(engine().backend, (calls) => {
    const attributes = { SrcT: ofType('float32'), DstT: { type: 'type', value: number } } as const;
    return calls.give(calls.run('Cast', attributes, [calls.of(uniformTensor(shape, 1))])[0]!);
  });
}
