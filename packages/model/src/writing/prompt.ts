import { LongrangeError } from '@longrange/errors';
import type { CharacterNetwork } from '../character-network.ts';

/**
 * Returns a function that encodes prompts with a model's vocabulary: the ids of the beginning of a document and of a prompt's characters. For a
 * model without a symbol for the beginning, an empty prompt is a newline: such a model needs a previous character, and in its training a newline
 * came before a document's first character.
 *
 * The function throws LongrangeError SAMPLE_PROMPT, naming the characters that the model does not know.
 */
export function promptEncoder({
  config,
  beginOfDocument,
}: Pick<CharacterNetwork, 'config' | 'beginOfDocument'>): (prompt: string) => Int32Array {
  const idOf = new Map(config.vocabulary.map((character, id) => [character, id]));
  return (prompt) => {
    const characters = [...(prompt === '' && beginOfDocument === null ? '\n' : prompt)];
    const unknown = new Set(characters.filter((character) => !idOf.has(character)));
    if (unknown.size > 0) throw unknownCharacters(prompt, [...unknown], idOf.size);
    const ids = characters.map((character) => idOf.get(character)!);
    return Int32Array.from(beginOfDocument === null ? ids : [beginOfDocument, ...ids]);
  };
}

function unknownCharacters(prompt: string, unknown: readonly string[], known: number): LongrangeError {
  const names = unknown.map((character) => JSON.stringify(character)).join(', ');
  const subject = prompt === '' ? 'an empty prompt, which stands for a newline' : JSON.stringify(prompt);
  return new LongrangeError({
    code: 'SAMPLE_PROMPT',
    message: `Expected a prompt of the ${known} characters that the model knows, got ${names} in ${subject}.`,
    hint:
      prompt === ''
        ? 'give a prompt.'
        : 'leave them out, or train on a corpus whose character set includes them.',
    exitCode: 2,
  });
}
