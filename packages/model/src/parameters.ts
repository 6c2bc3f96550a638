import { checkArgument } from '@longrange/errors';
import type { ModelConfig } from './config-schema.ts';
import { glorotUniform, sizeOf, uniformWithin, zeros } from './initializers.ts';
import type { ParameterSpecification } from './networks/network.ts';
import { networkOf } from './networks/networks.ts';

/** Number of embeddings of a model: those of its vocabulary and, last, the symbol for the beginning of a document. */
export function embeddedCharacters({
  vocabulary,
  beginOfDocument,
}: Pick<ModelConfig, 'vocabulary' | 'beginOfDocument'>): number {
  return vocabulary.length + (beginOfDocument ? 1 : 0);
}

/** Specification of every parameter of a model in the order of its file, with Keras' names and order if Keras has such layers. */
export function parameterSpecifications(config: ModelConfig): readonly ParameterSpecification[] {
  const network = networkOf(config);
  const { embeddingSize: E, vocabulary } = config;
  const V = vocabulary.length;
  return [
    {
      name: 'embedding/embeddings',
      shape: [embeddedCharacters(config), E],
      initializer: uniformWithin(config.embeddingRange),
    },
    ...network.parameters(config),
    { name: 'dense/kernel', shape: [network.outputSize(config), V], initializer: glorotUniform },
    { name: 'dense/bias', shape: [V], initializer: zeros },
  ];
}

/** @throws LongrangeError ARGUMENT_INVALID for a parameter whose values are missing or of the wrong number */
export function valuesOf(
  values: ReadonlyMap<string, Float32Array>,
  { name, shape }: ParameterSpecification,
): Float32Array {
  checkArgument(values instanceof Map, 'values', 'a Map of Float32Arrays by name', values);
  const given = values.get(name);
  const isRight = given instanceof Float32Array && given.length === sizeOf(shape);
  checkArgument(isRight, `values.get('${name}')`, `a Float32Array of ${sizeOf(shape)} numbers`, given);
  return given!;
}
