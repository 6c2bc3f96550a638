import type { TextDocument } from '@longrange/code';
import { suites } from '@longrange/eval';
import { asSeenBy } from '@longrange/eval/evaluation';
import { probeGradientReach, probeUnits } from '@longrange/eval/probes';
import type { GradientReach, Probes, Units } from '@longrange/eval/result';
import { type CharacterModel, networkOf } from '@longrange/model';
import type { OpenModel } from '../model/open-model.ts';
import { NeuralAblation } from '../neural/neural-ablation.ts';
import { NeuralGradientSource } from '../neural/neural-gradient-source.ts';
import { NeuralStateSource } from '../neural/neural-state-source.ts';
import { formatCount } from '../terminal/format.ts';
import type { EvaluationContext } from './evaluation.ts';
import { stage } from './stages.ts';

/** What is looked into. */
interface Network extends Pick<OpenModel, 'model' | 'tokenizer'> {
  /** The same before its training. */
  readonly untrained: CharacterModel;
}

/** Metrics 15 and 16, which look inside the model. `heldOut` as it was read; parts are null where it is too little. */
export async function probeStates(
  context: EvaluationContext,
  { model, tokenizer, untrained }: Network,
  heldOut: readonly TextDocument[],
): Promise<Pick<Probes, 'gradientReach' | 'units'>> {
  const { reporter, options, parser } = context;
  const { seed } = options;
  const { gradientTargets, gradientWindow, unitCharacters, probeCharacters, otherUnits } =
    suites[options.suite].network;
  // A state belongs to a character, an offset to a UTF-16 unit: in these documents they are the same.
  const documents = asSeenBy({ alphabet: tokenizer.vocabulary }, heldOut).filter(
    ({ text }) => !/[\ud800-\udfff]/.test(text),
  );
  const gradientReach = await stage(
    reporter,
    'following gradients back',
    (onShare) =>
      probeGradientReach(new NeuralGradientSource(model, tokenizer, onShare), documents, {
        targets: gradientTargets,
        window: gradientWindow,
        seed,
      }),
    describeReach,
  );
  const { inspect, title } = networkOf(model.config);
  const units = await stage(
    reporter,
    'watching gates and cells',
    async (onShare) => {
      if (inspect === undefined) return null;
      const network = {
        model: new NeuralStateSource(model, tokenizer),
        untrained: new NeuralStateSource(untrained, tokenizer),
        ablatable: new NeuralAblation(model, tokenizer),
      };
      const sizes = { probeCharacters, otherUnits, language: parser.language, seed };
      return probeUnits(network, beginnings(documents, unitCharacters), sizes, onShare);
    },
    (found) =>
      inspect === undefined ? `not measured: ${title} shows nothing of its inside` : describeUnits(found),
  );
  return { gradientReach, units };
}

/** So many characters in all, the same number from the beginning of each document that has them: no file tells for all. */
function beginnings(documents: readonly TextDocument[], characters: number): TextDocument[] {
  const each = Math.ceil(characters / Math.max(1, documents.length));
  return documents.map(({ name, text }) => ({ name, text: text.slice(0, each) }));
}

function describeReach(reach: GradientReach | null): string {
  if (reach === null) return 'not measured: no held-out document is longer than the window';
  const [near, far] = [reach.byLag[0]!, reach.byLag.at(-1)!];
  return (
    `${formatCount(reach.targets)} characters; the norm is ${near.value.toPrecision(2)} 1 character back, ` +
    `${far.value.toPrecision(2)} from ${far.lag} back`
  );
}

function describeUnits(units: Units | null): string {
  if (units === null) return 'not measured: two held-out documents are needed';
  const best = units.best.map(
    ({ property, auc, untrained, surface }) =>
      `${property} ${auc.value.toFixed(2)} (untrained ${untrained.auc.value.toFixed(2)}, surface ${surface.auc.value.toFixed(2)})`,
  );
  return `${formatCount(units.characters)} characters; best AUC: ${best.join(', ')}`;
}
