import { LongrangeError } from '@longrange/errors';
import { examplePrompt } from '../language.ts';
import { readEcho, readPromptLogs, readTop } from './answers.ts';
import type { EndpointClient } from './client.ts';

/**
 * What a server tells: of a text that it is given the log-probabilities of all tokens, by `echo` with `logprobs` (as OpenAI once did; vLLM, llama-cpp-python) or by vLLM's
 * `prompt_logprobs`; of the next token the likeliest ones (`top`); nothing but what the model writes (`text`); or that in a conversation alone (`chat`).
 */
export type Tells = 'echo' | 'prompt_logprobs' | 'top' | 'text' | 'chat';

/** The likeliest next tokens that are asked for: no server gives fewer. */
export const TOP = 5;

/** What is asked of a server that tells so much. */
export const askingFor: Readonly<Record<Exclude<Tells, 'chat'>, object>> = {
  echo: { max_tokens: 1, temperature: 0, echo: true, logprobs: 1 },
  prompt_logprobs: { max_tokens: 1, temperature: 0, prompt_logprobs: 0 },
  top: { max_tokens: 1, temperature: 0, logprobs: TOP },
  text: { max_tokens: 1, temperature: 0 },
};

/**
 * How texts are to be drawn: from the whole distribution, which servers cut by default: llama.cpp to 40 tokens and 95 %, vLLM as the model's files say. OpenAI's own knows `top_p` alone, and
 * refuses the others.
 */
export const drawing = { whole: { top_p: 1, top_k: -1, min_p: 0 }, nucleus: { top_p: 1 } };

/** What is known of a server. */
export interface Endpoint {
  readonly tells: Tells;
  readonly draws: keyof typeof drawing;
}

const PROMPT = `${examplePrompt}area(width, height`;

/**
 * Asks until it is known what the server tells and how it draws: twice where it echoes.
 * @throws LongrangeError what the client throws
 */
export async function findOut(client: EndpointClient, model: string): Promise<Endpoint> {
  const tells = await findTells(client, model);
  if (tells !== 'chat') {
    const body = { model, prompt: PROMPT, ...askingFor.text };
    return { tells, draws: await findDrawing(client, '/completions', body) };
  }
  const messages = [{ role: 'user', content: 'Reply with the word yes.' }];
  const body = { model, messages, max_tokens: 16 };
  return { tells, draws: await findDrawing(client, '/chat/completions', body) };
}

async function findTells(client: EndpointClient, model: string): Promise<Tells> {
  const readers = {
    echo: (answer: unknown) => readEcho(PROMPT, answer),
    prompt_logprobs: (answer: unknown) => readPromptLogs(PROMPT, answer),
    top: expectTop,
  };
  for (const tells of ['echo', 'prompt_logprobs', 'top'] as const) {
    const body = { model, prompt: PROMPT, ...askingFor[tells] };
    const { status, text } = await client.reply('/completions', body);
    if ([401, 403].includes(status)) break;
    if ([404, 405, 501].includes(status)) return 'chat';
    if (status < 300 && isReadable(readers[tells], JSON.parse(text))) return tells;
  }
  return 'text';
}

/** Whether the server answers, and takes all of it. */
async function findDrawing(client: EndpointClient, path: string, body: object): Promise<Endpoint['draws']> {
  const { status } = await client.reply(path, { ...body, ...drawing.whole });
  if (status < 300) return 'whole';
  await client.post(path, { ...body, ...drawing.nucleus });
  return 'nucleus';
}

/** After a prompt that a whole character follows. */
function expectTop(answer: unknown): void {
  if (readTop(answer).length === 0)
    throw new LongrangeError({
      code: 'ENDPOINT_ANSWER',
      message: 'Expected the likeliest tokens, got none.',
    });
}

function isReadable(read: (answer: unknown) => unknown, answer: unknown): boolean {
  try {
    read(answer);
    return true;
  } catch (error) {
    if (error instanceof LongrangeError) return false;
    throw error;
  }
}
