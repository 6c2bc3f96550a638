import { join } from 'node:path';
import { CharTokenizer } from '@longrange/corpus';
import type { Inside } from '@longrange/eval/internal/node';
import type { StateSource } from '@longrange/eval/probes';
import { CharacterModel } from '@longrange/model';
import { gatesOf, inputGradientNorms, networkOf, traceTokens } from '@longrange/model/internal';
import type { EngineChoice } from '../engine/engine-name.ts';
import type { ModelSource } from '../model/model-source.ts';
import type { OpenedModel, OpenOptions } from './opened-model.ts';

/** Returns a network to be evaluated; without `engine`, only by the queries of a comparison. */
export function openedNetwork(
  source: ModelSource,
  model: CharacterModel,
  {
    runs,
    seed,
    engine,
    skipControls = false,
  }: Pick<OpenOptions, 'runs' | 'seed' | 'skipControls'> & { readonly engine?: EngineChoice },
): OpenedModel {
  const { name, path, sha256, training } = source;
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  const untrained = engine && CharacterModel.initialize(model.config, { seed: training?.seed ?? seed });
  if (untrained) untrained.name = 'untrained network';
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
    prepare: () => ({
      model: inside === undefined ? model : Object.assign(model, { inside }),
      entry: () => ({
        run: name,
        checkpoint: path,
        ...(training !== null && { step: training.step, charactersSeen: training.charactersSeen }),
        parameters: model.parameterCount,
        description: model.description,
        sha256,
      }),
    }),
    close() {
      model.dispose();
      untrained?.dispose();
    },
  };
}

/** Texts must be `asSeenBy` the tokenizer and without surrogate pairs. */
function insideOf(
  model: CharacterModel,
  untrained: CharacterModel,
  tokenizer: CharTokenizer,
  skipControls: boolean,
): Inside {
  const encode = (texts: readonly string[]) => texts.map((text) => tokenizer.encode(text));
  const { layers, units } = model.config;
  const statesOf = (network: CharacterModel): StateSource => ({
    layers: Array.from({ length: layers }, () => ({ units, gates: gatesOf(network) })),
    read: (texts, visit) =>
      traceTokens(network, encode(texts), ({ sequence, ...stretch }) =>
        visit({ text: sequence, ...stretch }),
      ),
  });
  return {
    gradients: (onShare) => ({
      gradientNorms: (texts, targets, window) =>
        inputGradientNorms(
          model,
          encode(texts),
          targets.map(({ text, at }) => ({ sequence: text, at })),
          { window, onProgress: ({ targets, of }) => onShare(targets / of) },
        ),
    }),
    units:
      networkOf(model.config).inspect === undefined
        ? null
        : { model: statesOf(model), untrained: statesOf(untrained) },
    untrained: skipControls ? null : untrained,
  };
}
