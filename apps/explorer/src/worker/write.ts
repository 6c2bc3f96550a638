import type { DelimiterRecord, Language } from '@longrange/code';
import type { CharacterModel } from '@longrange/model';
import { sampleStream } from '@longrange/sampler';

/** Settings that the user chooses. */
export interface WritingOptions {
  readonly prompt: string;
  /** Number of characters after the prompt. */
  readonly length: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
}

/** A text that is being written, with its prompt. */
export interface Written {
  readonly text: string;
  /** Number of characters after the prompt. */
  readonly length: number;
  /** All brackets, with their outcomes so far. */
  readonly brackets: readonly DelimiterRecord[];
}

/** Time spent writing between two updates of the page. */
const PIECE_MS = 15;

/** Continues a prompt; yields what has been written so far. */
export async function* write(
  model: CharacterModel,
  language: Language,
  options: WritingOptions,
): AsyncGenerator<Written, void, undefined> {
  let [text, since] = [options.prompt, performance.now()];
  const written = (): Written => ({
    text,
    length: text.length - options.prompt.length,
    brackets: language.analyze(text, { cut: true }).delimiters,
  });
  for await (const character of sampleStream(model, options)) {
    text += character;
    if (performance.now() - since < PIECE_MS) continue;
    yield written();
    since = performance.now();
  }
  yield written();
}
