import type { Language } from '@longrange/code';
import type { MeasuredModel, Question, TextLog } from '@longrange/eval/internal/node';
import { defaultLanguage } from '../language.ts';
import {
  likeliestSchema,
  readEcho,
  readMessage,
  readPromptLogs,
  readTop,
  readWritten,
  textLogSchema,
  type Written,
  writtenSchema,
} from './answers.ts';
import type { EndpointClient } from './client.ts';
import { askingFor, drawing, type Endpoint, type Tells } from './find-out.ts';

/** Sent in place of an empty prompt, which servers refuse or interpret differently. */
export const EMPTY_PROMPT = '\n';

/** Instruction to a chat model. */
const INSTRUCTION =
  'You continue source code. Reply with the code that comes next and with nothing else: no explanation, no repetition of what is given.';
/** Instruction if there is nothing to continue. */
export function beginIn({ name }: Pick<Language, 'name'>): string {
  return `Write a source file in ${name}.`;
}

type OnShare = (share: number) => void;

/** A model behind an endpoint. Its abilities depend on what the server reports. */
export class EndpointModel implements MeasuredModel {
  readonly name: string;
  readonly scoreTexts?: NonNullable<MeasuredModel['scoreTexts']>;
  readonly choices?: NonNullable<MeasuredModel['choices']>;
  /** Number of two-way choices between characters that the likeliest tokens decided (`yes`) and left undecided (`no`). */
  readonly decided = { yes: 0, no: 0 };
  readonly #client: EndpointClient;
  readonly #tells: Tells;
  readonly #drawing: object;
  readonly #language: Pick<Language, 'name'>;

  /** @param language of the code that it is asked to write */
  constructor(
    client: EndpointClient,
    name: string,
    { tells, draws }: Endpoint,
    language: Pick<Language, 'name'> = defaultLanguage,
  ) {
    this.name = name;
    this.#language = language;
    this.#client = client;
    this.#tells = tells;
    this.#drawing = drawing[draws];
    if (tells === 'echo' || tells === 'prompt_logprobs') {
      this.scoreTexts = (texts, { onShare }) => all(texts, onShare, (text) => this.#log(text, tells));
      const choose = (question: Question) => this.#chooseText(question, tells);
      this.choices = { between: 'texts', choose: (questions, onShare) => all(questions, onShare, choose) };
    }
    if (tells === 'top') {
      const choose = (question: Question) => this.#chooseCharacter(question);
      this.choices = {
        between: 'characters',
        undecided: () => this.decided.no,
        choose: (questions, onShare) => all(questions, onShare, choose),
      };
    }
  }

  /** Sends requests until each text is long enough, or the model has ended it. */
  complete(
    prompts: readonly string[],
    { length, temperature, seed, isDone, onShare }: Parameters<MeasuredModel['complete']>[1],
  ): Promise<string[]> {
    return all(prompts, onShare, async (prompt, index) => {
      let written = '';
      for (let part = 0; written.length < length && isDone?.(index, written) !== true; part++) {
        const left = length - written.length;
        const own = {
          temperature,
          ...this.#drawing,
          seed: seedOf(seed, index, part),
          max_tokens: Math.min(1024, left),
        };
        if (this.#tells === 'chat') return (await this.#say(prompt, own)).text.slice(0, length);
        // A token of code has at least two characters on average; a further request asks for what is missing.
        const { text, isEnd } = await this.#client.answer(
          '/completions',
          {
            model: this.name,
            prompt: prompt + written || EMPTY_PROMPT,
            ...own,
            max_tokens: Math.max(8, Math.ceil(own.max_tokens / 2)),
          },
          readWritten,
          writtenSchema,
        );
        // An incomplete character at the end is written again.
        const whole = isEnd ? text : text.replace(/\uFFFD+$/, '') || text;
        written += whole;
        if (isEnd || whole === '') break;
      }
      return written.slice(0, length);
    });
  }

  #log(text: string, tells: 'echo' | 'prompt_logprobs'): Promise<TextLog> {
    const read = tells === 'echo' ? readEcho : readPromptLogs;
    const body = { model: this.name, prompt: text, ...askingFor[tells] };
    return this.#client.answer('/completions', body, (answer) => read(text, answer), textLogSchema(text));
  }

  async #chooseText(
    { text, at, alternatives }: Question,
    tells: 'echo' | 'prompt_logprobs',
  ): Promise<number[]> {
    const logs = alternatives.map((one) => this.#log(text.slice(0, at) + one, tells));
    return (await Promise.all(logs)).map(({ log }) => log);
  }

  /**
   * Chooses the next of two characters if the listed tokens decide it: any token that is not listed may begin with the other one. The winner gets ln
   * p = 0 and the other −∞, as the odds are not known; both get NaN if undecided.
   */
  async #chooseCharacter({ text, at, alternatives }: Question): Promise<number[]> {
    const body = { model: this.name, prompt: text.slice(0, at), ...askingFor.top };
    const top = await this.#client.answer('/completions', body, readTop, likeliestSchema);
    const rest = Math.max(0, 1 - top.reduce((sum, [, log]) => sum + Math.exp(log), 0));
    const shares = alternatives.map((one) =>
      top.reduce((sum, [token, log]) => (token.startsWith(one) ? sum + Math.exp(log) : sum), 0),
    );
    const best = shares.findIndex((share, place) =>
      shares.every((other, index) => index === place || share > other + rest),
    );
    this.decided[best < 0 ? 'no' : 'yes']++;
    return alternatives.map((_, place) =>
      best < 0 ? Number.NaN : place === best ? 0 : Number.NEGATIVE_INFINITY,
    );
  }

  async #say(prompt: string, own: object): Promise<Written> {
    const messages =
      prompt === ''
        ? [{ role: 'user', content: `${beginIn(this.#language)} Reply with the code and with nothing else.` }]
        : [
            { role: 'system', content: INSTRUCTION },
            { role: 'user', content: prompt },
          ];
    const { text, isEnd } = await this.#client.answer(
      '/chat/completions',
      { model: this.name, messages, ...own },
      readMessage,
      writtenSchema,
    );
    return { text: withoutFence(text), isEnd };
  }
}

async function all<Part, Result>(
  parts: readonly Part[],
  onShare: OnShare | undefined,
  work: (part: Part, index: number) => Promise<Result>,
): Promise<Result[]> {
  let done = 0;
  return Promise.all(
    parts.map(async (part, index) => {
      const result = await work(part, index);
      onShare?.(++done / parts.length);
      return result;
    }),
  );
}

/** Returns the seed of one request, from the prompt's index and the part to write. */
function seedOf(seed: number, index: number, part: number): number {
  return (Math.imul(seed + 1, 0x9e3779b1) + Math.imul(index, 0x85ebca6b) + part) >>> 1;
}

/** Returns the code between triple backticks, as chat models write it; the whole text without them. */
function withoutFence(text: string): string {
  const [, code] = /^\s*```[^\n]*\n(.*?)(?:\n```|$)/s.exec(text) ?? [];
  return code ?? text;
}
