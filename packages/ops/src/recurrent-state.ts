import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** The state of a GRU or plain recurrent layer between two characters. */
export type HiddenState = {
  /** [B, H] float32 */
  readonly hidden: Tensor2D;
};

/** The state of an LSTM layer between two characters. */
export type LstmState = HiddenState & {
  /** [B, H] float32 */
  readonly cell: Tensor2D;
};

/** What a recurrent layer gives: its outputs and the state after the last step. */
export interface RecurrentResult<State> {
  /** [T, B, H] float32 */
  readonly outputs: Tensor3D;
  readonly final: State;
}
