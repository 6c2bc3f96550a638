import {
  type KernelBackend,
  type KernelFunc,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import {
  ADAM_STEP,
  type AdamAttributes,
  DROPOUT,
  type DropoutAttributes,
  LSTM,
  LSTM_FROM_TOKENS,
  LSTM_FROM_TOKENS_GRADIENT,
  LSTM_GRADIENT,
  SOFTMAX_CROSS_ENTROPY,
  SOFTMAX_CROSS_ENTROPY_GRADIENT,
  SQUARED_NORM,
} from '../kernels.ts';
import { adamValues, dropoutValues, softmaxCrossEntropyValues } from './elementwise.ts';
import { type LstmDimensions, lstmBackward, lstmForward } from './lstm.ts';

interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly backend: KernelBackend;
  readonly attrs: object;
}

function floats({ inputs, backend }: KernelCall, name: string): Float32Array {
  return backend.readSync(inputs[name]!.dataId) as Float32Array;
}

function integers({ inputs, backend }: KernelCall, name: string): Int32Array {
  return backend.readSync(inputs[name]!.dataId) as Int32Array;
}

function make({ backend }: KernelCall, values: Float32Array, shape: number[]): TensorInfo {
  return { dataId: backend.write(values, shape, 'float32'), shape, dtype: 'float32' };
}

/** Rows of `table` (V, 4H) picked by `tokens` (T, B) → (T, B, 4H). */
function gatherRows(table: Float32Array, tokens: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(tokens.length * width);
  tokens.forEach((token, row) => {
    rows.set(table.subarray(token * width, (token + 1) * width), row * width);
  });
  return rows;
}

function scatterRows(rows: Float32Array, tokens: Int32Array, V: number, width: number): Float32Array {
  const table = new Float64Array(V * width);
  tokens.forEach((token, row) => {
    for (let j = 0; j < width; j++) table[token * width + j]! += rows[row * width + j]!;
  });
  return Float32Array.from(table);
}

function dimensions({ inputs }: KernelCall, sequence: string): LstmDimensions {
  const [T, B] = inputs[sequence]!.shape as [number, number];
  return { T, B, H: inputs.recurrentKernel!.shape[0]! };
}

function forward(call: KernelCall, x: Float32Array, size: LstmDimensions): TensorInfo[] {
  const { T, B, H } = size;
  const { outputs, gates, cells } = lstmForward(
    x,
    floats(call, 'recurrentKernel'),
    floats(call, 'initialHidden'),
    floats(call, 'initialCell'),
    size,
  );
  return [
    make(call, outputs, [T, B, H]),
    make(call, outputs.slice((T - 1) * B * H), [B, H]),
    make(call, cells.slice((T - 1) * B * H), [B, H]),
    make(call, gates, [T, B, 4 * H]),
    make(call, cells, [T, B, H]),
  ];
}

function backward(call: KernelCall, size: LstmDimensions) {
  return lstmBackward(
    {
      outputs: floats(call, 'outputsGradient'),
      finalHidden: floats(call, 'finalHiddenGradient'),
      finalCell: floats(call, 'finalCellGradient'),
    },
    { outputs: floats(call, 'outputs'), gates: floats(call, 'gates'), cells: floats(call, 'cells') },
    floats(call, 'recurrentKernel'),
    floats(call, 'initialHidden'),
    floats(call, 'initialCell'),
    size,
  );
}

const kernels: Record<string, (call: KernelCall) => TensorInfo | TensorInfo[]> = {
  [LSTM]: (call) => forward(call, floats(call, 'preactivations'), dimensions(call, 'preactivations')),

  [LSTM_GRADIENT]: (call) => {
    const size = dimensions(call, 'outputs');
    const { T, B, H } = size;
    const gradient = backward(call, size);
    return [
      make(call, gradient.preactivations, [T, B, 4 * H]),
      make(call, gradient.recurrentKernel, [H, 4 * H]),
      make(call, gradient.initialHidden, [B, H]),
      make(call, gradient.initialCell, [B, H]),
    ];
  },

  [LSTM_FROM_TOKENS]: (call) => {
    const size = dimensions(call, 'tokens');
    return forward(call, gatherRows(floats(call, 'table'), integers(call, 'tokens'), 4 * size.H), size);
  },

  [LSTM_FROM_TOKENS_GRADIENT]: (call) => {
    const size = dimensions(call, 'tokens');
    const { B, H } = size;
    const V = call.inputs.table!.shape[0]!;
    const gradient = backward(call, size);
    return [
      make(call, scatterRows(gradient.preactivations, integers(call, 'tokens'), V, 4 * H), [V, 4 * H]),
      make(call, gradient.recurrentKernel, [H, 4 * H]),
      make(call, gradient.initialHidden, [B, H]),
      make(call, gradient.initialCell, [B, H]),
    ];
  },

  [SOFTMAX_CROSS_ENTROPY]: (call) => {
    const [N, V] = call.inputs.logits!.shape as [number, number];
    const result = softmaxCrossEntropyValues(floats(call, 'logits'), integers(call, 'targets'), N, V);
    return [
      make(call, result.losses, [N]),
      make(call, result.correct, [N]),
      make(call, result.residual, [N, V]),
    ];
  },

  [SOFTMAX_CROSS_ENTROPY_GRADIENT]: (call) => {
    const [N, V] = call.inputs.residual!.shape as [number, number];
    const scale = floats(call, 'lossesGradient');
    return make(
      call,
      floats(call, 'residual').map((value, i) => value * scale[Math.floor(i / V)]!),
      [N, V],
    );
  },

  [DROPOUT]: (call) => {
    const { rate, seed } = call.attrs as DropoutAttributes;
    return make(call, dropoutValues(floats(call, 'x'), rate, seed), call.inputs.x!.shape);
  },

  [SQUARED_NORM]: (call) =>
    make(call, Float32Array.of(floats(call, 'x').reduce((sum, x) => sum + x * x, 0)), []),

  [ADAM_STEP]: (call) => {
    const { shape } = call.inputs.parameter!;
    const next = adamValues(
      {
        parameter: floats(call, 'parameter'),
        firstMoment: floats(call, 'firstMoment'),
        secondMoment: floats(call, 'secondMoment'),
      },
      floats(call, 'gradient'),
      call.attrs as AdamAttributes,
    );
    return [next.parameter, next.firstMoment, next.secondMoment].map((values) => make(call, values, shape));
  },
};

/** Registers the plain kernels for a backend whose tensors `readSync` can read. */
export function registerReferenceKernels(backendName: string): void {
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) =>
      kernel({ inputs: inputs as NamedTensorInfoMap, backend: backend as KernelBackend, attrs: attrs ?? {} });
    registerKernel({ kernelName, backendName, kernelFunc });
  }
}
