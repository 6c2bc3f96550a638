import { checkArgument } from '@longrange/errors';
import type { CheckpointReference } from '../checkpoint/list-checkpoints.ts';

/** Losses in nats per character, without the L2 term; accuracy as a share of characters. */
export interface Quality {
  /** Mean of −ln p. */
  readonly lossNats: number;
  /** lossNats / ln 2 */
  readonly bitsPerCharacter: number;
  /** Share of the characters that were the likeliest, from 0 to 1. */
  readonly accuracy: number;
}

/** A run begins, or goes on from a checkpoint. */
export interface StartEvent {
  readonly type: 'start';
  /** 0, or the step of the checkpoint that the run goes on from. */
  readonly step: number;
  /** null where only the clock ends the run. */
  readonly totalSteps: number | null;
  /** Parameters of the model. */
  readonly parameterCount: number;
  /** Characters of the training split. */
  readonly trainCharacters: number;
  /** Characters of the validation split. */
  readonly validationCharacters: number;
  /** The part of each epoch's sequences that is padding, where documents end within one. */
  readonly paddingShare: number;
  /** Null for a new run. */
  readonly resumedFrom: CheckpointReference | null;
  /** Settings that differ from those the checkpoint was trained with. */
  readonly changedSettings: readonly string[];
}

/** Every `logEverySteps` steps; quality is the mean over the steps since the last such event. */
export interface StepEvent extends Quality {
  readonly type: 'step';
  /** Updates so far. */
  readonly step: number;
  /** Null where only the clock ends the run. */
  readonly totalSteps: number | null;
  /** From 0. */
  readonly epoch: number;
  /** Of this step. */
  readonly learningRate: number;
  /** Norm over all gradients of this step, before clipping. */
  readonly gradientNorm: number;
  /** With scaled losses: how many steps of the run were skipped because gradients overflowed. */
  readonly skippedSteps?: number;
  /** Targets so far, over all sessions; padding is none. */
  readonly charactersSeen: number;
  /** While training, over the last ten seconds. */
  readonly charactersPerSecond: number;
  /** Validation and checkpoints included, at the pace so far. */
  readonly secondsLeft: number;
  /** Over all sessions of the run. */
  readonly elapsedSeconds: number;
}

/** The validation split has been read. */
export interface ValidationEvent extends Quality {
  readonly type: 'validation';
  /** Updates so far. */
  readonly step: number;
  /** Targets so far, over all sessions. */
  readonly charactersSeen: number;
  /** How many characters the figures are about. */
  readonly characters: number;
  /** True for the lowest loss so far. */
  readonly best: boolean;
}

/** A checkpoint has been saved. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  /** Where it lies. */
  readonly folder: string;
  /** Updates so far. */
  readonly step: number;
  /** What it is: the newest, the one of the lowest validation loss, or both. */
  readonly kinds: readonly ('latest' | 'best')[];
}

/** The run has ended. */
export interface EndEvent {
  readonly type: 'end';
  readonly outcome: TrainingOutcome;
}

/** What `train` tells while it works. */
export type TrainingEvent = StartEvent | StepEvent | ValidationEvent | CheckpointEvent | EndEvent;

interface OutcomeBase {
  readonly step: number;
  readonly charactersSeen: number;
  readonly elapsedSeconds: number;
  /** The last checkpoint. */
  readonly checkpoint: CheckpointReference;
  /** The lowest validation loss, null where nothing was validated. */
  readonly best: { readonly step: number; readonly lossNats: number } | null;
}

/** How a run ended. */
export type TrainingOutcome =
  | (OutcomeBase & { readonly kind: 'completed'; readonly reachedLimit: 'steps' | 'minutes' })
  | (OutcomeBase & { readonly kind: 'early-stopped' })
  | (OutcomeBase & { readonly kind: 'paused'; readonly resumeFrom: CheckpointReference })
  | (OutcomeBase & { readonly kind: 'interrupted'; readonly resumeFrom: CheckpointReference });

/** Quality from sums over characters. */
export function qualityOf(sums: QualitySums): Quality {
  const { lossNats: total, correct, characters } = sums ?? {};
  const areNumbers = [total, correct, characters].every((sum) => typeof sum === 'number' && !(sum < 0));
  checkArgument(areNumbers, 'sums', '`{ lossNats, correct, characters }`, numbers from 0', sums);
  const lossNats = sums.lossNats / sums.characters;
  return { lossNats, bitsPerCharacter: lossNats / Math.LN2, accuracy: sums.correct / sums.characters };
}

/** Sums over characters; the loss is in nats. */
export interface QualitySums {
  /** Σ −ln p. */
  readonly lossNats: number;
  /** How many characters were the likeliest. */
  readonly correct: number;
  /** How many characters there are. */
  readonly characters: number;
}
