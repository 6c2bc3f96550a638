import { CharTokenizer } from '@longrange/corpus';
import type { CharacterModel } from '@longrange/model';
import { type CheckpointReference, findModel, type StateFile } from '@longrange/trainer';
import { chooseEngine, type EngineOptions } from '../engine/choose-engine.ts';
import type { EngineChoice } from '../engine/engine-name.ts';
import { reportEngine } from '../engine/report-engine.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { describeModel } from './describe-model.ts';

export interface OpenModel {
  readonly engine: EngineChoice;
  readonly checkpoint: CheckpointReference;
  readonly state: StateFile;
  readonly model: CharacterModel;
  readonly tokenizer: CharTokenizer;
}

export interface OpenModelOptions extends EngineOptions {
  readonly runs: string;
}

/**
 * Finds a checkpoint, checks its files against their SHA-256, starts the engine and makes the model, and says which they are.
 *
 * @throws LongrangeError (exit code 2) `CHECKPOINT_NOT_FOUND`, `CHECKPOINT_…` for one that is damaged
 */
export async function openModel(
  which: string,
  options: OpenModelOptions,
  reporter: Reporter,
): Promise<OpenModel> {
  const { checkpoint, state, load } = await findModel(options.runs, which);
  const engine = await chooseEngine(options);
  reportEngine(reporter, engine);
  const model = load();
  reporter.fact(
    'model',
    `${checkpoint.folder}, step ${formatCount(checkpoint.step)}: ${describeModel(model)}`,
  );
  const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
  return { engine, checkpoint, state, model, tokenizer };
}
