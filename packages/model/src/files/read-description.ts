import { describeValue, isDeeper, LongrangeError } from '@longrange/errors';
import { parseModelConfig } from '../config.ts';
import { MODEL_FORMAT_VERSION, type ModelConfig } from '../config-schema.ts';
import { checkpointError } from './checkpoint-error.ts';
import { MODEL_FORMAT, type ModelMetadata, WEIGHTS_FILE, weightEntries } from './model-files.ts';

/** What `model.json` says about a model. */
export interface ModelDescription {
  readonly config: ModelConfig;
  readonly metadata: ModelMetadata;
}

/** A model takes less than one, with a vocabulary of thousands. */
const LARGEST_DESCRIPTION = 16 * 2 ** 20;
/** Ours are nested ten deep, and metadata may add to it. Functions that call themselves overflow at some thousand. */
const DEEPEST = 100;
const OTHER_COPY = 'take another checkpoint, or copy this one again from where it was made.';

/**
 * Reads the text of a `model.json`. The topology in it is for other readers: ours follows from the configuration.
 *
 * @param path as error messages name it
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

/** @throws LongrangeError CHECKPOINT_INVALID_JSON for a `model.json` that is larger than any */
export function checkDescriptionBytes(got: number, path: string): void {
  if (got <= LARGEST_DESCRIPTION) return;
  const message = `Expected ${path} to hold at most ${LARGEST_DESCRIPTION} bytes of JSON, got ${got}.`;
  throw checkpointError('CHECKPOINT_INVALID_JSON', message, OTHER_COPY);
}

function parseJson(text: string, path: string): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = `Expected ${path} to hold JSON, got: ${(cause as Error).message}.`;
    throw checkpointError('CHECKPOINT_INVALID_JSON', message, OTHER_COPY, cause);
  }
  if (isDeeper(json, DEEPEST)) {
    const message = `Expected ${path} to hold a model, got JSON that is nested more than ${DEEPEST} deep.`;
    throw checkpointError('CHECKPOINT_INVALID_JSON', message, OTHER_COPY);
  }
  if (!isRecord(json) || json.format !== 'layers-model') {
    const got = isRecord(json) ? `format ${describeValue(json.format)}` : describeValue(json);
    throw wrongFormat(`Expected ${path} to be a model in TensorFlow.js layers format, got ${got}.`);
  }
  return json;
}

function readMetadata(json: Record<string, unknown>, path: string): Record<string, unknown> {
  const metadata = json.userDefinedMetadata;
  if (!isRecord(metadata) || metadata.format !== MODEL_FORMAT) {
    const got = isRecord(metadata) ? describeValue(metadata.format) : 'none';
    throw wrongFormat(
      `Expected \`userDefinedMetadata.format\` in ${path} to be "${MODEL_FORMAT}", got ${got}.`,
    );
  }
  const version = metadata.formatVersion;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw wrongFormat(`Expected a format version from 1 on in ${path}, got ${describeValue(version)}.`);
  }
  if (version !== MODEL_FORMAT_VERSION) throw otherVersion(version, path);
  return metadata;
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
  if (!isRecord(group) || !Array.isArray(group.weights) || !Array.isArray(group.paths)) {
    throw wrongFormat(`Expected one group of weights in the manifest of ${path}, got another shape.`);
  }
  if (group.paths.length !== 1 || group.paths[0] !== WEIGHTS_FILE) {
    throw wrongFormat(
      `Expected the weights of ${path} in ${WEIGHTS_FILE}, got ${describeValue(group.paths)}.`,
    );
  }
  const expected = weightEntries(config);
  const got = (group.weights as unknown[]).map((entry) => showWeight(entry));
  for (let i = 0; i < Math.max(expected.length, got.length); i++) {
    const wanted = expected[i] === undefined ? 'no further weight' : showWeight(expected[i]);
    if (wanted === got[i]) continue;
    const message = `Expected weight ${i} of ${path} to be ${wanted}, as its configuration says, got ${got[i] ?? 'none'}.`;
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

function otherVersion(version: number, path: string): LongrangeError {
  const message = `Expected ${path} to have format version ${MODEL_FORMAT_VERSION}, got version ${version}.`;
  return version > MODEL_FORMAT_VERSION
    ? checkpointError(
        'CHECKPOINT_NEWER_VERSION',
        message,
        'it was written by a later longrange; update longrange.',
      )
    : checkpointError(
        'CHECKPOINT_OLDER_VERSION',
        message,
        'it was written by an earlier longrange; train it again.',
      );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
