import type {
  AtTemperature,
  BitsPerCharacter,
  Probes,
  Result,
  Subject,
  SyntaxOracle,
  SyntaxParser,
} from '@longrange/eval';
import type { TestSide } from '@longrange/eval/comparison';
import type { EvalOptions } from '../options/eval-options.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { SampledText } from './sampled-texts.ts';
import type { PredictionSides } from './test-results.ts';

/** What every part of an evaluation works with. */
export interface EvaluationContext {
  readonly options: EvalOptions;
  readonly parser: SyntaxParser;
  /** Asked beside the parser what parses, with `--oracle`. */
  readonly oracle: SyntaxOracle | undefined;
  readonly reporter: Reporter;
  /** The subjects measured so far, document by document, for tests of one against another. */
  readonly measured: TestSide[];
}

/** What a part of an evaluation adds to the result. */
export interface Evidence {
  readonly subjects: readonly Subject[];
  readonly temperatures: readonly AtTemperature[];
  readonly bitsPerCharacter: readonly BitsPerCharacter[];
  readonly samples: readonly SampledText[];
  readonly probes: Probes;
  readonly predictions: PredictionSides;
}

/** What the result says about the model, and about the engine that ran it. */
export interface ModelPart {
  readonly model: Result['model'];
  readonly training: Result['training'];
  readonly contamination: NonNullable<Result['contamination']>;
  readonly provenance: Pick<
    Result['provenance'],
    'engine' | 'engineReason' | 'threads' | 'corpusSha256' | 'sampling'
  >;
  readonly seeds: Result['provenance']['seeds'];
}
