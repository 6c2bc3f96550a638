import { join } from 'node:path';
import { showControls } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';
import { type Sample, sample, sampleStream } from '@longrange/sampler';
import { writeFileAtomically } from '@longrange/trainer/internal';
import { tryFolder } from '../files/try-folder.ts';
import type { SampleOptions } from '../options/sample-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';

type TextOptions = Pick<
  SampleOptions,
  'prompt' | 'length' | 'temperature' | 'topK' | 'topP' | 'seed' | 'stop'
> & { readonly firstIndex?: number; readonly signal: AbortSignal };

/** Writes one text to standard output as it grows, the prompt first, and ends the line on a terminal. */
export async function streamText(model: CharacterModel, options: TextOptions): Promise<void> {
  const pieces = sampleStream(model, samplingOf(options));
  let last = options.prompt;
  await write(options.prompt);
  for await (const piece of pieces) {
    await write(piece);
    last = piece;
  }
  if (process.stdout.isTTY && !last.endsWith('\n')) await write('\n');
}

/** Generates several texts at once, then writes each as a block under a heading, or to a file of its own. */
export async function writeMany(
  model: CharacterModel,
  { count, output, ...options }: SampleOptions,
  extension: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<void> {
  if (output !== undefined) await tryFolder(output);
  const samples = await sample(model, {
    ...samplingOf({ ...options, signal }),
    count,
    onProgress: ({ characters, total, finished }) =>
      reporter.progress({
        label: 'writing',
        share: characters / total,
        detail: `${formatCount(characters)} characters, ${finished} of ${count} texts done`,
      }),
  });
  reporter.clear();
  if (output === undefined) await writeBlocks(samples);
  else await writeFiles(samples, output, extension, reporter);
}

async function writeBlocks(samples: readonly Sample[]): Promise<void> {
  for (const [number, { prompt, text }] of samples.entries()) {
    const block = `${prompt}${text}`;
    await write(
      `# ---------- ${number + 1} of ${samples.length}\n${block}${block.endsWith('\n') ? '' : '\n'}`,
    );
  }
}

async function writeFiles(
  samples: readonly Sample[],
  folder: string,
  extension: string,
  reporter: Reporter,
): Promise<void> {
  for (const { index, prompt, text } of samples) {
    await writeFileAtomically(
      join(folder, `sample-${String(index).padStart(4, '0')}${extension}`),
      `${prompt}${text}`,
    );
  }
  reporter.fact('written', `${samples.length} texts in ${folder}`);
}

/** Returns the options of the sampler among those of the command. */
function samplingOf(options: TextOptions) {
  const { prompt, length, temperature, topK, topP, seed, stop, firstIndex, signal } = options;
  return { prompt, length, temperature, topK, topP, seed, stop, firstIndex, signal };
}

/**
 * Writes text, and waits for a reader that is slower than the model. A pipe or a file receives the text unchanged; for a terminal, control
 * characters are made visible (a model may have learned an escape sequence).
 */
function write(text: string): Promise<void> {
  const shown = process.stdout.isTTY ? showControls(text) : text;
  return new Promise((resolve) => {
    if (shown === '' || process.stdout.write(shown)) resolve();
    else process.stdout.once('drain', resolve);
  });
}
