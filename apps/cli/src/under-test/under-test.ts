import type { Result } from '@longrange/eval';
import type { DocumentScores } from '@longrange/eval/comparison';
import type { Forecast, MeasuredModel } from '@longrange/eval/evaluation';
import type { EngineOptions } from '../engine/engine-name.ts';
import type { ModelSource, TrainingState } from '../model/model-source.ts';
import type { FindSourceOptions } from '../model/open-model.ts';
import type { EvalOptions } from '../options/eval-options.ts';

/** An open model to be measured: a network, a GGUF file, a model behind an endpoint or in a program, or an n-gram. */
export interface ModelUnderTest {
  /** The network; absent for other models. */
  readonly source?: ModelSource;
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
  /** @param alphabet characters of the texts that it will read */
  ask(alphabet: readonly string[]): AskedModel;
  close(): void | Promise<void>;
}

/** Model that is ready for questions. */
export interface AskedModel {
  readonly model: MeasuredModel;
  readonly onForecast?: (forecast: Forecast) => void | Promise<void>;
  /** Times the model on a piece of text; returns a function that forecasts the seconds of work. Absent if queries need no rationing. */
  readonly pace?: (sample: string) => Promise<(forecast: Forecast) => number>;
  /** Path of the kept answers; nothing is queried twice. */
  readonly kept?: string;
  /** Returns the model's entry in results, once it has been measured. */
  record(): DocumentScores['model'];
  /** Prints what is known once it has been measured. */
  report(): void;
}

/** Limits on the text that a token model reads. */
export interface TokenLimits {
  /** Maximum number of characters of a document to read, leaving room for a continuation. */
  readonly readable: number;
  /** Returns the number of characters of these texts that fit into the context; absent if not known. */
  readonly room?: (texts: readonly string[]) => Promise<number>;
}

/** Options for opening a model. */
export type OpenOptions = EngineOptions &
  FindSourceOptions &
  Partial<Pick<EvalOptions, 'maxDistance' | 'maxRequests' | 'skipControls'>> &
  Pick<EvalOptions, 'seed'>;
