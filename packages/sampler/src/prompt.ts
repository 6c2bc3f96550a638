import { LongrangeError } from '@longrange/errors';
import type { CharacterModel } from '@longrange/model';

/** Encodes prompts with a model's vocabulary, from the beginning of a document. */
export class PromptEncoder {
  private readonly ids: ReadonlyMap<string, number>;
  private readonly beginOfDocument: number | null;

  constructor({ config, beginOfDocument }: Pick<CharacterModel, 'config' | 'beginOfDocument'>) {
    this.ids = new Map(config.vocabulary.map((character, id) => [character, id]));
    this.beginOfDocument = beginOfDocument;
  }

  /**
   * Ids of the beginning of a document and of a prompt's characters. For a model without a symbol for the beginning, an empty prompt is a newline: such
   * a model needs a previous character, and in its training a newline came before a document's first character.
   *
   * @throws LongrangeError SAMPLE_PROMPT, naming the characters that the model does not know
   */
  encode(prompt: string): Int32Array {
    const isEmpty = prompt === '' && this.beginOfDocument === null;
    const characters = [...(isEmpty ? '\n' : prompt)];
    const unknown = new Set(characters.filter((character) => !this.ids.has(character)));
    if (unknown.size > 0) throw this.unknownCharacters(prompt, [...unknown]);
    const ids = characters.map((character) => this.ids.get(character)!);
    return Int32Array.from(this.beginOfDocument === null ? ids : [this.beginOfDocument, ...ids]);
  }

  private unknownCharacters(prompt: string, unknown: readonly string[]): LongrangeError {
    const names = unknown.map((character) => JSON.stringify(character)).join(', ');
    const subject = prompt === '' ? 'an empty prompt, which stands for a newline' : JSON.stringify(prompt);
    return new LongrangeError({
      code: 'SAMPLE_PROMPT',
      message: `Expected a prompt of the ${this.ids.size} characters that the model knows, got ${names} in ${subject}.`,
      hint:
        prompt === ''
          ? 'give a prompt.'
          : 'leave them out, or train on a corpus whose character set includes them.',
      exitCode: 2,
    });
  }
}
