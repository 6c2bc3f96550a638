import {
  type CharacterModel,
  disposeState,
  type ModelState,
  type RandomStream,
  selectState,
} from '@longrange/model';
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import { type ChoiceOptions, drawIndex, nextCharacterProbabilities } from './next-character.ts';
import { primeState } from './prime-state.ts';

/** A sequence to write: the ids of its prompt, at least one, and its own random stream. */
export interface Start {
  readonly prompt: Int32Array;
  readonly random: RandomStream;
}

/** Writes B sequences side by side, one character each at a time, with carried state. */
export class BatchWriter {
  private readonly model: CharacterModel;
  private readonly options: ChoiceOptions;
  private readonly tokenTable: Tensor2D;
  private state: ModelState;
  private inputs: Int32Array;
  private randoms: readonly RandomStream[];

  constructor(model: CharacterModel, starts: readonly Start[], options: ChoiceOptions) {
    this.model = model;
    this.options = options;
    this.tokenTable = model.tokenTable();
    const before = starts.map(({ prompt }) => prompt.subarray(0, -1));
    this.state = primeState(model, this.tokenTable, before);
    this.inputs = Int32Array.from(starts, ({ prompt }) => prompt.at(-1)!);
    this.randoms = starts.map(({ random }) => random);
  }

  /** The id of the next character of each sequence. */
  async next(): Promise<Int32Array> {
    const B = this.inputs.length;
    const V = this.model.config.vocabulary.length;
    const tokens = tensor2d(this.inputs, [1, B], 'int32');
    const { logits, state } = this.model.forward(tokens, this.state, { tokenTable: this.tokenTable });
    tokens.dispose();
    disposeState(this.state);
    this.state = state;
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    this.inputs = Int32Array.from({ length: B }, (_, row) =>
      this.choose(values.subarray(row * V, (row + 1) * V), this.randoms[row]!),
    );
    return this.inputs;
  }

  /** Goes on with these rows only. */
  keepRows(rows: readonly number[]): void {
    if (rows.length === this.inputs.length || rows.length === 0) return;
    this.state = selectState(this.state, rows);
    this.inputs = Int32Array.from(rows, (row) => this.inputs[row]!);
    this.randoms = rows.map((row) => this.randoms[row]!);
  }

  dispose(): void {
    disposeState(this.state);
    this.tokenTable.dispose();
  }

  private choose(logits: Float32Array, random: RandomStream): number {
    return drawIndex(nextCharacterProbabilities(logits, this.options), random.uniform());
  }
}
