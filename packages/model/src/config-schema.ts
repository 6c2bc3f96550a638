import { describeValue } from '@longrange/errors';
import { z } from 'zod';
import type { Network } from './networks/network.ts';
import { type BuiltInOptions, networkNamed, networkNames, networks } from './networks/networks.ts';

/** Version of the model configuration and of the model's files. Raise it when an old reader would misread a new file. */
export const MODEL_FORMAT_VERSION = 2;

const vocabularySchema = z
  .array(z.string())
  .min(1)
  .superRefine((characters, context) => {
    const long = characters.filter((character) => character.length > 2 || [...character].length !== 1);
    if (long.length > 0) {
      context.addIssue(`to hold single characters, got ${listed(long)}`);
    }
    const last = new Map(characters.map((character, index) => [character, index]));
    const repeated = characters.filter((character, index) => last.get(character) !== index);
    if (repeated.length > 0) {
      context.addIssue(`to hold each character once, got ${listed(repeated)} more than once`);
    }
  });

function listed(characters: readonly string[]): string {
  const shown = [...new Set(characters)]
    .slice(0, 5)
    .map((character) => JSON.stringify(character.length > 20 ? `${character.slice(0, 20)}…` : character));
  return shown.join(', ') + (characters.length > 5 ? ', …' : '');
}

/** What every model has beside its network: embedding and output layer. The defaults are those of the reference experiment. */
const around = z.object({
  embeddingRange: z
    .number()
    .positive()
    .default(0.05)
    .describe('embeddings are initialised uniformly in ± this; Keras uses 0.05, 1 learns faster'),
  beginOfDocument: z
    .boolean()
    .default(true)
    .describe(
      'whether the model reads a symbol before the first character of a document (one more embedding, never predicted), so that training knows the empty state',
    ),
  l2: z.number().min(0).default(1e-4).describe('weight in the loss of the squared norm of the dense kernel'),
});

const identity = z.object({
  formatVersion: z.literal(MODEL_FORMAT_VERSION).default(MODEL_FORMAT_VERSION),
  vocabulary: vocabularySchema.describe('the characters, in the order of their ids'),
});

/** The name of a built-in network. */
export type NetworkName = keyof BuiltInOptions;

/** What can be chosen about a model; its vocabulary comes from the corpus. A union by `network`. */
export type Hyperparameters = {
  [Name in NetworkName]: Readonly<{ network: Name } & z.output<typeof around> & BuiltInOptions[Name]>;
}[NetworkName];

/** A model's configuration, complete. A union by `network`. */
export type ModelConfig = Hyperparameters & Readonly<z.output<typeof identity>>;

type Intersection<Union> = (Union extends unknown ? (of: Union) => void : never) extends (
  of: infer All,
) => void
  ? All
  : never;

/** What can be chosen about a model; whatever is left out has its network's default. An option that the network does not have is refused. */
export type HyperparametersInput = Partial<
  z.input<typeof around> & Intersection<BuiltInOptions[NetworkName]>
> & {
  /** `lstm` if left out. */
  readonly network?: NetworkName | undefined;
  /** What `network` was called when there were three: means the same. */
  readonly cell?: 'lstm' | 'gru' | 'rnn' | undefined;
};

/** A model's configuration; whatever has a default may be left out. */
export type ModelConfigInput = HyperparametersInput & z.input<typeof identity>;

/** The settings of a network that training may choose, by their names, with ranges, defaults and meanings. */
export function networkSettings(network: Network): z.ZodRawShape {
  return {
    network: z.enum(networkNames()).default('lstm').describe('the kind of network'),
    ...network.options.shape,
    ...around.shape,
  };
}

/** A schema of what can be chosen about a model. */
export const hyperparametersSchema = byNetwork<Hyperparameters, HyperparametersInput>((network) =>
  z.strictObject(networkSettings(network)),
);

/** A schema of a whole model configuration. */
export const modelConfigSchema = byNetwork<ModelConfig, ModelConfigInput>((network) =>
  z.strictObject(modelSettings(network)),
);

/** The keys of a model configuration with that network. */
export function modelSettings(network: Network): z.ZodRawShape {
  return { ...identity.shape, ...networkSettings(network) };
}

/** `cell`, as `network` was called, under its new name. */
export function withNetwork(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!('cell' in input) || 'network' in input) return input;
  const { cell, ...others } = input;
  return { network: cell, ...others };
}

/** Parses by the schema of the network that the input names. */
function byNetwork<Output, Input>(makeSchema: (network: Network) => z.ZodType): z.ZodType<Output, Input> {
  const schemaOf = oncePerNetwork(makeSchema);
  const schema = z.unknown().transform((input, context) => {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      context.issues.push({ code: 'invalid_type', expected: 'object', input });
      return z.NEVER;
    }
    const { network: name = 'lstm', ...options } = withNetwork({ ...input }) as Record<string, unknown>;
    if (networkNamed(name) === undefined) {
      const names = networkNames().map((known) => JSON.stringify(known));
      const message = `to be ${names.join(' or ')}, got ${describeValue(name)}`;
      context.issues.push({ code: 'custom', path: ['network'], message, input: name });
    }
    const network = networkNamed(name) ?? networkNamed('lstm')!;
    const foreign = foreignOptions(network, Object.keys(options));
    for (const [key, owner] of foreign) {
      const message = `to be left out with the network ${network.name}, got one: it is an option of ${owner}`;
      context.issues.push({ code: 'custom', path: [key], message, input: input });
      delete options[key];
    }
    const parsed = schemaOf(network).safeParse({ network: network.name, ...options });
    // What options must be together, its own schema says.
    const together = parsed.success ? network.options.safeParse(parsed.data) : parsed;
    for (const issue of together.error?.issues ?? []) context.issues.push(issue as z.core.$ZodRawIssue);
    if (parsed.success && context.issues.length === 0) return parsed.data;
    return z.NEVER;
  });
  return schema as unknown as z.ZodType<Output, Input>;
}

/** Schemas are slow to make. What they say of a network's name depends on which networks there are. */
function oncePerNetwork<T>(make: (network: Network) => T): (network: Network) => T {
  const made = new Map<Network, T>();
  let names = 0;
  return (network) => {
    if (names !== networkNames().length) made.clear();
    names = networkNames().length;
    const one = made.get(network) ?? make(network);
    made.set(network, one);
    return one;
  };
}

/** Of the keys those that another network has, with its name. */
function foreignOptions(network: Network, keys: readonly string[]): [key: string, owner: string][] {
  return keys
    .filter((key) => !(key in network.options.shape))
    .flatMap((key): [string, string][] => {
      const owner = networks().find(({ options }) => key in options.shape);
      return owner === undefined ? [] : [[key, owner.name]];
    });
}
