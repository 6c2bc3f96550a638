import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { GenerateNetwork } from '../generate.ts';
import type { LstmState } from '../recurrent-state.ts';
import { uniformTensor } from './numbers.ts';

/** A network of two LSTM layers of H units over V characters, and the state of B sequences that it writes on. */
export function writingCase(
  V: number,
  H: number,
  B: number,
): { network: GenerateNetwork; state: LstmState[] } {
  const matrix = (rows: number, seed: number) => uniformTensor<Tensor2D>([rows, 4 * H], seed);
  const network = {
    cell: 'lstm',
    table: matrix(V, 1),
    layers: [
      { recurrentKernel: matrix(H, 2) },
      { kernel: matrix(H, 3), bias: uniformTensor<Tensor1D>([4 * H], 4), recurrentKernel: matrix(H, 5) },
    ],
    denseKernel: uniformTensor<Tensor2D>([H, V], 6),
    denseBias: uniformTensor<Tensor1D>([V], 7),
  } as const;
  const state = [8, 9].map((seed) => ({
    hidden: uniformTensor<Tensor2D>([B, H], seed),
    cell: uniformTensor<Tensor2D>([B, H], seed + 2),
  }));
  return { network, state };
}
