import type { PageModel } from '@longrange/explorer';
import { writeSafetensors } from '@longrange/formats';
import { languageOfModel, type ModelSource } from './model-source.ts';

/** Makes a network for the explorer's page on the active engine; `given` is its language, which must agree with its run or file. */
export async function pageModel(source: ModelSource, given?: string): Promise<PageModel> {
  const language = await languageOfModel(source, given);
  const model = source.load();
  // Pretrained weights are stored as F16, so nothing is lost.
  const precision = source.path.startsWith('pretrained:') ? 'float16' : 'float32';
  const weights = { config: model.config, values: await model.values() };
  const bytes = await writeSafetensors(weights, { precision, language });
  model.dispose();
  return { name: source.name, bytes };
}
