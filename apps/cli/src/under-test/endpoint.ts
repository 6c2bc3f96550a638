import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Forecast } from '@longrange/eval/evaluation';
import { type EndpointAddress, keyFor, readAddress } from '../endpoint/address.ts';
import { EndpointClient } from '../endpoint/client.ts';
import { BEGIN, EMPTY_PROMPT, EndpointModel } from '../endpoint/endpoint-model.ts';
import { type Endpoint, findOut, type Tells, TOP } from '../endpoint/find-out.ts';
import { requireSameModel } from '../endpoint/same-model.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openAnswers } from './answers.ts';
import type { ModelUnderTest, OpenOptions, TokenLimits } from './under-test.ts';

/** Characters of a document that are read: a context of 8,192 tokens holds them, and what is written after them. */
export const DOCUMENT_CHARACTERS = 8000;

/**
 * Asks a server what it tells, and opens the model behind it. Each answer is kept in a file.
 * @param words `openai:URL#NAME`, which was checked
 * @throws LongrangeError `ENDPOINT_…`
 */
export async function openEndpoint(
  words: string,
  options: Pick<OpenOptions, 'runs' | 'maxRequests'>,
  reporter: Reporter,
): Promise<ModelUnderTest & { readonly limits: TokenLimits }> {
  const { runs, maxRequests } = options;
  const address = readAddress(words) as EndpointAddress;
  const { base, model: name } = address;
  const fileName = `${name.replace(/[^\w.-]+/g, '-').slice(0, 60)}`;
  const id = createHash('sha256').update(`${base}#${name}`).digest('hex').slice(0, 12);
  const file = join(runs, 'files', 'answers', `${fileName}-${id}.answers`);
  const answers = openAnswers(file);
  const client = new EndpointClient({
    ...{ base, key: keyFor(address, process.env), maxRequests, journal: answers },
  });
  const endpoint = await findOut(client, name);
  requireSameModel(endpoint, { answers, file, address });
  const { tells } = endpoint;
  reporter.fact('endpoint', `${base}, ${name}: it tells ${tellsInWords[tells]}`);
  if (answers.size > 0)
    reporter.fact('kept', `${formatCount(answers.size)} answers, which are not asked for again`);
  const model = new EndpointModel(client, name, endpoint);
  const prompt = tells === 'chat' ? BEGIN : EMPTY_PROMPT;
  const leftOut = (): string[] => [...leftOutOf(tells, model.decided), ...cutBy(endpoint)];
  return {
    training: null,
    outputPrefix: join(runs, 'files', 'eval', fileName),
    limits: { readable: DOCUMENT_CHARACTERS },
    provenance: { engine: 'endpoint', engineReason: `the model is behind ${base}`, threads: null },
    prompt,
    ask: () => ({
      model,
      onForecast: (forecast) => reportForecast(forecast, model, options, reporter),
      record: () => ({
        ...{ run: name, checkpoint: words, leftOut: leftOut() },
        description: `${name} at ${base}, which tells ${tellsInWords[tells]}; its samples begin after ${JSON.stringify(prompt)}`,
      }),
      report() {
        reporter.fact('requests', formatCount(client.requests));
        reporter.fact('left out', leftOut());
      },
    }),
    close: () => undefined,
  };
}

/** How many requests there will be, before they are sent. */
function reportForecast(
  { texts, questions, prompts }: Forecast,
  { choices }: Pick<EndpointModel, 'choices'>,
  { maxRequests }: { readonly maxRequests?: number | undefined },
  reporter: Reporter,
): void {
  const asked = choices?.between === 'texts' ? 2 * questions : questions;
  const total = texts + asked + prompts;
  const limit =
    maxRequests === undefined || maxRequests >= total
      ? []
      : [`more than --max-requests ${formatCount(maxRequests)}: it ends there, and the same command goes on`];
  reporter.fact('forecast', [
    `about ${formatCount(total)} requests, less those that are kept: ${formatCount(texts)} for bits per character, ${formatCount(asked)} for swaps, ${formatCount(prompts)} to write on, more where a text takes several`,
    ...limit,
  ]);
}

const tellsInWords: Readonly<Record<Tells, string>> = {
  echo: 'how likely the tokens of a text are (`echo` with `logprobs`)',
  prompt_logprobs: 'how likely the tokens of a text are (`prompt_logprobs`)',
  top: `the ${TOP} likeliest next tokens and no others`,
  text: 'nothing but what the model writes',
  chat: 'nothing but what the model writes in a conversation',
};

/** What is not measured, and what is measured only in part. */
function leftOutOf(tells: Tells, { yes, no }: EndpointModel['decided']): string[] {
  const silent = 'Metrics 9 to 14 are left out: the server tells nothing but what the model writes.';
  const distributions =
    'Metrics 10 and 12 to 14, stretched swaps and swaps in writing are left out: they need the distribution of the next character.';
  if (tells === 'text') return [silent];
  if (tells === 'chat')
    return [
      silent,
      'The model was told to continue code; a conversation does not go on where a prompt ends.',
    ];
  if (tells === 'top')
    return [
      'Bits per character (metric 9) are left out: the server does not tell of texts that it is given.',
      distributions,
      `Of ${formatCount(yes + no)} questions for the likelier bracket, the ${TOP} likeliest tokens left ${formatCount(no)} undecided, which count as wrong: shares and range are lower bounds.`,
    ];
  return [
    'Bits per character (metric 9) are an upper bound: of the ways to cut a text into tokens the tokeniser’s alone counts. In swaps, too, each text counts as the tokeniser cuts it.',
    distributions,
  ];
}

function cutBy({ draws }: Endpoint): string[] {
  if (draws === 'whole') return [];
  return [
    'The server refuses `top_k` and `min_p`: what the model writes may come from its likeliest tokens alone.',
  ];
}
