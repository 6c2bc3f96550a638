import type { Language } from '@longrange/code';
import { indentWidth } from '@longrange/code/internal';
import type { TextWriter, WritingOptions } from '../../models/language-model.ts';
import type { Opener, Prompt } from './choose-prompts.ts';

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

/**
 * Outcome of an opener that the prompt left open: closed correctly, broken, or neither yet. `after` counts the
 * characters written until that was decided.
 */
export type Completion =
  | { readonly outcome: 'closed' | 'broken'; readonly after: number }
  | { readonly outcome: 'open' };

/**
 * Judges a continuation by the language's lexer, as metrics 1 to 3 judge samples. A bracket is broken by a closer of another type, by
 * that of something further out, or by a statement that cannot occur in it; a single-line string by the end of its line; a block by a
 * dedent to the indentation of no block around it. Nothing can break a string that may span lines.
 *
 * Decisions are final: a longer continuation that begins with this one is judged the same.
 *
 * @param prompt the opener's document up to where it was cut
 */
export function judgeCompletion(
  { kind, start, statement, levels }: Opener,
  prompt: string,
  written: string,
  language: Language,
): Completion {
  const text = prompt.slice(statement) + written;
  const { delimiters, strings, lines } = language.analyze(text, { cut: true });
  const decided = (outcome: 'closed' | 'broken', end: number): Completion => ({
    outcome,
    after: statement + end - prompt.length,
  });
  const open: Completion = { outcome: 'open' };
  if (kind === 'bracket') {
    const record = delimiters.find(({ opener }) => opener === start - statement)!;
    if (record.event === 'censored') return open;
    return decided(record.event === 'matched' ? 'closed' : 'broken', record.end + 1);
  }
  if (kind === 'block' && language.layout !== undefined) {
    const { tabStop } = language.layout;
    const [first, ...others] = lines;
    const width = indentWidth(text, first!, tabStop);
    const next = others.find((line) => indentWidth(text, line, tabStop) < width);
    if (next === undefined) return open;
    const isLevel = levels.includes(text.slice(next.indentStart, next.first));
    return decided(isLevel ? 'closed' : 'broken', next.first + 1);
  }
  // If the continuation turns the quotes into those of another string, that string is judged.
  const string = strings.find((record) => record.start === start - statement)!;
  if (!string.terminated) return string.end === text.length ? open : decided('broken', string.end + 1);
  return string.isTentative ? open : decided('closed', string.end);
}
