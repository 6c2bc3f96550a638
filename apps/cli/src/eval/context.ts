import type { EvaluationContext } from '@longrange/eval/evaluation';
import type { EvalOptions } from '../options/eval-options.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Context shared by all parts of `longrange eval`. */
export interface EvalContext extends EvaluationContext {
  readonly options: EvalOptions;
  readonly reporter: Reporter;
}
