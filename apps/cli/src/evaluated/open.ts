import type { ModelSource } from '../model/model-source.ts';
import { startModel } from '../model/open-model.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openCommand } from './command.ts';
import { openEndpoint } from './endpoint.ts';
import { openGguf } from './gguf.ts';
import { openedNetwork } from './network.ts';
import type { OpenedModel, OpenOptions } from './opened-model.ts';

/**
 * Opens a network, or a model of another program by its name.
 * @param model `gguf:FILE`, `openai:URL#NAME` or `command:LINE` for another program's
 */
export async function openEvaluated(
  model: ModelSource | string,
  options: OpenOptions,
  reporter: Reporter,
): Promise<OpenedModel> {
  if (typeof model !== 'string') {
    const { model: network, engine } = await startModel(model, options, reporter);
    return openedNetwork(model, network, { ...options, engine });
  }
  if (model.startsWith('gguf:')) return openGguf(model.slice('gguf:'.length), options, reporter);
  if (model.startsWith('command:')) return openCommand(model.slice('command:'.length), options, reporter);
  return openEndpoint(model, options, reporter);
}
