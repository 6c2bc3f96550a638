import type { Language } from '@longrange/code';
import type { TextWriter, WritingOptions } from '../../models/language-model.ts';
import type { Prompt } from './choose-prompts.ts';
import { type Completion, judgeCompletion } from './judge-completion.ts';

/** Outcomes of a prompt's opener, one for each continuation. */
export interface CompletedPrompt {
  readonly prompt: Prompt;
  readonly completions: readonly Completion[];
}

export interface CompletingOptions extends Omit<WritingOptions, 'isDone'> {
  /** Number of continuations of each prompt. */
  readonly continuations: number;
  readonly language: Language;
}

/** Continues every prompt until the outcome of its opener is decided, or `length` characters are written. */
export async function completePrompts(
  writer: TextWriter,
  prompts: readonly Prompt[],
  { continuations, language, ...options }: CompletingOptions,
): Promise<CompletedPrompt[]> {
  const judge = (prompt: Prompt, written: string): Completion =>
    judgeCompletion(prompt.opener, prompt.text, written, language);
  const repeated = prompts.flatMap((prompt) => Array<Prompt>(continuations).fill(prompt));
  const written = await writer.complete(
    repeated.map(({ text }) => text),
    { ...options, isDone: (index, text) => judge(repeated[index]!, text).outcome !== 'open' },
  );
  return prompts.map((prompt, index) => {
    const own = written.slice(index * continuations, (index + 1) * continuations);
    return { prompt, completions: own.map((text) => judge(prompt, text.slice(0, options.length))) };
  });
}

/** Judges the code's own continuation within `length` characters: the best possible result. */
export function completeAsWritten(
  prompts: readonly Prompt[],
  { language, length }: Pick<CompletingOptions, 'language' | 'length'>,
): CompletedPrompt[] {
  return prompts.map((prompt) => ({
    prompt,
    completions: [judgeCompletion(prompt.opener, prompt.text, prompt.rest.slice(0, length), language)],
  }));
}
