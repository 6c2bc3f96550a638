import { CharTokenizer, describeCorpus, encodeSplit } from '@longrange/corpus';
import { CharacterModel } from '@longrange/model';
import { loadModelDescription } from '@longrange/model/node';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { loadConfiguredCorpus, reloadCorpus, reportContamination } from '../corpus/load-data.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { RunPlan } from './plan-run.ts';

/** Everything that training needs in memory. */
export type TrainingMaterial = Awaited<ReturnType<typeof prepareTraining>>;

/**
 * Reads and encodes the corpus and makes a new model, whose weights a resumed run replaces.
 *
 * @param places current location of the text of a resumed run; if empty, its original one
 */
export async function prepareTraining(plan: RunPlan, places: readonly string[], reporter: Reporter) {
  const { config, resume } = plan;
  const corpus =
    resume === undefined
      ? await loadConfiguredCorpus(config.corpus, reporter)
      : await reloadCorpus(resume.record, reporter, places);
  const train = corpus.split('train');
  if (train.characters === 0)
    throw wrongUsage({
      code: 'CORPUS_EMPTY',
      message: `Expected text to train on, got only held-out text from ${corpus.sources.join(', ')}.`,
      hint: 'add other sources.',
    });
  const lines = describeCorpus(corpus)
    .replace(/^corpus: /, '')
    .split('\n');
  const [source = '', size = '', ...further] = lines.map((line) => line.trimStart());
  reporter.fact('corpus', [source, size]);
  if (further.length > 0) reporter.detail('', further);
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
