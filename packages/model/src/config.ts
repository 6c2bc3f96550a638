import { LongrangeError, parseOptions } from '@longrange/errors';
import { MODEL_FORMAT_VERSION, type ModelConfig, modelConfigSchema, modelSettings } from './config-schema.ts';
import { sizeOf } from './initializers/initializers.ts';
import { networkOf } from './network-of.ts';
import { networkNamed } from './networks/networks.ts';
import { parameterSpecifications } from './parameters.ts';

/** As in the tokenizer: all of Big5 fits, and a text of random characters does not. */
const LARGEST_VOCABULARY = 16_384;
/** Of the parameters, float32: Node reads no larger file at once, and training takes four times as much. */
const LARGEST_GIB = 2;

/**
 * A configuration with its defaults filled in.
 *
 * @throws LongrangeError MODEL_CONFIG with every problem, MODEL_TOO_LARGE for one that would take too much memory, MODEL_NEWER_VERSION or
 * MODEL_OLDER_VERSION for another format
 */
export function parseModelConfig(input: unknown): ModelConfig {
  refuseOtherVersion(input);
  refuseLargeVocabulary(input);
  const context = { code: 'MODEL_CONFIG', subject: 'model configuration' };
  const named = networkNamed((input as { network?: unknown } | null | undefined)?.network);
  const shape = modelSettings(named ?? networkNamed('lstm')!);
  const safeParse = (value: unknown) => modelConfigSchema.safeParse(value);
  const config = parseOptions({ shape, safeParse }, input, context);
  refuseTooLarge(config);
  return config;
}

/** Before the schema makes an issue of each of a million wrong characters. */
function refuseLargeVocabulary(input: unknown): void {
  const vocabulary = (input as { vocabulary?: unknown } | null | undefined)?.vocabulary;
  if (!Array.isArray(vocabulary) || vocabulary.length <= LARGEST_VOCABULARY) return;
  throw new LongrangeError({
    code: 'MODEL_CONFIG',
    message: `The model configuration is not valid: Expected \`vocabulary\` to hold at most ${LARGEST_VOCABULARY} characters, got ${vocabulary.length}.`,
    hint: 'a model of words or subwords is not a character model.',
    exitCode: 2,
  });
}

/** Before anything of that size is made. */
function refuseTooLarge(config: ModelConfig): void {
  const bytes = parameterSpecifications(config).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  const gib = bytes / 2 ** 30;
  if (gib <= LARGEST_GIB) return;
  const { layers, units, embeddingSize, vocabulary } = config;
  throw new LongrangeError({
    code: 'MODEL_TOO_LARGE',
    message:
      `Expected a model of at most ${LARGEST_GIB} GiB, got one of ${Math.round(gib).toLocaleString('en-US')} GiB: ` +
      `${networkOf(config).title}, ${layers} layers of ${units} units, embeddings of ${embeddingSize}, ${vocabulary.length} characters.`,
    hint: 'use fewer units or layers, or a smaller embedding.',
    exitCode: 2,
  });
}

function refuseOtherVersion(input: unknown): void {
  const version = (input as { formatVersion?: unknown } | null | undefined)?.formatVersion;
  if (typeof version !== 'number' || version === MODEL_FORMAT_VERSION) return;
  const isNewer = version > MODEL_FORMAT_VERSION;
  throw new LongrangeError({
    code: isNewer ? 'MODEL_NEWER_VERSION' : 'MODEL_OLDER_VERSION',
    message: `Expected a model of format version ${MODEL_FORMAT_VERSION}, got version ${version}.`,
    hint: isNewer
      ? 'it was written by a later longrange; update longrange.'
      : 'it was written by an earlier longrange; train it again.',
  });
}
