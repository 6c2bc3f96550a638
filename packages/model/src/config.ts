import { LongrangeError, parseOptions, refuseOtherVersion } from '@longrange/errors';
import { MODEL_FORMAT_VERSION, type ModelConfig, modelConfigSchema, modelSettings } from './config-schema.ts';
import { sizeOf } from './initializers.ts';
import { networkNamed, networkOf } from './networks/networks.ts';
import { parameterSpecifications } from './parameters.ts';

/** Same limit as the tokenizer's: all of Big5 fits, a text of random characters does not. */
const LARGEST_VOCABULARY = 16_384;
/** Size of the float32 parameters. Node reads no larger file at once, and training takes four times as much. */
const LARGEST_GIB = 2;

/**
 * Fills in the defaults of a configuration.
 *
 * @throws LongrangeError MODEL_CONFIG with every problem, MODEL_TOO_LARGE for one that would take too much memory, MODEL_NEWER or
 * MODEL_OLDER for another format
 */
export function parseModelConfig(input: unknown): ModelConfig {
  refuseOtherVersion(input, MODEL_FORMAT_VERSION, 'MODEL', 'a model');
  const { vocabulary, network } = (input ?? {}) as { vocabulary?: unknown; network?: unknown };
  // Checked before the schema, which would report an issue for each of a million wrong characters.
  if (Array.isArray(vocabulary) && vocabulary.length > LARGEST_VOCABULARY)
    throw tooManyCharacters(vocabulary);
  const config = parseOptions(
    {
      shape: modelSettings(networkNamed(network) ?? networkNamed('lstm')!),
      safeParse: (value) => modelConfigSchema.safeParse(value),
    },
    input,
    { code: 'MODEL_CONFIG', subject: 'model configuration' },
  );
  const gib = parameterBytes(config) / 2 ** 30;
  if (gib > LARGEST_GIB) throw tooLarge(config, gib);
  return config;
}

/** Bytes of all parameters of a model. */
export function parameterBytes(config: ModelConfig): number {
  return parameterSpecifications(config).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}

function tooManyCharacters({ length }: readonly unknown[]): LongrangeError {
  return new LongrangeError({
    code: 'MODEL_CONFIG',
    message: `The model configuration is not valid: Expected \`vocabulary\` to hold at most ${LARGEST_VOCABULARY} characters, got ${length}.`,
    hint: 'a model of words or subwords is not a character model.',
    exitCode: 2,
  });
}

function tooLarge(config: ModelConfig, gib: number): LongrangeError {
  const { layers, units, embeddingSize, vocabulary } = config;
  return new LongrangeError({
    code: 'MODEL_TOO_LARGE',
    message:
      `Expected a model of at most ${LARGEST_GIB} GiB, got one of ${Math.round(gib).toLocaleString('en-US')} GiB: ` +
      `${networkOf(config).title}, ${layers} layers of ${units} units, embeddings of ${embeddingSize}, ${vocabulary.length} characters.`,
    hint: 'use fewer units or layers, or a smaller embedding.',
    exitCode: 2,
  });
}
