import { checkArgument } from '@longrange/errors';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { LayerState, ModelState } from '../../model-state.ts';
import type { Network, NetworkParameters } from '../network.ts';
import { numberedName } from '../numbered-name.ts';
import type { CellParameters, RecurrentCell } from './cell.ts';
import { generationLayers } from './generation-layers.ts';
import { type StackOptions, stackOptions } from './options.ts';
import { dropoutTopology, recurrentTopology } from './recurrent-topology.ts';
import { tracerOf } from './tracer.ts';

/**
 * A network of recurrent layers of one size, one above the other, with dropout after each.
 *
 * @param name as the configuration names it
 * @param title as sentences do
 */
export function recurrentStack<Name extends string>(
  name: Name,
  title: string,
  cell: RecurrentCell,
): Network<StackOptions, Name> {
  checkArgument(typeof name === 'string', 'name', 'a string', name);
  checkArgument(typeof title === 'string', 'title', 'a string', title);
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

    tokenTable: (embedding, { parameters }) => cell.tokenTable(embedding, ownParameters(parameters, 0)),

    forward(source, { parameters, state, dropOut }) {
      const final: ModelState = [];
      let outputs: Tensor3D | undefined;
      state.forEach((initial, layer) => {
        const own = ownParameters(parameters, layer);
        const result =
          outputs === undefined && 'tokens' in source
            ? cell.forwardTokens(source.tokens, source.table, own, initial)
            : cell.forward(outputs ?? (source as { embedded: Tensor3D }).embedded, own, initial);
        final.push(result.final);
        outputs = dropOut(result.outputs, layer);
      });
      return { outputs: outputs!, state: final };
    },

    ...(cell.generation && {
      generation: (table, { options, parameters }) =>
        generationLayers(cell.generation!, table, options.layers, (layer) =>
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
