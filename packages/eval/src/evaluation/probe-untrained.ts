import type { TextDocument } from '@longrange/code';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { probePredictor } from '../probes/ask-probes.ts';
import { scoreHeldOut, summarizeScores } from '../probes/bits/bits-per-character.ts';
import { planProbes } from '../probes/plan-probes.ts';
import type { BitsPerCharacter, PredictorProbes } from '../probes/schema.ts';
import type { EvaluationContext } from './context.ts';
import { asSeenBy, chooseTexts } from './held-out.ts';
import { suites, untrainedProbes } from './suites.ts';

/**
 * Measures metrics 9 to 14 on a network before its training: what the probes find if nothing was learned. Uses the sizes of the quick suite
 * and skips generation, which would be noise.
 */
export function probeUntrained(
  { parser, seed, stage, split = 'test' }: EvaluationContext,
  model: LanguageModel,
  {
    heldOut,
    drawn,
  }: { readonly heldOut: readonly TextDocument[]; readonly drawn?: readonly TextDocument[] | undefined },
): Promise<{ readonly bits: BitsPerCharacter; readonly probes: PredictorProbes }> {
  const documents = asSeenBy(model, chooseTexts(heldOut, suites.quick.probedCharacters));
  return stage(
    'probing the untrained network',
    async (onShare) => {
      const work = new SharedWork([1, 4], onShare);
      const scores = await scoreHeldOut(model, documents, work.part(0), true);
      const bits = summarizeScores(model, scores, { split });
      const alphabet = new Set(model.alphabet);
      const material = { documents, drawn: drawn && asSeenBy(model, drawn), parser, seed, alphabet };
      const plans = await planProbes(material, untrainedProbes);
      const { probes } = await probePredictor(model, plans, work.part(1));
      return {
        bits: { ...bits, carried: null, reset: null, byPosition: [] },
        probes: { predictor: model.name, untrained: true as const, ...probes },
      };
    },
    ({ probes }) => `effective context ${probes.effectiveContext.effective ?? 'not reached'}`,
  );
}
