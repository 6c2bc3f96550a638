import { LongrangeError } from '@longrange/errors';
import { defaultLanguage } from '../language.ts';
import { type FirstAnswer, readEcho, readPromptLogs, readTop } from './answers.ts';
import type { EndpointClient } from './client.ts';

/**
 * Kinds of servers, by what they report: log-probabilities of all tokens of a text, by `echo` with `logprobs` (vLLM, llama-cpp-python,
 * once OpenAI) or vLLM's `prompt_logprobs`; the likeliest next tokens (`top`); only generated text (`text`), or chat messages (`chat`).
 */
export type Tells = 'echo' | 'prompt_logprobs' | 'top' | 'text' | 'chat';

/** Number of likeliest next tokens to ask for: every server gives at least as many. */
export const TOP = 5;

/** Fields of the request to each kind of server. */
export const askingFor: Readonly<Record<Exclude<Tells, 'chat'>, object>> = {
  echo: { max_tokens: 1, temperature: 0, echo: true, logprobs: 1 },
  prompt_logprobs: { max_tokens: 1, temperature: 0, prompt_logprobs: 0 },
  top: { max_tokens: 1, temperature: 0, logprobs: TOP },
  text: { max_tokens: 1, temperature: 0 },
};

/**
 * Fields that request samples from the whole distribution, which servers truncate by default: llama.cpp to 40 tokens and 95 %, vLLM as the model's
 * files say. OpenAI's own server knows only `top_p` and refuses the others.
 */
export const drawing = { whole: { top_p: 1, top_k: -1, min_p: 0 }, nucleus: { top_p: 1 } };

/** Capabilities of a server. */
export interface Endpoint {
  /** Its answer about the first text, which identifies its model later; null if it reports only what the model writes. */
  readonly first: FirstAnswer | null;
  readonly tells: Tells;
  readonly draws: keyof typeof drawing;
}

/** Always the same, so that kept answers to it identify the model. */
const PROMPT = `${defaultLanguage.defaults.prompt}area(width, height`;

/**
 * Finds out what the server reports and how it samples, with two requests if it echoes.
 * @throws LongrangeError as the client does
 */
export async function findOut(client: EndpointClient, model: string): Promise<Endpoint> {
  const { tells, first = null } = await findTells(client, model);
  if (tells !== 'chat') {
    const body = { model, prompt: PROMPT, ...askingFor.text };
    return { tells, first, draws: await findDrawing(client, '/completions', body) };
  }
  const messages = [{ role: 'user', content: 'Reply with the word yes.' }];
  const body = { model, messages, max_tokens: 16 };
  return { tells, first, draws: await findDrawing(client, '/chat/completions', body) };
}

async function findTells(
  client: EndpointClient,
  model: string,
): Promise<Pick<Endpoint, 'tells'> & Partial<Endpoint>> {
  const readers = {
    echo: (answer: unknown) => ({ log: readEcho(PROMPT, answer).log }),
    prompt_logprobs: (answer: unknown) => ({ log: readPromptLogs(PROMPT, answer).log }),
    // A whole character follows this prompt, so there must be some.
    top: (answer: unknown) => {
      const likeliest = readTop(answer);
      return likeliest.length > 0 ? { likeliest } : undefined;
    },
  };
  for (const tells of ['echo', 'prompt_logprobs', 'top'] as const) {
    const body = { model, prompt: PROMPT, ...askingFor[tells] };
    const { status, json } = await client.reply('/completions', body);
    if ([401, 403].includes(status)) break;
    if ([404, 405, 501].includes(status)) return { tells: 'chat' };
    const first = status < 300 ? readable(readers[tells], json) : undefined;
    if (first !== undefined) return { tells, first };
  }
  return { tells: 'text' };
}

/** Returns which sampling fields the server accepts. */
async function findDrawing(client: EndpointClient, path: string, body: object): Promise<Endpoint['draws']> {
  const { status } = await client.reply(path, { ...body, ...drawing.whole });
  if (status < 300) return 'whole';
  await client.post(path, { ...body, ...drawing.nucleus });
  return 'nucleus';
}

function readable(
  read: (answer: unknown) => FirstAnswer | undefined,
  answer: unknown,
): FirstAnswer | undefined {
  try {
    return read(answer);
  } catch (error) {
    // An answer in another form is that of another kind of server; impossible probabilities are wrong in any form.
    if (error instanceof LongrangeError && error.code === 'ENDPOINT_ANSWER') return undefined;
    throw error;
  }
}
