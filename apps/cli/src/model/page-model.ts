import type { PageModel } from '@longrange/explorer';
import { writeSafetensors } from '@longrange/formats';
import { languageOfModel, type ModelSource } from './model-source.ts';

/** A network for the explorer's page, made by the engine that is active; of the given language, unless its run or file tells it. */
export async function pageModel(source: ModelSource, given?: string): Promise<PageModel> {
  const language = await languageOfModel(source, given);
  const model = source.load();
  // Weights that come along are numbers in F16: nothing is lost.
  const precision = source.path.startsWith('pretrained:') ? 'float16' : 'float32';
  const weights = { config: model.config, values: await model.values() };
  const bytes = await writeSafetensors(weights, { precision, language });
  model.dispose();
  return { name: source.name, bytes };
}
