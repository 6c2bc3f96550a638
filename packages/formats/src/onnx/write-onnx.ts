import type { ModelConfig } from '@longrange/model';
import { parameterSpecifications } from '@longrange/model/internal';
import { PbfWriter } from 'pbf';
import { version } from '../../package.json';
import { checkWeights, exporterOf, type ModelWeights } from '../model-weights.ts';
import { type OnnxGraph, type OnnxNode, type OnnxTensor, type OnnxValue, writeModel } from './messages.ts';

/** First operator set with the current LSTM, GRU and RNN in which Squeeze takes its axes as an input, as all later ones require. */
const OPSET = 14;

/**
 * Writes a model as `.onnx`, time-major like ours.
 *
 * - in: `tokens` int64 `[T, B]`; per layer `state_0_hidden` and, in an LSTM, `state_0_cell`, float32 `[1, B, H]`: zeros or previous output
 * - out: `logits` float32 `[T, B, V]`; `next_state_0_hidden` and so on, float32 `[1, B, H]`
 *
 * The configuration, including the vocabulary, is JSON in the metadata under `longrange`.
 *
 * @throws LongrangeError FORMAT_UNSUPPORTED for a network that ONNX has no operator for
 */
export function writeOnnx(model: ModelWeights): Uint8Array {
  checkWeights(model);
  const pbf = new PbfWriter();
  const metadata = JSON.stringify(model.config);
  writeModel({ graph: onnxGraph(model), version, opset: OPSET, metadata }, pbf);
  return pbf.finish();
}

function onnxGraph({ config, values }: ModelWeights): OnnxGraph {
  const { vocabulary, units: H } = config;
  const V = vocabulary.length;
  const shapes = new Map(parameterSpecifications(config).map(({ name, shape }) => [name, shape]));
  const asIs = (name: string): OnnxTensor => ({ name, shape: shapes.get(name)!, data: values.get(name)! });
  const layers = Array.from({ length: config.layers }, (_, index) => recurrentLayer(config, values, index));
  const nodes: OnnxNode[] = [
    { operator: 'Gather', inputs: ['embedding/embeddings', 'tokens'], outputs: ['embedded'] },
    ...layers.flatMap((layer) => layer.nodes),
    { operator: 'MatMul', inputs: [`outputs_${layers.length - 1}`, 'dense/kernel'], outputs: ['products'] },
    { operator: 'Add', inputs: ['products', 'dense/bias'], outputs: ['logits'] },
  ];
  const states = layers.flatMap((layer) => layer.states);
  const stateValue = (name: string): OnnxValue => ({ name, type: 'float32', shape: [1, 'B', H] });
  return {
    name: 'longrange',
    nodes,
    initializers: [
      asIs('embedding/embeddings'),
      ...layers.flatMap((layer) => layer.tensors),
      { name: 'directions', shape: [1], data: BigInt64Array.of(1n) },
      asIs('dense/kernel'),
      asIs('dense/bias'),
    ],
    inputs: [{ name: 'tokens', type: 'int64', shape: ['T', 'B'] }, ...states.map(stateValue)],
    outputs: [
      { name: 'logits', type: 'float32', shape: ['T', 'B', V] },
      ...states.map((name) => stateValue(`next_${name}`)),
    ],
  };
}

interface OnnxLayer {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** Names of the layer's states. */
  readonly states: readonly string[];
}

function recurrentLayer(config: ModelConfig, values: ModelWeights['values'], index: number): OnnxLayer {
  const { units: H, embeddingSize } = config;
  const { operator, layerName, order, attributes, states } = exporterOf(config, 'onnx', 'ONNX');
  const layer = `${layerName}${index === 0 ? '' : `_${index}`}`;
  const turned = (weights: Float32Array): Float32Array => gateRows(weights, H, order);
  const width = order.length * H;
  // Input biases, then recurrent biases; only a GRU has both.
  const bias = values.get(`${layer}/bias`)!;
  const biases = new Float32Array(2 * width);
  for (let row = 0; row * width < bias.length; row++) {
    biases.set(turned(bias.subarray(row * width, (row + 1) * width)), row * width);
  }
  const inputSize = index === 0 ? embeddingSize : H;
  const names = states.map((state) => `state_${index}_${state}`);
  return {
    states: names,
    tensors: [
      { name: `${layer}/W`, shape: [1, width, inputSize], data: turned(values.get(`${layer}/kernel`)!) },
      { name: `${layer}/R`, shape: [1, width, H], data: turned(values.get(`${layer}/recurrent_kernel`)!) },
      { name: `${layer}/B`, shape: [1, 2 * width], data: biases },
    ],
    nodes: [
      {
        operator,
        // The empty name stands for the lengths of the sequences, which are all full.
        inputs: [
          index === 0 ? 'embedded' : `outputs_${index - 1}`,
          ...['W', 'R', 'B'].map((name) => `${layer}/${name}`),
          '',
          ...names,
        ],
        outputs: [`directed_${index}`, ...names.map((name) => `next_${name}`)],
        attributes: { hidden_size: H, ...attributes },
      },
      // [T, 1, B, H] → [T, B, H]
      { operator: 'Squeeze', inputs: [`directed_${index}`, 'directions'], outputs: [`outputs_${index}`] },
    ],
  };
}

/**
 * Reorders recurrent weights for ONNX: gates as rows `[gates × H, I]`, in ONNX's order.
 *
 * @param weights `[rows, gates × H]` in Keras' order
 * @param order index of the Keras gate at each position in ONNX
 */
export function gateRows(weights: Float32Array, units: number, order: readonly number[]): Float32Array {
  const width = order.length * units;
  const rows = weights.length / width;
  const turned = new Float32Array(weights.length);
  order.forEach((gate, place) => {
    for (let unit = 0; unit < units; unit++) {
      for (let row = 0; row < rows; row++) {
        turned[(place * units + unit) * rows + row] = weights[row * width + gate * units + unit]!;
      }
    }
  });
  return turned;
}
