import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const BIT = Math.LN2;

/**
 * A server with a model of which all is known: its tokens are characters; each costs 6 bits, and a closer that closes another bracket 9. It writes `x` for ever.
 * @param tells as much of it as some servers do
 */
export async function serveEndpoint(
  tells: 'echo' | 'prompt_logprobs' | 'top' | 'text' | 'chat',
  { failing = () => false }: { readonly failing?: (request: number) => boolean } = {},
) {
  const seen: { path: string; authorization: string | undefined; body: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
      seen.push({ path: request.url!, authorization: request.headers.authorization, body });
      if (failing(seen.length)) return void reply(response, 503, { error: 'later' });
      const isChat = request.url === '/v1/chat/completions';
      if (!isChat && (tells === 'chat' || request.url !== '/v1/completions'))
        return void reply(response, 404, { error: 'not found' });
      reply(response, 200, isChat ? chat(body) : complete(body, tells));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { seen, port, model: `openai:http://127.0.0.1:${port}/v1#org/toy` };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function complete(body: Record<string, unknown>, tells: string): unknown {
  const prompt = body.prompt as string;
  if (prompt === '') throw new Error('Expected a prompt');
  const written = 'x'.repeat(body.max_tokens as number);
  const choice = { text: written, finish_reason: 'length' };
  if (tells === 'echo' && body.echo === true) {
    const tokens = Array.from(prompt + written);
    const logprobs = { tokens, token_logprobs: logsOf(prompt + written) };
    return { choices: [{ ...choice, text: prompt + written, logprobs }] };
  }
  if (tells === 'prompt_logprobs' && body.prompt_logprobs === 0) {
    const logs = logsOf(prompt);
    const entries = Array.from(prompt, (token, index) =>
      index === 0 ? null : { [token.charCodeAt(0)]: { logprob: logs[index], decoded_token: token } },
    );
    return { choices: [{ ...choice, prompt_logprobs: entries }] };
  }
  if (tells === 'top' && typeof body.logprobs === 'number') {
    const open = openBrackets(prompt).at(-1);
    const closer = Object.entries(PAIRS).find(([, opener]) => opener === open)?.[0] ?? 'x';
    // Of distant brackets not enough to know that no other closer is likelier.
    const share = prompt.length % 3 === 0 ? 0.4 : 0.6;
    return { choices: [{ ...choice, logprobs: { top_logprobs: [{ [`${closer}\n`]: Math.log(share) }] } }] };
  }
  return { choices: [{ ...choice, logprobs: null }] };
}

function chat(body: Record<string, unknown>): unknown {
  const content = `\`\`\`python\n${'y = 1\n'.repeat((body.max_tokens as number) / 8)}\n\`\`\``;
  return { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] };
}

function openBrackets(text: string): string[] {
  const open: string[] = [];
  for (const character of text) {
    if ('([{'.includes(character)) open.push(character);
    if (open.at(-1) === PAIRS[character]) open.pop();
  }
  return open;
}

function logsOf(text: string): (number | null)[] {
  return Array.from(text, (character, at) => {
    if (at === 0) return null;
    const opener = PAIRS[character];
    const isWrong = opener !== undefined && openBrackets(text.slice(0, at)).at(-1) !== opener;
    return -(isWrong ? 9 : 6) * BIT;
  });
}
