import '@tensorflow/tfjs-backend-cpu';
import * as ops from '@longrange/ops';
import { type Tensor1D, type Tensor2D, type Tensor3D, type Tensor4D, tensor } from '@tensorflow/tfjs-core';
import { type Door, data, door, doorsOf, elsewhere, optional, or, word } from '../wrong-calls.ts';

/** Zeros. */
const floats = <T = Tensor2D>(...sizes: number[]): T =>
  tensor(new Float32Array(sizes.reduce((a, b) => a * b, 1)), sizes) as T;
const ids = <T>(...sizes: number[]): T => tensor(Int32Array.of(0), sizes, 'int32') as T;

const one = floats(1, 1);
const hidden = data({ hidden: one });
const both = data({ hidden: one, cell: one });
const inputs = floats<Tensor3D>(1, 1, 2);
/** A layer of one unit: the doors of each source, and its parts. */
const of = (
  name: 'gru' | 'lstm' | 'rnn',
  layer: (...given: never[]) => object,
  gates: number,
  initial: ReturnType<typeof data>,
  weights: object = {},
) => {
  const [preactivations, kernel] = [floats<Tensor3D>(1, 1, gates), floats(1, gates)];
  const [table, bias] = [floats(2, gates), floats<Tensor1D>(gates)];
  const sources = [
    { preactivations },
    { tokens: ids<Tensor2D>(1, 1), table },
    { inputs, kernel: table, bias },
  ];
  const own = data({ recurrentKernel: kernel, ...weights });
  return {
    ...{ preactivations, kernel, table },
    doors: sources.map((source) => door(name, layer as never, data(source), own, initial)),
  };
};
const lstm = of('lstm', ops.lstm, 4, both);
const gru = of('gru', ops.gru, 3, hidden, { recurrentBias: floats<Tensor1D>(3) });
const rnn = of('rnn', ops.rnn, 1, hidden);
const sequence = floats<Tensor3D>(1, 1, 2);
const gate = floats<Tensor3D>(1, 1, 1);
const heads = { queries: sequence, keys: sequence, values: sequence };
const matrix = floats<Tensor4D>(1, 1, 2, 2);
const cache = data({ keys: sequence, values: sequence, filled: one });
const network = data({
  cell: word('lstm'),
  ...{ table: lstm.table, denseKernel: floats(1, 2), denseBias: floats<Tensor1D>(2) },
  layers: [data({ recurrentKernel: lstm.kernel })],
});
const choice = { temperature: 1, topK: 2, topP: 1 };
const adam = { learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 0.1, step: 1 };
const parameter = { parameter: one, gradient: one, firstMoment: one, secondMoment: one };

export const opsDoors: readonly Door[] = [
  ...[lstm, gru, rnn].flatMap((layer) => layer.doors),
  ...doorsOf(ops, {
    lstmTrace: [lstm.preactivations, lstm.kernel, both],
    projections: [inputs, [data({ kernel: floats(2, 1) })]],
    causalConvolution: [sequence, floats<Tensor2D>(2, 2), sequence],
    linearScan: [sequence, sequence, floats<Tensor2D>(1, 2)],
    gatedDelta: [data({ ...heads, keep: gate, write: gate }), matrix],
    matrixRecurrence: [data({ ...heads, keep: gate }), floats<Tensor3D>(1, 2, 2), matrix],
    windowAttention: [data(heads), data({ heads: 1, window: 2 }), cache],
    softmaxCrossEntropy: [floats<Tensor2D>(1, 2), ids<Tensor1D>(1)],
    squaredNorms: [[one]],
    adamSteps: [
      [data(parameter)],
      data({
        ...adam,
        gradientScales: [or(1, 'gradients may have overflowed', -1, Number.NaN)],
        weightDecays: optional([0.1]),
      }),
    ],
    characterProbabilities: [Float32Array.of(0, 1), data(choice)],
    drawIndex: [Float64Array.of(0, 1), 0.5],
    canGenerate: [],
  }),
  door('rmsNorm', ops.rmsNorm<Tensor3D>, sequence, floats<Tensor1D>(2)),
  door('silu', ops.silu<Tensor3D>, sequence),
  door('siluProduct', ops.siluProduct<Tensor3D>, sequence, sequence),
  door('updateGate', ops.updateGate<Tensor3D>, sequence, sequence),
  door('dropout', ops.dropout<Tensor2D>, one, 0.5, or(1, 'any whole number', -1)),
  // TensorFlow.js' own backend cannot.
  elsewhere(
    door(
      'generate',
      ops.generate,
      network,
      ids<Tensor1D>(1),
      [both],
      data({ ...choice, steps: 1, uniforms: Float64Array.of(0) }),
    ),
  ),
];
