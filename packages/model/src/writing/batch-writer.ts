import { LongrangeError } from '@longrange/errors';
import { characterProbabilities, drawIndex } from '@longrange/ops/internal';
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { CharacterNetwork } from '../character-network.ts';
import { disposeState, type ModelState, selectState } from '../model-state.ts';
import type { RandomStream } from '../random-stream.ts';
import { primeState } from './prime-state.ts';

/** Start of a sequence: the prompt of at least one id, and a random stream of its own. */
export interface Start {
  readonly prompt: Int32Array;
  readonly random: RandomStream;
}

/** Maximum number of steps per call if the engine generates many at once: few at first, so that the first characters appear soon. */
const FIRST_STEPS = 64;
const MOST_STEPS = 1024;
/** Maximum number of characters per call over all sequences; the event loop gets a turn between calls. */
const MOST_CHARACTERS = 16_384;

/** Generates a batch of B sequences with carried state. */
export class BatchWriter {
  private readonly model: CharacterNetwork;
  private readonly options: ChoiceOptions;
  private readonly tokenTable: Tensor2D;
  private state: ModelState;
  private inputs: Int32Array;
  private randoms: readonly RandomStream[];
  private stepsAtOnce = FIRST_STEPS;

  private constructor(
    model: CharacterNetwork,
    starts: readonly Start[],
    options: ChoiceOptions,
    state: ModelState,
  ) {
    this.model = model;
    this.options = options;
    this.tokenTable = model.tokenTable();
    this.state = state;
    this.inputs = Int32Array.from(starts, ({ prompt }) => prompt.at(-1)!);
    this.randoms = starts.map(({ random }) => random);
  }

  /** Reads the prompts and returns a writer that continues them. */
  static async begin(
    model: CharacterNetwork,
    starts: readonly Start[],
    options: ChoiceOptions,
  ): Promise<BatchWriter> {
    const before = starts.map(({ prompt }) => prompt.subarray(0, -1));
    return new BatchWriter(model, starts, options, await primeState(model, before));
  }

  /** Generates the next characters of each sequence: one or more steps, but at most `limit`, with an id for each row. */
  async next(limit: number): Promise<Int32Array[]> {
    const uniforms = this.drawUniforms(this.model.canGenerate ? limit : 1);
    const steps = (this.model.canGenerate && (await this.generate(uniforms))) || (await this.step(uniforms));
    this.inputs = steps.at(-1)!;
    return steps;
  }

  /** Continues with these rows only. */
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

  /** Numbers in [0, 1) for the next steps, step by step. */
  private drawUniforms(limit: number): Float64Array {
    const B = this.inputs.length;
    const steps = Math.max(1, Math.min(limit, this.stepsAtOnce, Math.floor(MOST_CHARACTERS / B)));
    return Float64Array.from({ length: steps * B }, (_, i) => this.randoms[i % B]!.uniform());
  }

  private async generate(uniforms: Float64Array): Promise<Int32Array[] | null> {
    const B = this.inputs.length;
    const V = this.model.config.vocabulary.length;
    this.stepsAtOnce = Math.min(2 * this.stepsAtOnce, MOST_STEPS);
    const { temperature, topK = V, topP = 1 } = this.options;
    const steps = uniforms.length / B;
    const generated = await this.model.generate(this.inputs, this.state, {
      steps,
      temperature,
      topK: Math.min(topK, V),
      topP,
      tokenTable: this.tokenTable,
      uniforms,
    });
    if (generated === null) return null;
    disposeState(this.state);
    this.state = generated.state;
    const { written } = generated;
    if (written.includes(-1)) throw nonFiniteLogits('one that is not');
    return Array.from({ length: steps }, (_, t) => written.subarray(t * B, (t + 1) * B));
  }

  private async step(uniforms: Float64Array): Promise<Int32Array[]> {
    const B = this.inputs.length;
    const V = this.model.config.vocabulary.length;
    const written: Int32Array[] = [];
    for (let t = 0; t < uniforms.length / B; t++) {
      const tokens = tensor2d(written.at(-1) ?? this.inputs, [1, B], 'int32');
      const { logits, state } = this.model.forward(tokens, this.state, { tokenTable: this.tokenTable });
      tokens.dispose();
      disposeState(this.state);
      this.state = state;
      const values = (await logits.data()) as Float32Array;
      logits.dispose();
      const choose = (row: number) => {
        const probabilities = probabilitiesOf(values.subarray(row * V, (row + 1) * V), this.options);
        return drawIndex(probabilities, uniforms[t * B + row]!);
      };
      written.push(Int32Array.from({ length: B }, (_, row) => choose(row)));
    }
    return written;
  }
}

/** Options for the choice of the next character. */
export interface ChoiceOptions {
  /** Divisor of the logits; 0 always chooses the most likely character. */
  readonly temperature: number;
  /** Number of most likely characters to choose from; the default is all. */
  readonly topK?: number | undefined;
  /** Share in (0, 1] of their probability; the fewest characters that reach it are kept. The default is all. */
  readonly topP?: number | undefined;
}

/** Distribution from which a character is drawn. @throws LongrangeError SAMPLE_NON_FINITE */
function probabilitiesOf(logits: Float32Array, options: ChoiceOptions): Float64Array {
  const { temperature, topK = logits.length, topP = 1 } = options;
  const probabilities = characterProbabilities(logits, { temperature, topK, topP });
  if (probabilities === null) throw nonFiniteLogits(String(logits.find((logit) => !Number.isFinite(logit))));
  return probabilities;
}

function nonFiniteLogits(got: string): LongrangeError {
  return new LongrangeError({
    code: 'SAMPLE_NON_FINITE',
    message: `Expected finite logits from the model, got ${got}.`,
    hint: 'training diverged before this model was saved; use an earlier checkpoint.',
  });
}
