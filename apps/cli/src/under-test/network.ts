import { join } from 'node:path';
import { CharTokenizer } from '@longrange/corpus';
import type { Inside } from '@longrange/eval/evaluation';
import { CharacterModel, networkOf } from '@longrange/model';
import type { EngineChoice } from '../engine/engine-name.ts';
import type { ModelSource } from '../model/model-source.ts';
import { describeModel } from '../model/model-source.ts';
import { openModel } from '../model/open-model.ts';
import { NeuralAblation } from '../neural/neural-ablation.ts';
import { NeuralGradientSource } from '../neural/neural-gradient-source.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import { NeuralStateSource } from '../neural/neural-state-source.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { ModelUnderTest, OpenOptions } from './under-test.ts';

/** Opens a run, a checkpoint or a file, to be measured inside and out. */
export async function openNetwork(
  words: string,
  options: OpenOptions,
  reporter: Reporter,
): Promise<ModelUnderTest> {
  const { source, model, engine } = await openModel(words, options, reporter);
  return networkUnderTest(source, model, { ...options, engine });
}

/** Makes an open network measurable; without `engine`, only for the questions of a comparison. */
export function networkUnderTest(
  source: ModelSource,
  model: CharacterModel,
  {
    runs,
    seed,
    engine,
    skipControls = false,
  }: Pick<OpenOptions, 'runs' | 'seed' | 'skipControls'> & { readonly engine?: EngineChoice },
): ModelUnderTest {
  const { name, path, sha256, training } = source;
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  const untrained = engine && CharacterModel.initialize(model.config, { seed: training?.seed ?? seed });
  const inside = untrained && insideOf(model, untrained, tokenizer, skipControls);
  return {
    training,
    outputPrefix:
      training === null
        ? join(runs, 'files', 'eval', name)
        : join(training.runFolder, 'eval', `step-${String(training.step).padStart(6, '0')}`),
    limits: null,
    provenance: {
      engine: engine?.engine ?? null,
      engineReason: engine?.reason ?? null,
      threads: engine?.threads ?? null,
    },
    ask: () => ({
      model: Object.assign(new NeuralLanguageModel('model', model, tokenizer), inside && { inside }),
      record: () => ({
        run: name,
        checkpoint: path,
        ...(training !== null && { step: training.step, charactersSeen: training.charactersSeen }),
        parameters: model.parameterCount,
        description: describeModel(model),
        sha256,
      }),
      report: () => undefined,
    }),
    close() {
      model.dispose();
      untrained?.dispose();
    },
  };
}

function insideOf(
  model: CharacterModel,
  untrained: CharacterModel,
  tokenizer: CharTokenizer,
  skipControls: boolean,
): Inside {
  return {
    gradients: (onShare) => new NeuralGradientSource(model, tokenizer, onShare),
    units:
      networkOf(model.config).inspect === undefined
        ? null
        : {
            model: new NeuralStateSource(model, tokenizer),
            untrained: new NeuralStateSource(untrained, tokenizer),
            ablatable: new NeuralAblation(model, tokenizer),
          },
    untrained: skipControls ? null : new NeuralLanguageModel('untrained network', untrained, tokenizer),
  };
}
