import { reshape, slice, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import type { CellParameters } from '../layers/cell.ts';

/** Row 0 of a GRU's bias is that of the inputs, row 1 that of the hidden state: [3H] */
export function biasRow(parameters: CellParameters, row: 0 | 1): Tensor1D {
  const bias: Tensor2D = parameters('bias');
  const width = bias.shape[1];
  return reshape(slice(bias, [row, 0], [1, width]), [width]);
}
