import {
  CharTokenizer,
  type Corpus,
  createCorpus,
  encodeSplit,
  type SourceDocument,
} from '@longrange/corpus';
import { checkArgument } from '@longrange/errors';
import { CharacterModel } from '@longrange/model';
import { corpusOptions } from '../config/corpus-config.ts';
import { type PartialRunConfig, resolveConfig } from '../config/resolve-config.ts';
import type { TrainingOutcome } from '../run/events.ts';
import { checkTrainOnOptions } from './check-options.ts';
import type { TrainOptions } from './session.ts';
import { train } from './train.ts';

/** How `trainOn` trains: what differs from the preset, and what `train` takes besides model, text and configuration. */
export interface TrainOnOptions extends Omit<TrainOptions, 'config' | 'corpusData' | 'model'> {
  /** Any part of a configuration. Where texts come from (`corpus.sources`, `corpus.extensions`) does not count. */
  readonly config?: PartialRunConfig;
}

/** What came of it. */
export interface TrainedOn {
  /** As it was after the last step. The caller disposes of it. */
  readonly model: CharacterModel;
  /** The texts, cleaned and split. */
  readonly corpus: Corpus;
  readonly outcome: TrainingOutcome;
}

/**
 * Trains a new model on texts in memory: cleans and splits them, makes the vocabulary of the training split, initialises a model from
 * `training.seed`, and trains it.
 *
 * @param texts each is one document; one that is only a string gets a path of its place, `text-1`
 * @throws LongrangeError as `createCorpus`, `resolveConfig` and `train`
 */
export async function trainOn(
  texts: Iterable<string | SourceDocument>,
  given: TrainOnOptions,
): Promise<TrainedOn> {
  checkTrainOnOptions(given);
  const isList = typeof texts === 'object' && texts !== null && Symbol.iterator in texts;
  checkArgument(isList, 'texts', 'a list of strings or `{ path, text }`', texts);
  const { config: overrides, ...options } = given;
  const { model: hyperparameters, training, corpus: settings } = resolveConfig(overrides);
  const { sources: _, extensions: __, ...how } = corpusOptions(settings);
  const documents = [...texts].map((text, i) =>
    typeof text === 'string' ? { path: `text-${i + 1}`, text } : text,
  );
  const corpus = createCorpus(documents, how);
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
