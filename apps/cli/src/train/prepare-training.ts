import {
  CharTokenizer,
  type Corpus,
  describeCorpus,
  type EncodedSplit,
  encodeSplit,
} from '@longrange/corpus';
import { LongrangeError } from '@longrange/errors';
import { CharacterModel } from '@longrange/model';
import { loadModelDescription } from '@longrange/model/node';
import { loadConfiguredCorpus, reloadCorpus, reportContamination } from '../corpus/load-data.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { RunPlan } from './plan-run.ts';

/** All that training needs in memory. */
export interface TrainingMaterial {
  readonly corpus: Corpus;
  readonly tokenizer: CharTokenizer;
  readonly corpusData: { readonly train: EncodedSplit; readonly validation: EncodedSplit };
  readonly model: CharacterModel;
}

/**
 * Reads and encodes the corpus and makes the model: a new one, or for a run that goes on one to take up its weights.
 *
 * @param places where the text of a run that goes on is now; none: where it was
 */
export async function prepareTraining(
  plan: RunPlan,
  places: readonly string[],
  reporter: Reporter,
): Promise<TrainingMaterial> {
  const { config, resume } = plan;
  const corpus =
    resume === undefined
      ? await loadConfiguredCorpus(config.corpus, reporter)
      : await reloadCorpus(resume.record, reporter, places);
  const train = corpus.split('train');
  if (train.characters === 0) throw nothingToTrainOn(corpus);
  const [source = '', size = '', ...further] = linesOf(describeCorpus(corpus).replace(/^corpus: /, ''));
  reporter.fact('corpus', [source, size], further);
  await reportContamination(corpus, reporter);
  const tokenizer =
    resume === undefined
      ? CharTokenizer.fromSplit(train)
      : CharTokenizer.fromVocabulary(
          (await loadModelDescription(resume.checkpoint.folder)).config.vocabulary,
        );
  const { vocabulary } = tokenizer;
  const model = CharacterModel.initialize(
    { ...config.model, vocabulary: [...vocabulary] },
    { seed: config.training.seed },
  );
  const corpusData = {
    train: encodeSplit(train, tokenizer),
    validation: encodeSplit(corpus.split('validation'), tokenizer),
  };
  return { corpus, tokenizer, corpusData, model };
}

function nothingToTrainOn({ sources }: Corpus): LongrangeError {
  return new LongrangeError({
    code: 'CORPUS_EMPTY',
    message: `Expected text to train on, got held-out text alone from ${sources.join(', ')}.`,
    hint: 'name other sources beside it.',
    exitCode: 2,
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.trimStart());
}
