import type { NgramModel, TextDocument } from '@longrange/eval';
import { type ProbedCompletions, probeCompletion } from '@longrange/eval/probes';
import { NeuralTextWriter } from '../run/neural-text-writer.ts';
import type { OpenModel } from '../run/open-model.ts';
import { formatCount } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';
import { completionSuites } from './suites.ts';

/** Metric 18: the model and the n-gram write on from the same held-out prompts. `documents` as the model sees them. */
export function probeCompletions(
  { options, parser, reporter }: EvaluationContext,
  { model }: OpenModel,
  ngram: NgramModel,
  documents: readonly TextDocument[],
): Promise<ProbedCompletions | null> {
  const { suite, seed } = options;
  const { language } = parser;
  return stage(
    reporter,
    'writing on from prompts',
    (onShare) => {
      const writers = [new NeuralTextWriter('model', model), ngram];
      return probeCompletion(writers, documents, { ...completionSuites[suite], language, seed }, onShare);
    },
    describeCompletions,
  );
}

function describeCompletions(probed: ProbedCompletions | null): string {
  if (probed === null) return 'not measured: nothing is open in the held-out documents';
  const { kinds, prompts } = probed.completions;
  const shares = kinds.map(
    ({ kind, writers }) => `${kind} ${Math.round(100 * (writers[0]!.closed.estimate ?? 0))} %`,
  );
  return `${formatCount(prompts)} prompts; closed rightly: ${shares.join(', ')}`;
}
