import { openModel } from '../model/open-model.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openCommand } from './command.ts';
import { openEndpoint } from './endpoint.ts';
import { openGguf } from './gguf.ts';
import { openedNetwork } from './network.ts';
import type { OpenedModel, OpenOptions } from './opened-model.ts';

/** Opens a model by its name: `gguf:FILE`, `openai:URL#NAME`, `command:LINE`, `pretrained:NAME`, or a run, a checkpoint or a file of a network. */
export async function openEvaluated(
  name: string,
  options: OpenOptions,
  reporter: Reporter,
): Promise<OpenedModel> {
  if (name.startsWith('gguf:')) return openGguf(name.slice('gguf:'.length), options, reporter);
  if (name.startsWith('openai:')) return openEndpoint(name, options, reporter);
  if (name.startsWith('command:')) return openCommand(name.slice('command:'.length), options, reporter);
  const { source, model, engine } = await openModel(name, options, reporter);
  return openedNetwork(source, model, { ...options, engine });
}
