import { CharTokenizer, type Corpus, createCorpus, encodeSplit, type TextDocument } from '@longrange/corpus';
import { parseOptions } from '@longrange/errors';
import { CharacterModel } from '@longrange/model';
import { type PartialRunConfig, resolveConfig } from '../config/resolve-settings.ts';
import { corpusOptions } from '../config/run-config.ts';
import type { TrainingOutcome } from '../run/events.ts';
import { trainOnOptionsSchema } from './check-options.ts';
import type { TrainOptions } from './session.ts';
import { train } from './train.ts';

/** Options of `trainOn`: differences from the preset, and the options of `train` other than model, text and configuration. */
export interface TrainOnOptions extends Omit<TrainOptions, 'config' | 'corpusData' | 'model'> {
  /** Any part of a configuration. The origin of texts (`corpus.sources`, `corpus.extensions`) is ignored. */
  readonly config?: PartialRunConfig;
}

/** Result of `trainOn`. */
export interface TrainedOn {
  /** Model after the last step. The caller disposes of it. */
  readonly model: CharacterModel;
  /** Texts, cleaned and split. */
  readonly corpus: Corpus;
  readonly outcome: TrainingOutcome;
}

/**
 * Trains a new model on texts in memory: cleans and splits them, takes the vocabulary of the training split, initializes a model from
 * `training.seed`, and trains it. The preset is `default` unless given, ten to twenty minutes; characters that are not ASCII are
 * dropped unless `config.corpus.charset` says otherwise.
 *
 * @param texts the documents themselves, not their paths; a plain string is named by its position, `text-1`
 * @throws LongrangeError as `createCorpus`, `resolveConfig` and `train`
 */
export async function trainOn(
  texts: Iterable<string | TextDocument>,
  given: TrainOnOptions,
): Promise<TrainedOn> {
  parseOptions(trainOnOptionsSchema, given, { code: 'TRAIN_OPTIONS', subject: 'options of trainOn' });
  const { config: overrides, ...options } = given;
  const { model: hyperparameters, training, corpus: settings } = resolveConfig(overrides);
  const { sources: _, extensions: __, ...how } = corpusOptions(settings);
  const corpus = createCorpus(texts, how);
  const tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
  const vocabulary = [...tokenizer.vocabulary];
  const { seed } = training;
  const model = CharacterModel.initialize({ ...hyperparameters, vocabulary }, { seed });
  try {
    const corpusData = {
      train: encodeSplit(corpus.split('train'), tokenizer),
      validation: encodeSplit(corpus.split('validation'), tokenizer),
    };
    const outcome = await train({ ...options, model, corpusData, config: training });
    return { model, corpus, outcome };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
