import { describeValue, isRecord, nearest } from '@longrange/errors';
import { z } from 'zod';
import type { Network } from './networks/network.ts';
import { type BuiltInOptions, networkNamed, networkNames, networks } from './networks/networks.ts';
import { setting } from './schema.ts';

/** Version of the model configuration and of the model's files. Raise it when an old reader would misread a new file. */
export const MODEL_FORMAT_VERSION = 2;

const vocabularySchema = z
  .array(z.string())
  .min(1)
  .superRefine((characters, context) => {
    const long = characters.filter((character) => character.length > 2 || [...character].length !== 1);
    if (long.length > 0) context.addIssue(`to hold single characters, got ${listed(long)}`);
    const last = new Map(characters.map((character, index) => [character, index]));
    const repeated = characters.filter((character, index) => last.get(character) !== index);
    if (repeated.length > 0)
      context.addIssue(`to hold each character once, got ${listed(repeated)} more than once`);
  });

function listed(characters: readonly string[]): string {
  const shown = [...new Set(characters)]
    .slice(0, 5)
    .map((character) => JSON.stringify(character.length > 20 ? `${character.slice(0, 20)}…` : character));
  return shown.join(', ') + (characters.length > 5 ? ', …' : '');
}

/** Options of the embedding and the output layer, which every model has. The defaults are those of the reference experiment. */
const around = z.object({
  embeddingRange: setting(
    z.number().positive(),
    0.05,
    'initial embeddings are uniform within ± this value; Keras uses 0.05, 1 learns faster',
  ),
  beginOfDocument: setting(
    z.boolean(),
    true,
    'read a symbol before the first character of a document (one more embedding, never predicted), so that training covers the empty state',
  ),
  l2: z.number().min(0).default(1e-4).describe('weight of the squared norm of the dense kernel in the loss'),
});

const identity = z.object({
  formatVersion: z.literal(MODEL_FORMAT_VERSION).default(MODEL_FORMAT_VERSION),
  vocabulary: vocabularySchema.describe('characters in the order of their ids'),
});

/** Name of a built-in network. */
export type NetworkName = keyof BuiltInOptions;

/** All choices about a model; the vocabulary comes from the corpus. A union by `network`. */
export type Hyperparameters = {
  [Name in NetworkName]: Readonly<{ network: Name } & z.output<typeof around> & BuiltInOptions[Name]>;
}[NetworkName];

/** Complete configuration of a model. A union by `network`. */
export type ModelConfig = Hyperparameters & Readonly<z.output<typeof identity>>;

type Intersection<Union> = (Union extends unknown ? (of: Union) => void : never) extends (
  of: infer All,
) => void
  ? All
  : never;

/** All choices about a model. Omitted options have their network's default; options that the network lacks are rejected. */
export type HyperparametersInput = Partial<
  z.input<typeof around> & Intersection<BuiltInOptions[NetworkName]>
> & {
  /** The default is `lstm`. */
  readonly network?: NetworkName | undefined;
};

/** Configuration of a model; options with a default may be omitted. */
export type ModelConfigInput = HyperparametersInput & z.input<typeof identity>;

/** Settings of a network that training may choose, by name, with ranges, defaults and meanings. */
export function networkSettings(network: Network): z.ZodRawShape {
  return {
    network: z.enum(networkNames()).default('lstm').describe('kind of network'),
    ...network.options.shape,
    ...around.shape,
  };
}

/** Schema of all choices about a model. */
export const hyperparametersSchema = byNetwork<Hyperparameters, HyperparametersInput>({});

/** Schema of a whole model configuration. */
export const modelConfigSchema = byNetwork<ModelConfig, ModelConfigInput>(identity.shape);

/** Keys of a model configuration with that network. */
export function modelSettings(network: Network): z.ZodRawShape {
  return { ...identity.shape, ...networkSettings(network) };
}

/** Schema that parses `shape` together with the settings of the network that the input names. */
function byNetwork<Output, Input>(shape: z.ZodRawShape): z.ZodType<Output, Input> {
  // Schemas are slow to make. The name is checked beforehand, so that a schema does not depend on the other registered networks.
  const schemas = new WeakMap<Network, z.ZodType>();
  const schemaOf = (network: Network): z.ZodType => {
    const name = z.literal(network.name);
    const own =
      schemas.get(network) ?? z.strictObject({ ...shape, ...networkSettings(network), network: name });
    schemas.set(network, own);
    return own;
  };
  const schema = z.unknown().transform((input, context) => {
    if (!isRecord(input)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input });
      return z.NEVER;
    }
    const { network: name = 'lstm', ...options } = input;
    if (networkNamed(name) === undefined) {
      const names = networkNames().map((known) => JSON.stringify(known));
      const meant = typeof name === 'string' ? nearest(name, networkNames()) : undefined;
      const message = `to be ${names.join(' or ')}, got ${describeValue(name)}${meant === undefined ? '' : ` (did you mean ${JSON.stringify(meant)}?)`}`;
      context.issues.push({ code: 'custom', path: ['network'], message, input: name });
    }
    const network = networkNamed(name) ?? networkNamed('lstm')!;
    for (const key of Object.keys(options)) {
      const owners = key in network.options.shape ? [] : networks().filter((one) => key in one.options.shape);
      if (owners.length === 0) continue;
      const names = owners.map((one) => one.name).join(', ');
      const message = `to be left out with the network ${network.name}, got ${describeValue(options[key])}; networks that have it: ${names}`;
      context.issues.push({ code: 'custom', path: [key], message, input: input });
      delete options[key];
    }
    const parsed = schemaOf(network).safeParse({ network: network.name, ...options });
    // Constraints between options are in the network's own schema.
    const together = parsed.success ? network.options.safeParse(parsed.data) : parsed;
    for (const issue of together.error?.issues ?? []) context.issues.push(issue as z.core.$ZodRawIssue);
    if (parsed.success && context.issues.length === 0) return parsed.data;
    return z.NEVER;
  });
  return schema as unknown as z.ZodType<Output, Input>;
}
