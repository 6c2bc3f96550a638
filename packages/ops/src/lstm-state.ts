import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** The state of one LSTM layer between two characters. */
export interface LstmState {
  /** [B, H] float32 */
  readonly hidden: Tensor2D;
  /** [B, H] float32 */
  readonly cell: Tensor2D;
}

export interface LstmResult {
  /** [T, B, H] float32 */
  readonly outputs: Tensor3D;
  readonly final: LstmState;
}
