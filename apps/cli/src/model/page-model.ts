import type { PageModel } from '@longrange/explorer';
import { writeSafetensors } from '@longrange/formats';
import type { ModelSource } from './model-source.ts';

/** A network for the explorer's page. The engine that is active makes it. */
export async function pageModel(source: ModelSource): Promise<PageModel> {
  const model = source.load();
  const bytes = await writeSafetensors({ config: model.config, values: await model.values() });
  model.dispose();
  return { name: source.name, bytes };
}
