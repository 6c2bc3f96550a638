import {
  cast,
  matMul,
  oneHot,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';

/**
 * Rows of a table, by a product: its gradient is one, too, where that of a gather is a loop over the whole vocabulary.
 *
 * @param tokens [T, B] int32
 * @param table [N, E] float32
 * @returns [T, B, E]
 */
export function embedTokens(tokens: Tensor2D, table: Tensor2D): Tensor3D {
  const [T, B] = tokens.shape;
  const [N, E] = table.shape;
  const chosen = oneHot(reshape(tokens, [T * B]) as Tensor1D, N) as Tensor2D;
  return reshape(matMul(cast(chosen, 'float32'), table), [T, B, E]) as Tensor3D;
}
