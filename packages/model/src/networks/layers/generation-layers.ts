import type { GenerateNetwork } from '@longrange/ops';
import { add, squeeze, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { CellGeneration, CellParameters } from './cell.ts';

/**
 * The recurrent layers of a network as a kernel of `generate` takes them. All tensors are new.
 *
 * @param tokenTable as `CharacterModel.tokenTable` gives it
 * @param parametersOf a layer's parameters
 */
export function generationLayers(
  { kernel: cell, blocks, biases }: CellGeneration,
  tokenTable: Tensor2D,
  count: number,
  parametersOf: (layer: number) => CellParameters,
): Pick<GenerateNetwork, 'cell' | 'table' | 'layers'> {
  const layers = Array.from({ length: count }, (_, layer) => {
    const parameters = parametersOf(layer);
    const bias = biases(parameters);
    const recurrentKernel = blocks('recurrent', parameters('recurrent_kernel'));
    // The first layer's input bias is in the table.
    const input = blocks('input', layer === 0 ? tokenTable : bias.input);
    const start: Tensor2D =
      bias.recurrent === undefined ? input : add(input, blocks('recurrent', bias.recurrent));
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
