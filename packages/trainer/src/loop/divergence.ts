import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { stateTensors } from '@longrange/model/internal';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import {
  allFinite,
  firstNotFinite as firstNotFiniteTensor,
  type NamedTensors,
} from '../checkpoint/tensor-file.ts';
import type { Learning } from './learning.ts';

/**
 * Multiple of the loss of a uniform guess above which a loss counts against a run, and below which it counts for it. A model can always fall back to
 * guessing, so no text, however unlike the previous one, keeps a sound model above chance; a new model starts within a few percent of chance, and one
 * that learns at all is below it after some steps. The additional 20 % allows for noise. (Letter frequencies alone give less than chance, but a stretch
 * of other text may legitimately cost more.)
 */
const TOLERANCE = 1.2;

/**
 * Accumulated excess that ends a run: a hundred steps at 2.2 times chance or more, a thousand at 1.3 times. Among 48 runs of small networks (three cells,
 * 8 to 64 units, rates from 0.01 to 10, 600 steps), those with rates up to 0.3 that learned stayed below 40; of those that exceeded 100, all but two
 * ended above chance, and these two, at a rate of 1, had been above it for hundreds of steps.
 */
const PATIENCE = 100;

/** Multiple of chance above which a model has not learned in the end, however short the run was. */
const END_TOLERANCE = 2;

/** Loss of a uniform guess, in nats per character. */
export function chanceNats({ config }: CharacterModel): number {
  return Math.log(Math.max(2, config.vocabulary.length));
}

/**
 * Accumulated excess of the loss above chance after one more step: Page's cumulative sum (1954), in which a step counts for at most one, so that a
 * single bad step means nothing.
 */
export function excessAfter(excess: number, lossNats: number, chance: number): number {
  return Math.max(0, excess + Math.max(-1, Math.min(1, lossNats / chance - TOLERANCE)));
}

/** Returns true while training may be diverging, so that a checkpoint saved now may be useless. */
export function mayDiverge({ progress }: Learning): boolean {
  return progress.lossExcess > 0;
}

/**
 * Returns true for a validation loss that must not count as the best. In a sound run, a high one is due to an overfitted small corpus.
 */
export function isSuspect(learning: Learning, lossNats: number): boolean {
  return mayDiverge(learning) && lossNats > TOLERANCE * chanceNats(learning.model);
}

/**
 * Stops a run whose loss stays above chance.
 *
 * @param lossNats loss of the step just taken
 * @throws LongrangeError `LOSS_DIVERGED`
 */
export function refuseDivergence(learning: Learning, lossNats: number): void {
  if (learning.progress.lossExcess < PATIENCE) return;
  throw diverged(
    learning,
    'the loss',
    `${lossNats.toFixed(2)} at step ${learning.progress.step}, long after the start`,
  );
}

/** @throws LongrangeError `LOSS_DIVERGED` for a run that has learned nothing in the end */
export function refuseUselessEnd(learning: Learning): void {
  const { validation, step } = learning.progress;
  if (validation === null || !mayDiverge(learning)) return;
  if (validation.lossNats <= END_TOLERANCE * chanceNats(learning.model)) return;
  throw diverged(
    learning,
    'the validation loss',
    `${validation.lossNats.toFixed(2)} in the end, at step ${step}`,
  );
}

/**
 * Stops a run whose loss or gradient overflows.
 *
 * @throws LongrangeError `LOSS_NOT_FINITE`
 */
export function refuseNotFinite(learning: Learning, what: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new LongrangeError({
    code: 'LOSS_NOT_FINITE',
    message: `Expected ${what} after step ${learning.progress.step} to be finite, got ${value}.`,
    hint: remedy(learning),
  });
}

/**
 * Refuses to save a model that diverged in the last step, unseen by the loss: in its weights, or its logits on the start of the text.
 *
 * @param ids training text
 * @throws LongrangeError `LOSS_DIVERGED`
 */
export async function refuseUnsound(learning: Learning, ids: Uint8Array | Uint16Array): Promise<void> {
  const { model, config } = learning;
  const broken = await firstNotFinite(model, ids.subarray(0, config.sequenceLength));
  if (broken !== undefined) throw unsound(learning, 'weights and logits', broken);
}

/** Like `refuseUnsound`, for the other tensors that resuming needs. */
export function refuseUnsoundTensors(learning: Learning, tensors: NamedTensors): void {
  const broken = firstNotFiniteTensor(tensors);
  if (broken !== undefined) throw unsound(learning, 'moments and states', broken);
}

function unsound(learning: Learning, what: string, broken: string): LongrangeError {
  return new LongrangeError({
    code: 'LOSS_DIVERGED',
    message: `Expected finite ${what} after step ${learning.progress.step}, got others in ${broken}: training has diverged.`,
    hint: remedy(learning),
  });
}

async function firstNotFinite(
  model: CharacterModel,
  ids: Uint8Array | Uint16Array,
): Promise<string | undefined> {
  for (const [name, parameter] of model.parameters) {
    if (!allFinite(await parameter.data<'float32'>())) return name;
  }
  const outputs = tidy(() => {
    const tokens = tensor2d(Int32Array.from(ids), [ids.length, 1], 'int32');
    const { logits, state } = model.forward(tokens, model.zeroState(1));
    return { logits, ...Object.fromEntries(stateTensors(state)) };
  });
  let broken: string | undefined;
  for (const [name, output] of Object.entries(outputs)) {
    if (!allFinite(await output.data<'float32'>()))
      broken ??= name === 'logits' ? 'the logits' : `the state ${name}`;
    output.dispose();
  }
  return broken;
}

function diverged(learning: Learning, what: string, got: string): LongrangeError {
  const chance = chanceNats(learning.model).toFixed(2);
  return new LongrangeError({
    code: 'LOSS_DIVERGED',
    message: `Expected ${what} to come below that of a guess (${chance} nats per character), got ${got}: training has diverged.`,
    hint: remedy(learning),
  });
}

/** Likely causes of divergence with the values of the run, and the checkpoint to resume from where any are kept. */
function remedy({ config, lastCheckpoint, start }: Learning): string {
  const { learningRate, clip, warmupSteps } = config;
  const clipping =
    clip.kind === 'none'
      ? 'clip the gradients (clip.kind is none)'
      : `lower clip.norm (${clip.norm} ${clip.kind === 'global' ? 'together' : 'each'})`;
  const causes =
    `the likely cause is too large a step: lower learningRate (${learningRate}), ${clipping}, ` +
    `or lengthen warmupSteps (${warmupSteps})`;
  if (lastCheckpoint === undefined) return `${causes}.`;
  const isGood = lastCheckpoint !== null && (lastCheckpoint.step > start.step || start.lossExcess === 0);
  return `${causes}; last good checkpoint: ${isGood ? lastCheckpoint.folder : 'none yet'}.`;
}
