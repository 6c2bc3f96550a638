import { openModel } from '../model/open-model.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openCommand } from './command.ts';
import { openEndpoint } from './endpoint.ts';
import { openGguf } from './gguf.ts';
import { networkUnderTest } from './network.ts';
import type { ModelUnderTest, OpenOptions } from './under-test.ts';

/** Opens a model by its name: `gguf:FILE`, `openai:URL#NAME`, `command:LINE`, `pretrained:NAME`, or a run, a checkpoint or a file of a network. */
export async function openUnderTest(
  words: string,
  options: OpenOptions,
  reporter: Reporter,
): Promise<ModelUnderTest> {
  if (words.startsWith('gguf:')) return openGguf(words.slice('gguf:'.length), options, reporter);
  if (words.startsWith('openai:')) return openEndpoint(words, options, reporter);
  if (words.startsWith('command:')) return openCommand(words.slice('command:'.length), options, reporter);
  const { source, model, engine } = await openModel(words, options, reporter);
  return networkUnderTest(source, model, { ...options, engine });
}
