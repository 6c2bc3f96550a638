import { checkArgument } from '@longrange/errors';
import type { ModelConfig } from '@longrange/model';

/** A model whose vocabulary is still to be named, or has tokens. */
interface Unnamed {
  readonly config: ModelConfig;
  readonly values: ReadonlyMap<string, Float32Array>;
}

/** What `StringLookup` and `TextVectorization` of Keras put before the characters: the mask, then what stands for every unknown one. */
const tokens = ['', '[UNK]'];

/** Whether an entry of a vocabulary is none of the tokens by which Keras means no character. */
export function isCharacter(entry: string): boolean {
  checkArgument(typeof entry === 'string', 'entry', 'a string', entry);
  return !tokens.includes(entry);
}

/**
 * The characters of a text with Keras' tokens before them, where the model has one or two more: `[UNK]`, or the mask and `[UNK]`. Only where
 * the model was trained as if these never came: then their bias lies below the median. A text that lacks a character is thus not taken for it,
 * since the first ids are then those of line breaks and blanks.
 */
export function withKerasTokens(
  characters: readonly string[],
  { config, values }: Unnamed,
): readonly string[] {
  const missing = config.vocabulary.length - characters.length;
  if (missing < 1 || missing > tokens.length || !characters.every(isCharacter)) return characters;
  const bias = [...values.get('dense/bias')!];
  const median = [...bias].sort((a, b) => a - b)[bias.length >> 1]!;
  const isUnused = bias.slice(0, missing).every((one) => one < median);
  return isUnused ? [...tokens.slice(-missing), ...characters] : characters;
}

/**
 * The values of a model without the tokens of its vocabulary that are no characters: without their embeddings, which are never read, and
 * without their logits. So the probabilities of the characters sum to 1: what is left is the model's distribution where it is known that
 * a character comes, as in every text.
 *
 * @param vocabulary of the whole model, tokens included
 */
export function valuesOfCharacters(
  vocabulary: readonly string[],
  { config, values }: Unnamed,
): ReadonlyMap<string, Float32Array> {
  if (vocabulary.every(isCharacter)) return values;
  // A last row, after those of the vocabulary, is the beginning of a document.
  const isKept = (id: number): boolean => vocabulary[id] === undefined || isCharacter(vocabulary[id]);
  const kept = (name: string, idOf: (index: number) => number): [string, Float32Array] => [
    name,
    values.get(name)!.filter((_, index) => isKept(idOf(index))),
  ];
  return new Map([
    ...values,
    kept('embedding/embeddings', (index) => Math.floor(index / config.embeddingSize)),
    kept('dense/kernel', (index) => index % vocabulary.length),
    kept('dense/bias', (index) => index),
  ]);
}
