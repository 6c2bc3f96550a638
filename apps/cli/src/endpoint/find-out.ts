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

const PROMPT = `${examplePrompt}area(width, height`;

/**
 * Asks until it is known what the server tells: once where it echoes.
 * @throws LongrangeError what the client throws
 */
export async function findOut(client: EndpointClient, model: string): Promise<Tells> {
  const readers = {
    echo: (answer: unknown) => readEcho(PROMPT, answer),
    prompt_logprobs: (answer: unknown) => readPromptLogs(PROMPT, answer),
    top: readTop,
  };
  for (const tells of ['echo', 'prompt_logprobs', 'top'] as const) {
    const body = { model, prompt: PROMPT, ...askingFor[tells] };
    const { status, text } = await client.reply('/completions', body);
    if ([401, 403].includes(status)) break;
    if ([404, 405, 501].includes(status)) return chat(client, model);
    if (status < 300 && isReadable(readers[tells], JSON.parse(text))) return tells;
  }
  await client.post('/completions', { model, prompt: PROMPT, ...askingFor.text });
  return 'text';
}

/** Whether there is a chat at least. */
async function chat(client: EndpointClient, model: string): Promise<Tells> {
  const messages = [{ role: 'user', content: 'Reply with the word yes.' }];
  await client.post('/chat/completions', { model, messages, max_tokens: 16 });
  return 'chat';
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
