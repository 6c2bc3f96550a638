import { LongrangeError } from '@longrange/errors';

/** Encodes prompts with a model's vocabulary. */
export class PromptEncoder {
  private readonly ids: ReadonlyMap<string, number>;

  constructor(vocabulary: readonly string[]) {
    this.ids = new Map(vocabulary.map((character, id) => [character, id]));
  }

  /**
   * The ids of a prompt's characters. An empty prompt is a newline: the model writes each character after another, and a
   * newline is what stands before a document's first character in training.
   *
   * @throws LongrangeError SAMPLE_PROMPT, naming the characters that the model does not know
   */
  encode(prompt: string): Int32Array {
    const characters = [...(prompt === '' ? '\n' : prompt)];
    const unknown = new Set(characters.filter((character) => !this.ids.has(character)));
    if (unknown.size > 0) throw this.unknownCharacters(prompt, [...unknown]);
    return Int32Array.from(characters, (character) => this.ids.get(character)!);
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
