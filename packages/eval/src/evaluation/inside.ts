import type { TextDocument } from '@longrange/code';
import { SharedWork } from '../models/batches.ts';
import type { LanguageModel } from '../models/language-model.ts';
import { scoreHeldOut, summarizeScores } from '../probes/bits/bits-per-character.ts';
import { probeGradientReach } from '../probes/gradient-reach/gradient-reach.ts';
import { planProbes } from '../probes/plan-probes.ts';
import { probePredictor } from '../probes/probe-predictor.ts';
import type { BitsPerCharacter, GradientReach, PredictorProbes, Probes, Units } from '../probes/schema.ts';
import { probeUnits } from '../probes/units/probe-units.ts';
import type { Inside } from './context.ts';
import { countOf, type EvaluationContext, shown } from './context.ts';
import { asSeenBy, chooseTexts } from './held-out.ts';
import { type Suite, suites } from './suites.ts';

/**
 * Measures what is inside a network (metrics 15 and 16); null if there are too few documents, if they are too short, or if the network does not
 * expose its units.
 */
export async function probeInside(
  { parser, seed, stage }: EvaluationContext,
  { gradients, units }: Inside,
  seen: readonly TextDocument[],
  { gradientTargets, gradientWindow, unitCharacters }: Suite['network'],
): Promise<Pick<Probes, 'gradientReach' | 'units'>> {
  // States are indexed by character, offsets by UTF-16 code unit; without surrogates, the two coincide.
  const documents = seen.filter(({ text }) => !/[\ud800-\udfff]/.test(text));
  const gradientReach = await stage(
    'following gradients back',
    (onShare) =>
      probeGradientReach(gradients(onShare), documents, {
        targets: gradientTargets,
        window: gradientWindow,
        seed,
      }),
    describeReach,
  );
  const found = await stage(
    'watching gates and cells',
    async (onShare) => {
      if (units === null) return null;
      const read = beginnings(documents, unitCharacters);
      return probeUnits(units, read, { language: parser.language, seed }, onShare);
    },
    (found) =>
      units === null ? 'not measured: the network does not expose its units' : describeUnits(found),
  );
  return { gradientReach, units: found };
}

/** Takes the same number of characters from the beginning of each document, so that no file dominates. */
function beginnings(documents: readonly TextDocument[], characters: number): TextDocument[] {
  const each = Math.ceil(characters / Math.max(1, documents.length));
  return documents.map(({ path, text }) => ({ path, text: text.slice(0, each) }));
}

function describeReach(reach: GradientReach | null): string {
  if (reach === null) return 'not measured: no held-out document is longer than the window';
  const [near, far] = [reach.byLag[0]!, reach.byLag.at(-1)!];
  return (
    `${countOf(reach.targets, 'character')}; the norm is ${near.value.toPrecision(2)} 1 character back, ` +
    `${far.value.toPrecision(2)} from ${far.lag} back`
  );
}

function describeUnits(units: Units | null): string {
  if (units === null) return 'not measured: two held-out documents are needed';
  const best = units.best.map(
    ({ property, auc, untrained, surface }) =>
      `${property} ${auc.value.toFixed(2)} (untrained ${untrained.auc.value.toFixed(2)}, surface ${surface.auc.value.toFixed(2)})`,
  );
  return `${shown(units.characters)} characters; best AUC: ${best.join(', ')}`;
}

/**
 * Measures metrics 9 to 14 on a network before its training: what the probes find if nothing was learned. Uses the sizes of the quick suite
 * and skips generation, which would be noise.
 */
export function probeUntrained(
  { parser, seed, stage, split = 'test' }: EvaluationContext,
  model: LanguageModel,
  heldOut: readonly TextDocument[],
): Promise<{ readonly bits: BitsPerCharacter; readonly probes: PredictorProbes }> {
  const { maxCharacters, ...sizes } = suites.quick.probes;
  const read = asSeenBy(model, chooseTexts(heldOut, maxCharacters));
  return stage(
    'probing the untrained network',
    async (onShare) => {
      const work = new SharedWork([1, 4], onShare);
      const scores = await scoreHeldOut(model, read, work.part(0), true);
      const bits = summarizeScores(model, scores, { split });
      const minimalPairs = { ...sizes.minimalPairs, factors: 0 };
      const options = { ...sizes, minimalPairs, parser, seed, alphabet: new Set(model.alphabet) };
      const plan = await planProbes(read, options);
      const { probes } = await probePredictor(model, plan, work.part(1));
      return {
        bits: { ...bits, carried: null, reset: null, byPosition: [] },
        probes: { predictor: model.name, untrained: true as const, ...probes },
      };
    },
    ({ probes }) => `effective context ${probes.effectiveContext.effective ?? 'not reached'}`,
  );
}
