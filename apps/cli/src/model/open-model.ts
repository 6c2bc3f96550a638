import { CharTokenizer } from '@longrange/corpus';
import type { CharacterModel } from '@longrange/model';
import { chooseEngine } from '../engine/choose-engine.ts';
import type { EngineChoice, EngineOptions } from '../engine/engine-name.ts';
import { reportEngine } from '../engine/report-engine.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { describeModel } from './describe-model.ts';
import { type FindSourceOptions, findModelSource } from './find-model-source.ts';
import { describeSource, type ModelSource } from './model-source.ts';

export interface OpenModel {
  readonly engine: EngineChoice;
  readonly source: ModelSource;
  readonly model: CharacterModel;
  readonly tokenizer: CharTokenizer;
}

export interface OpenModelOptions extends EngineOptions, FindSourceOptions {}

/**
 * Finds a model, checks its files, starts the engine and makes the model, and says which they are.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_…` for one that is damaged, `FORMAT_…` for a file
 */
export async function openModel(
  which: string,
  options: OpenModelOptions,
  reporter: Reporter,
): Promise<OpenModel> {
  const source = await findModelSource(which, options);
  const engine = await chooseEngine(options);
  reportEngine(reporter, engine, options.verbose);
  const model = source.load();
  reporter.detail('model', `${describeSource(source)}: ${describeModel(model)}`);
  if (source.tokensTakenOut > 0) {
    reporter.fact(
      'vocabulary',
      `${model.config.vocabulary.length} characters, without ${source.tokensTakenOut === 1 ? '[UNK]' : "'' and [UNK]"} of Keras, which no text has: never read, and no probability is given to them`,
    );
  }
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  return { engine, source, model, tokenizer };
}
