import type { TextDocument } from '@longrange/code';
import type { LanguageModel } from '../models/language-model.ts';
import { SharedWork } from '../models/on-share.ts';
import { scoreHeldOut, summarizeScores } from '../probes/bits/bits-per-character.ts';
import { planProbes } from '../probes/plan-probes.ts';
import { probePredictor } from '../probes/probe-predictor.ts';
import type { BitsPerCharacter, PredictorProbes } from '../probes/schema.ts';
import { asSeenBy } from './held-out.ts';
import type { EvaluationContext } from './measure-stage.ts';
import { suites } from './suites.ts';

export interface ProbedUntrained {
  /** Metric 9 by the characters since a reset. */
  readonly bits: BitsPerCharacter;
  readonly probes: PredictorProbes;
}

/**
 * Metrics 9 to 14 of a network before its training: what the probes find where nothing was learnt. It is asked as much as in the quick suite, and
 * writes nothing, since what it writes is noise.
 * @param documents sound code, of which those are read that the quick suite reads
 */
export function probeUntrained(
  { parser, seed, stage, split = 'test' }: EvaluationContext,
  model: LanguageModel,
  documents: readonly TextDocument[],
): Promise<ProbedUntrained> {
  const { maxCharacters: _, ...sizes } = suites.quick.probes;
  const read = asSeenBy(model, documents);
  return stage(
    'probing the untrained network',
    async (onShare) => {
      const work = new SharedWork([1, 4], onShare);
      const scores = await scoreHeldOut(model, read, work.part(0), true);
      const bits = summarizeScores(model, scores, { split });
      const plan = await planProbes(read, { ...sizes, parser, seed, alphabet: new Set(model.alphabet) });
      const { probes } = await probePredictor(model, plan, work.part(1));
      return {
        bits: { ...bits, carried: null, reset: null, byPosition: [] },
        probes: { predictor: model.name, untrained: true as const, ...probes },
      };
    },
    ({
      probes: {
        effectiveContext: { effective },
      },
    }) => `effective context ${effective ?? 'not reached'}`,
  );
}
