import { checkArgument } from '@longrange/errors';
import type { ParameterSpecification, RecurrentCell } from './cells/cell.ts';
import { cells } from './cells/cells.ts';
import type { ModelConfig } from './config-schema.ts';
import { glorotUniform, sizeOf, uniformWithin, zeros } from './initializers/initializers.ts';

/** The recurrent cell that a configuration names. */
export function cellOf(config: ModelConfig): RecurrentCell {
  return cells[config.cell];
}

/** Name of recurrent layer `index`, as Keras counts: `lstm`, `lstm_1`, … */
export function recurrentLayerName(config: ModelConfig, index: number): string {
  return numberedName(cellOf(config).layerName, index);
}

/** A layer's name as Keras counts the layers of one kind: `dropout`, `dropout_1`, … */
export function numberedName(name: string, index: number): string {
  return index === 0 ? name : `${name}_${index}`;
}

/** Characters that a model embeds: those of its vocabulary and, last, the symbol for the beginning of a document. */
export function embeddedCharacters({
  vocabulary,
  beginOfDocument,
}: Pick<ModelConfig, 'vocabulary' | 'beginOfDocument'>): number {
  return vocabulary.length + (beginOfDocument ? 1 : 0);
}

/** Every parameter of a model in the order of its file: Keras' names and order. */
export function parameterSpecifications(config: ModelConfig): readonly ParameterSpecification[] {
  checkArgument(cells[config?.cell] !== undefined, 'config', 'a model configuration', config);
  const { embeddingSize: E, units: H, vocabulary } = config;
  const V = vocabulary.length;
  const recurrent = Array.from({ length: config.layers }, (_, index) =>
    cellOf(config)
      .parameters(index === 0 ? E : H, H)
      .map((parameter) => ({
        ...parameter,
        name: `${recurrentLayerName(config, index)}/${parameter.name}`,
      })),
  );
  return [
    {
      name: 'embedding/embeddings',
      shape: [embeddedCharacters(config), E],
      initializer: uniformWithin(config.embeddingRange),
    },
    ...recurrent.flat(),
    { name: 'dense/kernel', shape: [H, V], initializer: glorotUniform },
    { name: 'dense/bias', shape: [V], initializer: zeros },
  ];
}

/** @throws LongrangeError ARGUMENT_INVALID where a parameter's values are missing, or another number of them */
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
