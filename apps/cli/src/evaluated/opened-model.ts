import type { Result } from '@longrange/eval';
import type { Forecast, PreparedModel, TokenLimits } from '@longrange/eval/internal/node';
import type { EngineOptions } from '../engine/engine-name.ts';
import type { TrainingState } from '../model/model-source.ts';
import type { EvalOptions } from '../options/eval-options.ts';

/** An open model to be evaluated: a network, a GGUF file, a model behind an endpoint or in a program, or an n-gram. */
export interface OpenedModel {
  /** State of its training run; null for a model that was not trained here. */
  readonly training: TrainingState | null;
  /** Beginning of the path of its results, such as `runs/mine/eval/step-004000` or `runs/files/eval/model`. */
  readonly outputPrefix: string;
  /** Limits of a token model; null for a model that reads whole documents. */
  readonly limits: TokenLimits | null;
  /** Characters that a program's model of characters predicts. */
  readonly alphabet?: readonly string[];
  /** SHA-256 of a GGUF file. */
  readonly sha256?: string;
  /** Engine that runs it, for results. */
  readonly provenance: Pick<Result['provenance'], 'engine' | 'engineReason' | 'threads'>;
  /** Prompt of its samples, unless they begin a document. */
  readonly prompt?: string;
  /** Path of the cached answers; nothing is queried twice. */
  readonly cache?: string;
  /** @param alphabet characters of the texts that it will read */
  prepare(alphabet: readonly string[]): ReadyModel;
  close(): void | Promise<void>;
}

/** Model that is ready to be evaluated. */
export interface ReadyModel extends PreparedModel {
  /** Times the model on a piece of text; returns a function that forecasts the seconds of work. Absent if queries need no rationing. */
  readonly pace?: (sample: string) => Promise<(forecast: Forecast) => number>;
  /** Prints what is known once it has been measured. */
  report?(): void;
}

/** Options for opening a model. */
export type OpenOptions = EngineOptions &
  Pick<EvalOptions, 'runs' | 'seed' | 'language'> &
  Partial<Pick<EvalOptions, 'maxDistance' | 'maxRequests' | 'minutes' | 'skipControls'>>;
