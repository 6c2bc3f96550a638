import { LongrangeError } from '@longrange/errors';
import { softmaxCrossEntropy } from '@longrange/ops';
import {
  grad,
  type Scalar,
  slice,
  sqrt,
  square,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { CharacterNetwork } from '../character-network.ts';
import { disposeState, type ModelState } from '../model-state.ts';
import { eventLoopBreaks } from './batched-reader.ts';
import { readStates } from './read-states.ts';
import { beginningLength, checkSequences, fromBeginning, type TokenIds, timeMajor } from './token-ids.ts';

/** Character whose loss is differentiated. */
export interface GradientTarget {
  /** Index of the sequence. */
  readonly sequence: number;
  /** Index of the character in it. */
  readonly at: number;
}

/** Options of `inputGradientNorms`. */
export interface InputGradientOptions {
  /** Number of characters before each target to look back over. */
  readonly window: number;
  /** B: number of targets computed together. */
  readonly batchSize?: number;
  /** Receives the number of targets computed so far. */
  readonly onProgress?: (progress: { readonly targets: number; readonly of: number }) => void;
}

/**
 * Euclidean norms of the gradient of each target's loss, in nats, with respect to the embedding of each character before it: entry k − 1 is
 * for the character k before the target. The state that enters the window results from reading the sequence from its beginning.
 *
 * @returns one [window] float32 for each target
 * @throws LongrangeError SCORE_TOKEN, GRADIENT_TARGET for a target with fewer characters before it than the window, or beyond the sequence
 */
export async function inputGradientNorms(
  model: CharacterNetwork,
  texts: readonly TokenIds[],
  ofTexts: readonly GradientTarget[],
  { window, batchSize = 16, onProgress }: InputGradientOptions,
): Promise<Float32Array[]> {
  checkSequences(model, texts);
  checkTargets(texts, ofTexts, window);
  const sequences = texts.map((ids) => fromBeginning(model, ids));
  const targets = ofTexts.map(({ sequence, at }) => ({ sequence, at: at + beginningLength(model) }));
  const norms: Float32Array[] = targets.map(() => new Float32Array(window));
  // Longest prefix first, so that prefixes in a batch have about the same length.
  const order = [...targets.keys()].sort((a, b) => targets[b]!.at - targets[a]!.at || a - b);
  const pause = eventLoopBreaks();
  for (let first = 0; first < order.length; first += batchSize) {
    const indexes = order.slice(first, first + batchSize);
    const batch = indexes.map((index) => ({
      ids: sequences[targets[index]!.sequence]!,
      start: targets[index]!.at - window,
    }));
    const prefixes = batch.map(({ ids, start }) => ids.subarray(0, start));
    const state = await readStates(model, prefixes);
    const gradients = windowGradients(model, batch, window, state);
    const values = await gradients.data<'float32'>();
    gradients.dispose();
    disposeState(state);
    indexes.forEach((index, b) => {
      for (let t = 0; t < window; t++) norms[index]![window - 1 - t] = values[t * batch.length + b]!;
    });
    onProgress?.({ targets: first + indexes.length, of: order.length });
    await pause();
  }
  return norms;
}

/** Window of a sequence, `start` characters after its beginning. */
interface Window {
  readonly ids: TokenIds;
  readonly start: number;
}

/** [window, B]: norms of the gradients of the loss of the character after each window with respect to its embedded characters. */
function windowGradients(
  model: CharacterNetwork,
  windows: readonly Window[],
  T: number,
  state: ModelState,
): Tensor2D {
  const B = windows.length;
  const V = model.config.vocabulary.length;
  return tidy(() => {
    const targets = tensor1d(
      windows.map(({ ids, start }) => ids[start + T]!),
      'int32',
    );
    const loss = (embedded: Tensor): Scalar => {
      const { logits } = model.forwardEmbedded(embedded as Tensor3D, state);
      const last = slice(logits, [(T - 1) * B, 0], [B, V]);
      return sum(softmaxCrossEntropy(last, targets).losses);
    };
    const rows = windows.map(({ ids, start }) => ids.subarray(start));
    const embedded = model.embed(tensor2d(timeMajor(rows, T), [T, B], 'int32'));
    // One sum for all windows, since none of them depends on the characters of another.
    return sqrt(sum(square(grad(loss)(embedded)), 2)) as Tensor2D;
  });
}

function checkTargets(
  sequences: readonly TokenIds[],
  targets: readonly GradientTarget[],
  window: number,
): void {
  for (const { sequence, at } of targets) {
    const length = sequences[sequence]?.length ?? 0;
    if (at >= window && at < length) continue;
    throw new LongrangeError({
      code: 'GRADIENT_TARGET',
      message: `Expected targets from ${window} on in sequence ${sequence} of ${length} characters, got ${at}.`,
      hint: 'a target needs a whole window of characters before it.',
    });
  }
}
