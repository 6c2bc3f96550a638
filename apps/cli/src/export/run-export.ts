import type { ExitCode } from '@longrange/errors';
import { type ModelWeights, writeKeras, writeOnnx } from '@longrange/formats';
import { writeSafetensors } from '@longrange/formats/safetensors';
import type { CharacterModel } from '@longrange/model';
import { saveModel } from '@longrange/model/node';
import { exists, writeFileAtomically } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { chooseEngine } from '../engine/choose-engine.ts';
import { resolveLanguage } from '../language.ts';
import { describeSource, languageEvidence } from '../model/model-source.ts';
import { findModelSource } from '../model/open-model.ts';
import type { ExportOptions } from '../options/export-options.ts';
import { createReporter } from '../terminal/reporter.ts';

const writers: Readonly<
  Record<
    Exclude<ExportOptions['format'], 'tfjs'>,
    (weights: ModelWeights, options: ExportOptions) => Uint8Array | Promise<Uint8Array>
  >
> = {
  keras: writeKeras,
  safetensors: (weights, { precision, language }) => writeSafetensors(weights, { precision, language }),
  onnx: writeOnnx,
};

/** Runs `longrange export`. */
export async function runExport(options: ExportOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const source = await findModelSource(options.checkpoint, options);
  const { format } = options;
  const output = options.output ?? `${source.name}${format === 'tfjs' ? '-' : '.'}${format}`;
  if (await exists(output))
    throw wrongUsage({
      code: 'OUTPUT_EXISTS',
      message: `Cannot write ${output}: it already exists.`,
      hint: 'remove it, or name another one with --output.',
    });
  // Nothing is computed.
  await chooseEngine({ engine: 'cpu' });
  const model = source.load();
  reporter.fact('model', `${describeSource(source)}: ${model.description}`);
  const language = resolveLanguage([{ id: options.language }, await languageEvidence(source)])?.id;
  await write(model, { ...options, language }, output);
  reporter.fact(format, output);
  return 0;
}

async function write(model: CharacterModel, options: ExportOptions, output: string): Promise<void> {
  const { format } = options;
  if (format === 'tfjs') return saveModel(model, output);
  const weights = { config: model.config, values: await model.values() };
  await writeFileAtomically(output, await writers[format](weights, options));
}
