import type { PageModel } from '@longrange/explorer';
import { writeSafetensors } from '@longrange/formats';
import type { ModelSource } from './model-source.ts';

/** A network for the explorer's page. The engine that is active makes it. */
export async function pageModel(source: ModelSource): Promise<PageModel> {
  const model = source.load();
  // Weights that come along are numbers in F16: nothing is lost.
  const precision = source.path.startsWith('pretrained:') ? 'float16' : 'float32';
  const bytes = await writeSafetensors({ config: model.config, values: await model.values() }, { precision });
  model.dispose();
  return { name: source.name, bytes };
}
