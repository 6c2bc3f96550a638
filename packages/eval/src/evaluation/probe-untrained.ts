import type { TextDocument } from '../code/text-document.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { SharedWork } from '../models/on-share.ts';
import { scoreHeldOut, summarizeScores } from '../probes/bits-per-character.ts';
import { planProbes } from '../probes/plan-probes.ts';
import { probePredictor } from '../probes/probe-predictor.ts';
import type { UntrainedProbes } from '../probes/schema.ts';
import { asSeenBy } from './held-out.ts';
import type { EvaluationContext } from './measure-stage.ts';
import { suites } from './suites.ts';

/**
 * Metrics 9 to 14 of a network before its training: what the probes find where nothing was learnt. It is asked as much as in the quick suite, and
 * writes nothing, since what it writes is noise.
 * @param documents sound code, of which those are read that the quick suite reads
 */
export function probeUntrained(
  { parser, seed, stage }: EvaluationContext,
  model: LanguageModel,
  documents: readonly TextDocument[],
): Promise<UntrainedProbes> {
  const { maxCharacters: _, ...sizes } = suites.quick.probes;
  const read = asSeenBy(model, documents);
  return stage(
    'probing the untrained network',
    async (onShare) => {
      const work = new SharedWork([1, 4], onShare);
      const { sinceReset } = summarizeScores(model, await scoreHeldOut(model, read, work.part(0)), {
        split: 'test',
      });
      const plan = await planProbes(read, { ...sizes, parser, seed, alphabet: new Set(model.alphabet) });
      const { probes } = await probePredictor(model, plan, work.part(1));
      return { predictor: model.name, sinceReset, ...probes };
    },
    ({ effectiveContext: { effective } }) => `effective context ${effective ?? 'not reached'}`,
  );
}
