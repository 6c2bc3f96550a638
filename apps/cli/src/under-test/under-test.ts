import type { Result } from '@longrange/eval';
import type { DocumentScores } from '@longrange/eval/comparison';
import type { Forecast, MeasuredModel } from '@longrange/eval/evaluation';
import type { EngineOptions } from '../engine/engine-name.ts';
import type { TrainingState } from '../model/model-source.ts';
import type { FindSourceOptions } from '../model/open-model.ts';

/** A model that is open to be measured: a network, a GGUF file, a model behind an endpoint, or an n-gram. */
export interface ModelUnderTest {
  /** What a run knows; null for a model that was not trained here. */
  readonly training: TrainingState | null;
  /** Start of the path of its results, such as `runs/mine/eval/step-004000` or `runs/files/eval/model`. */
  readonly outputPrefix: string;
  /** Limits of a model of tokens; null for one that reads whole documents. */
  readonly limits: TokenLimits | null;
  /** Engine that computes. */
  readonly provenance: Pick<Result['provenance'], 'engine' | 'engineReason' | 'threads'>;
  /** Text that its samples begin after, if not a document's beginning. */
  readonly prompt?: string;
  /** @param alphabet characters of the texts that it will be asked about */
  ask(alphabet: readonly string[]): AskedModel;
  close(): void | Promise<void>;
}

/** A candidate while it is asked. */
export interface AskedModel {
  readonly model: MeasuredModel;
  readonly onForecast?: (forecast: Forecast) => void | Promise<void>;
  /** Entry of the model in results, once it was asked. */
  record(): DocumentScores['model'];
  /** Prints what can be said once it was asked. */
  report(): void;
}

/** How much of a text a model of tokens reads. */
export interface TokenLimits {
  /** Characters of a document that are read, so that what is written after them fits, too. */
  readonly readable: number;
  /** Number of characters of such documents that the context has room for; left out if that is not known. */
  readonly room?: (texts: readonly string[]) => Promise<number>;
}

/** Options by which a model is opened. */
export interface OpenOptions extends EngineOptions, FindSourceOptions {
  readonly maxDistance?: number | undefined;
  readonly maxRequests?: number | undefined;
  readonly skipControls?: boolean;
  readonly seed: number;
}
