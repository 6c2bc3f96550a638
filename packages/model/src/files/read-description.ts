import { describeValue, isDeeper, isRecord, LongrangeError, refuseOtherVersion } from '@longrange/errors';
import { parseModelConfig } from '../config.ts';
import { MODEL_FORMAT_VERSION, type ModelConfig } from '../config-schema.ts';
import { MODEL_FORMAT, type ModelMetadata, WEIGHTS_FILE, weightEntries } from './model-files.ts';

/** Contents of `model.json`. */
export interface ModelDescription {
  readonly config: ModelConfig;
  readonly metadata: ModelMetadata;
}

/** Bytes. A model with a vocabulary of thousands takes less than 1 MiB. */
const LARGEST_DESCRIPTION = 16 * 2 ** 20;
/** Levels. Ours has ten, and metadata may add more. */
const DEEPEST = 100;
const OTHER_COPY = 'take another checkpoint, or copy this one again from where it was made.';

/**
 * Reads the text of a `model.json`. Its topology is for other readers: ours follows from the configuration.
 *
 * @param path named in error messages
 * @throws LongrangeError CHECKPOINT_…
 */
export function readDescription(text: string, path: string): ModelDescription {
  checkDescriptionBytes(text.length, path);
  const json = parseJson(text, path);
  const metadata = readMetadata(json, path);
  const config = readConfig(metadata.config, path);
  checkManifest(json.weightsManifest, config, path);
  return { config, metadata: isRecord(metadata.metadata) ? metadata.metadata : {} };
}

/** @throws LongrangeError CHECKPOINT_INVALID_JSON for a `model.json` larger than that of any model */
export function checkDescriptionBytes(got: number, path: string): void {
  if (got <= LARGEST_DESCRIPTION) return;
  throw invalidJson(`Expected ${path} to hold at most ${LARGEST_DESCRIPTION} bytes of JSON, got ${got}.`);
}

function parseJson(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw invalidJson(`Expected ${path} to hold JSON, got: ${(cause as Error).message}.`, cause);
  }
  if (isDeeper(json, DEEPEST))
    throw invalidJson(
      `Expected ${path} to hold a model, got JSON that is nested more than ${DEEPEST} levels deep.`,
    );
  if (isRecord(json) && json.format === 'layers-model') return json;
  const got = isRecord(json) ? `format ${describeValue(json.format)}` : describeValue(json);
  throw wrongFormat(`Expected ${path} to be a model in TensorFlow.js layers format, got ${got}.`);
}

function readMetadata(json: Record<string, unknown>, path: string): Record<string, unknown> {
  const metadata = json.userDefinedMetadata;
  if (!isRecord(metadata) || metadata.format !== MODEL_FORMAT) {
    const got = isRecord(metadata) ? describeValue(metadata.format) : 'none';
    throw wrongFormat(
      `Expected \`userDefinedMetadata.format\` in ${path} to be "${MODEL_FORMAT}", got ${got}.`,
    );
  }
  refuseOtherVersion(metadata, MODEL_FORMAT_VERSION, 'CHECKPOINT', path);
  if (metadata.formatVersion === MODEL_FORMAT_VERSION) return metadata;
  throw wrongFormat(`Expected a format version in ${path}, got ${describeValue(metadata.formatVersion)}.`);
}

function readConfig(config: unknown, path: string): ModelConfig {
  try {
    return parseModelConfig(config);
  } catch (error) {
    if (!(error instanceof LongrangeError)) throw error;
    throw checkpointError('CHECKPOINT_CONFIG', `${path}: ${error.message}`, OTHER_COPY, error);
  }
}

function checkManifest(manifest: unknown, config: ModelConfig, path: string): void {
  const group: unknown = Array.isArray(manifest) && manifest.length === 1 ? manifest[0] : undefined;
  if (!isRecord(group) || !Array.isArray(group.weights) || !Array.isArray(group.paths))
    throw wrongFormat(
      `Expected one group of weights in the manifest of ${path}, got something of another shape.`,
    );
  const { weights, paths } = group;
  if (paths.length !== 1 || paths[0] !== WEIGHTS_FILE)
    throw wrongFormat(`Expected the weights of ${path} in ${WEIGHTS_FILE}, got ${describeValue(paths)}.`);
  const expected = weightEntries(config);
  for (let i = 0; i < Math.max(expected.length, weights.length); i++) {
    const wanted = expected[i] === undefined ? 'no further weight' : showWeight(expected[i]);
    const got = i < weights.length ? showWeight(weights[i]) : 'none';
    if (wanted === got) continue;
    const message = `Expected weight ${i} of ${path} to be ${wanted}, as its configuration says, got ${got}.`;
    throw checkpointError('CHECKPOINT_SHAPE_MISMATCH', message, OTHER_COPY);
  }
}

function showWeight(entry: unknown): string {
  if (!isRecord(entry)) return describeValue(entry);
  const extra = 'quantization' in entry ? ' (quantized)' : '';
  return `${JSON.stringify(entry.name)} ${JSON.stringify(entry.shape)} ${JSON.stringify(entry.dtype)}${extra}`;
}

function wrongFormat(message: string): LongrangeError {
  return checkpointError('CHECKPOINT_WRONG_FORMAT', message, 'longrange opens the models that it trained.');
}

function invalidJson(message: string, cause?: unknown): LongrangeError {
  return checkpointError('CHECKPOINT_INVALID_JSON', message, OTHER_COPY, cause);
}

/** Error for a model folder that cannot be used. The user named it, so the exit code is that of wrong input. */
export function checkpointError(
  code: `CHECKPOINT_${string}`,
  message: string,
  hint: string,
  cause?: unknown,
): LongrangeError {
  return new LongrangeError({ code, message, hint, cause, exitCode: 2 });
}
