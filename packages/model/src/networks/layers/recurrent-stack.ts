import { checkArgument } from '@longrange/errors';
import type { GenerateNetwork, RecurrentResult } from '@longrange/ops';
import { add, expandDims, squeeze, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { LayerState, ModelState } from '../../model-state.ts';
import { setting } from '../../schema.ts';
import type { LayerTopology, Network, NetworkParameters } from '../network.ts';
import { numberedName, project } from '../project.ts';
import type { CellGeneration, CellParameters, CellTracer, RecurrentCell } from './cell.ts';

/** Options of a stack of recurrent layers. The defaults are those of the reference experiment. */
export const stackOptions = z.object({
  embeddingSize: z.int().positive().default(64).describe('E: size of the vector that represents a character'),
  layers: z.int().positive().max(64).default(2).describe('L: number of recurrent layers'),
  units: z.int().positive().default(256).describe('H: units of each recurrent layer'),
  dropout: setting(z.number().min(0).lt(1), 0.1, 'share of outputs set to zero after each recurrent layer'),
});

export type StackOptions = z.output<typeof stackOptions>;

/**
 * Makes a network of stacked recurrent layers of one size, with dropout after each.
 *
 * @param name name in the configuration
 * @param title name in sentences
 */
export function recurrentStack<Name extends string>(
  name: Name,
  title: string,
  cell: RecurrentCell,
): Network<StackOptions, Name> {
  checkArgument(typeof cell?.forward === 'function', 'cell', 'a RecurrentCell', cell);
  const layerName = (layer: number): string => numberedName(cell.layerName, layer);
  const ownParameters = (parameters: NetworkParameters, layer: number): CellParameters => {
    const prefix = layerName(layer);
    return (own) => parameters(`${prefix}/${own}`);
  };
  const tracer = tracerOf(cell);
  return {
    name,
    title,
    ...(cell.summary !== undefined && { summary: cell.summary }),
    consistsOf: 'layers',
    options: stackOptions,

    parameters: ({ layers, embeddingSize, units }) =>
      Array.from({ length: layers }, (_, layer) =>
        cell
          .parameters(layer === 0 ? embeddingSize : units, units)
          .map((parameter) => ({ ...parameter, name: `${layerName(layer)}/${parameter.name}` })),
      ).flat(),

    outputSize: ({ units }) => units,

    activations: ({ layers, units }) => layers * cell.activations * units,

    initialState: ({ layers, units }, batchSize) =>
      Array.from({ length: layers }, () => cell.zeroState(batchSize, units)),

    tokenTable(embedding, { parameters }) {
      const own = ownParameters(parameters, 0);
      return project(embedding, own('kernel'), cell.biases(own).input);
    },

    forward(source, { parameters, state, dropOut }) {
      const final: ModelState = [];
      let outputs: Tensor3D | undefined;
      state.forEach((initial, layer) => {
        const below =
          outputs === undefined && 'tokens' in source
            ? source
            : { inputs: outputs ?? (source as { embedded: Tensor3D }).embedded };
        const result = forwardLayer(cell, below, ownParameters(parameters, layer), initial);
        final.push(result.final);
        outputs = dropOut(result.outputs, layer);
      });
      return { outputs: outputs!, state: final };
    },

    ...(cell.generation && {
      generation: (table, { options, parameters }) =>
        generationLayers(cell, cell.generation!, table, options.layers, (layer) =>
          ownParameters(parameters, layer),
        ),
    }),

    inspect: {
      gates: tracer.gates,

      trace(embedded, { parameters, state }) {
        let inputs = embedded;
        const final: LayerState[] = [];
        const layers = state.map((initial, layer) => {
          const {
            outputs,
            final: after,
            ...activity
          } = tracer.trace(inputs, ownParameters(parameters, layer), initial);
          inputs = outputs;
          final.push(after);
          return activity;
        });
        return { layers, state: final };
      },

      clamp(parameters, { layers, units }, { layer, unit, value }) {
        const own = layerName(layer);
        const factor = cell.clamp((parameter) => parameters(`${own}/${parameter}`), units, unit, value);
        const next = layer + 1 < layers ? `${layerName(layer + 1)}/kernel` : 'dense/kernel';
        for (const reader of [`${own}/recurrent_kernel`, next]) {
          const weights = parameters(reader);
          const width = weights.length / units;
          for (let at = unit * width; at < (unit + 1) * width; at++) weights[at]! *= factor;
        }
      },
    },

    exporters: {
      layers: ({ layers, units, dropout }) =>
        Array.from({ length: layers }, (_, layer) => [
          recurrentTopology(cell, title, layerName(layer), units),
          dropoutTopology(numberedName('dropout', layer), dropout),
        ]).flat(),
      ...(cell.keras && { keras: { ...cell.keras, layerName: cell.layerName } }),
      ...(cell.onnx && { onnx: { ...cell.onnx, layerName: cell.layerName } }),
    },
  };
}

function forwardLayer(
  cell: RecurrentCell,
  below: { readonly tokens: Tensor2D; readonly table: Tensor2D } | { readonly inputs: Tensor3D },
  parameters: CellParameters,
  state: LayerState,
): RecurrentResult<LayerState> {
  const { input: bias, recurrent } = cell.biases(parameters);
  const source = 'inputs' in below ? { ...below, kernel: parameters('kernel'), bias } : below;
  const recurrentKernel = parameters('recurrent_kernel');
  return cell.forward(source, { recurrentKernel, ...(recurrent && { recurrentBias: recurrent }) }, state);
}

/** Tracer of a cell. */
export function tracerOf(cell: RecurrentCell): CellTracer {
  return (
    cell.tracer ?? {
      gates: [],
      trace(inputs, parameters, state) {
        const result = forwardLayer(cell, { inputs }, parameters, state);
        return { ...result, gates: null, states: result.outputs.clone() };
      },
    }
  );
}

/**
 * Recurrent layers of a network as a kernel of `generate` takes them. All tensors are new.
 *
 * @param tokenTable result of `CharacterModel.tokenTable`
 * @param parametersOf returns a layer's parameters
 */
function generationLayers(
  { biases }: RecurrentCell,
  { kernel: cell, blocks }: CellGeneration,
  tokenTable: Tensor2D,
  count: number,
  parametersOf: (layer: number) => CellParameters,
): Pick<GenerateNetwork, 'cell' | 'table' | 'layers'> {
  const layers = Array.from({ length: count }, (_, layer) => {
    const parameters = parametersOf(layer);
    const bias = biases(parameters);
    const row = (vector: Tensor1D) => expandDims(vector) as Tensor2D;
    const recurrentKernel = blocks('recurrent', parameters('recurrent_kernel'));
    // The first layer's input bias is in the table.
    const input = blocks('input', layer === 0 ? tokenTable : row(bias.input));
    const start: Tensor2D =
      bias.recurrent === undefined ? input : add(input, blocks('recurrent', row(bias.recurrent)));
    if (layer === 0) return { recurrentKernel, start };
    return { recurrentKernel, start, kernel: blocks('input', parameters('kernel')) };
  });
  return {
    cell,
    table: layers[0]!.start,
    layers: layers.map(({ recurrentKernel, kernel, start }) =>
      kernel === undefined
        ? { recurrentKernel }
        : { recurrentKernel, kernel, bias: squeeze(start) as Tensor1D },
    ),
  };
}

/**
 * Recurrent layer in TensorFlow.js layers format: sequence in, sequence out, from a zero state. TensorFlow.js layers refuses the
 * `reset_after` of a GRU and unknown classes; anything else would compute another function of the same weights.
 *
 * @param title name of the class if Keras has none
 */
function recurrentTopology(
  { keras, topology }: Pick<RecurrentCell, 'keras' | 'topology'>,
  title: string,
  name: string,
  units: number,
): LayerTopology {
  return {
    class_name: keras?.className ?? title,
    config: {
      name,
      trainable: true,
      units,
      activation: 'tanh',
      use_bias: true,
      ...keras?.options,
      ...topology,
      kernel_initializer: { class_name: 'GlorotUniform', config: { seed: null } },
      recurrent_initializer: { class_name: 'Orthogonal', config: { gain: 1, seed: null } },
      bias_initializer: { class_name: 'Zeros', config: {} },
      dropout: 0,
      recurrent_dropout: 0,
      return_sequences: true,
      return_state: false,
      go_backwards: false,
      stateful: false,
      unroll: false,
    },
  };
}

function dropoutTopology(name: string, rate: number): LayerTopology {
  return { class_name: 'Dropout', config: { name, trainable: true, rate } };
}
