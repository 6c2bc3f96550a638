import type { Result } from '@longrange/eval';
import type { EvaluationContext as Context } from '@longrange/eval/evaluation';
import type { EvalOptions } from '../options/eval-options.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** What every part of an evaluation works with. */
export interface EvaluationContext extends Context {
  readonly options: EvalOptions;
  readonly reporter: Reporter;
}

/** What the result says about the model, and about the engine that ran it. */
export interface ModelPart {
  readonly model: Result['model'];
  readonly training: Result['training'];
  readonly contamination: NonNullable<Result['contamination']>;
  readonly provenance: Pick<
    Result['provenance'],
    'engine' | 'engineReason' | 'threads' | 'corpusSha256' | 'sampling' | 'ngram'
  >;
  readonly seeds: Result['provenance']['seeds'];
}
