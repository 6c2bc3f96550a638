import type { LossSums } from '@longrange/model';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';

/** Quality of predictions, without the L2 term. */
export interface Quality {
  /** Mean of −ln p, in nats per character. */
  readonly lossNats: number;
  /** lossNats / ln 2 */
  readonly bitsPerCharacter: number;
  /** Share of characters that were the most likely, from 0 to 1. */
  readonly accuracy: number;
}

/** Event at the start of a run, or when it resumes from a checkpoint. */
export interface StartEvent {
  readonly type: 'start';
  /** 0, or the step of the checkpoint from which the run resumes. */
  readonly step: number;
  /** Null if only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Number of parameters of the model. */
  readonly parameterCount: number;
  /** Number of characters in the training split. */
  readonly trainCharacters: number;
  /** Number of characters in the validation split. */
  readonly validationCharacters: number;
  /** Share of each epoch's sequences that is padding after the ends of documents. */
  readonly paddingShare: number;
  /** Null for a new run. */
  readonly resumedFrom: CheckpointReference | null;
  /** Settings that differ from those of the checkpoint. */
  readonly changedSettings: readonly string[];
}

/** Event after every `logEverySteps` steps; quality is the mean over the steps since the last such event. */
export interface StepEvent extends Quality {
  readonly type: 'step';
  /** Number of updates so far. */
  readonly step: number;
  /** Null if only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Index of the epoch, from 0. */
  readonly epoch: number;
  /** Learning rate of this step. */
  readonly learningRate: number;
  /** Norm over all gradients of this step, before clipping. */
  readonly gradientNorm: number;
  /** Number of steps of the run that were skipped because gradients overflowed, if losses are scaled. */
  readonly skippedSteps?: number;
  /** Number of targets so far in all sessions, without padding. */
  readonly charactersSeen: number;
  /** Speed of training over the last ten seconds. */
  readonly charactersPerSecond: number;
  /** Estimate from the pace so far, including validation and checkpoints. */
  readonly secondsLeft: number;
  /** Duration of all sessions of the run. */
  readonly elapsedSeconds: number;
}

/** Event after a validation. */
export interface ValidationEvent extends Quality {
  readonly type: 'validation';
  /** Number of updates so far. */
  readonly step: number;
  /** Number of targets so far in all sessions. */
  readonly charactersSeen: number;
  /** Number of characters that were validated. */
  readonly characters: number;
  /** True for the lowest loss so far. */
  readonly best: boolean;
}

/** Event after a checkpoint has been saved. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  /** Folder of the checkpoint. */
  readonly folder: string;
  /** Number of updates so far. */
  readonly step: number;
  /** Roles of the checkpoint: the newest, the one with the lowest validation loss, or both. */
  readonly kinds: readonly ('latest' | 'best')[];
}

/** Event at the end of a run. */
export interface EndEvent {
  readonly type: 'end';
  readonly outcome: TrainingOutcome;
}

/** Event that `train` reports while it works. */
export type TrainingEvent = StartEvent | StepEvent | ValidationEvent | CheckpointEvent | EndEvent;

interface OutcomeBase {
  readonly step: number;
  readonly charactersSeen: number;
  readonly elapsedSeconds: number;
  /** Last checkpoint. */
  readonly checkpoint: CheckpointReference;
  /** Lowest validation loss, null if nothing was validated. */
  readonly best: { readonly step: number; readonly lossNats: number } | null;
}

/** Outcome of a run. */
export type TrainingOutcome =
  | (OutcomeBase & { readonly kind: 'completed'; readonly reachedLimit: 'steps' | 'minutes' })
  | (OutcomeBase & { readonly kind: 'early-stopped' })
  | (OutcomeBase & { readonly kind: 'paused'; readonly resumeFrom: CheckpointReference })
  | (OutcomeBase & { readonly kind: 'interrupted'; readonly resumeFrom: CheckpointReference });

/** Computes quality from sums over characters. */
export function qualityOf(sums: LossSums): Quality {
  const lossNats = sums.lossNats / sums.characters;
  return { lossNats, bitsPerCharacter: lossNats / Math.LN2, accuracy: sums.correct / sums.characters };
}
