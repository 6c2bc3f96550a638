import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { AnswerJournal, Forecast } from '@longrange/eval/internal/node';
import { type EndpointAddress, keyFor, readAddress } from '../endpoint/address.ts';
import { decodeKept, type FirstAnswer, firstSchema } from '../endpoint/answers.ts';
import { EndpointClient, questionOf } from '../endpoint/client.ts';
import { beginIn, EMPTY_PROMPT, EndpointModel } from '../endpoint/endpoint-model.ts';
import { type Endpoint, findOut, type Tells, TOP } from '../endpoint/find-out.ts';
import { defaultLanguage, resolveLanguage } from '../language.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openAnswers } from './answers.ts';
import type { OpenedModel, OpenOptions } from './opened-model.ts';

/** Characters of a document to read: they and a continuation fit into a context of 8,192 tokens. */
export const DOCUMENT_CHARACTERS = 8000;

/**
 * Finds out what a server reports, and opens the model behind it. Each answer is kept in a file.
 * @param given `openai:URL#NAME`, already checked
 * @throws LongrangeError `ENDPOINT_…`
 */
export async function openEndpoint(
  given: string,
  options: Pick<OpenOptions, 'runs' | 'maxRequests' | 'language'>,
  reporter: Reporter,
): Promise<OpenedModel> {
  const { runs, maxRequests } = options;
  const language = resolveLanguage([{ id: options.language }]) ?? defaultLanguage;
  const address = readAddress(given) as EndpointAddress;
  const { base, model: name } = address;
  const fileName = `${name.replace(/[^\w.-]+/g, '-').slice(0, 60)}`;
  const id = createHash('sha256').update(`${base}#${name}`).digest('hex').slice(0, 12);
  const file = join(runs, 'files', 'answers', `${fileName}-${id}.answers`);
  const answers = openAnswers(file);
  const key = keyFor(address, process.env);
  const client = new EndpointClient({ base, key, maxRequests, journal: answers });
  const endpoint = await findOut(client, name);
  requireSameModel(endpoint, { answers, file, address });
  const { tells } = endpoint;
  reporter.fact('endpoint', `${base}, ${name}: it reports ${tellsInWords[tells]}`);
  if (answers.size > 0)
    reporter.fact('kept', `${formatCount(answers.size)} cached answers, which are not asked for again`);
  const model = new EndpointModel(client, name, endpoint, language);
  const prompt = tells === 'chat' ? beginIn(language) : EMPTY_PROMPT;
  const leftOut = (): string[] => [...leftOutOf(tells, model.decided), ...cutBy(endpoint)];
  return {
    training: null,
    outputPrefix: join(runs, 'files', 'eval', fileName),
    limits: { readable: DOCUMENT_CHARACTERS },
    provenance: { engine: 'endpoint', engineReason: `the model is behind ${base}`, threads: null },
    prompt,
    cache: file,
    prepare: () => ({
      model,
      onForecast: (forecast) => reportForecast(forecast, model, options, reporter),
      ...(tells !== 'text' && tells !== 'chat' && { pace: (sample: string) => paceOf(model, sample) }),
      entry: () => ({
        run: name,
        checkpoint: given,
        leftOut: leftOut(),
        description: `${name} at ${base}, which reports ${tellsInWords[tells]}; its samples begin after ${JSON.stringify(prompt)}`,
      }),
      report() {
        reporter.fact('requests', formatCount(client.requests));
        reporter.fact('left out', leftOut());
      },
    }),
    close: () => undefined,
  };
}

/** Requests that a server answers together. */
const AT_ONCE = 8;

/** Times requests for a text, as many at once as in a measurement, to estimate durations. */
async function paceOf(model: EndpointModel, sample: string): Promise<(forecast: Forecast) => number> {
  const startMs = performance.now();
  const prompts = Array.from({ length: AT_ONCE }, (_, index) => sample.slice(0, 64 + index));
  await model.complete(prompts, { length: 64, temperature: 1, seed: 0 });
  const seconds = (performance.now() - startMs) / 1000 / AT_ONCE;
  return (forecast) => seconds * requestsOf(forecast, model).total;
}

function requestsOf({ texts, questions, prompts }: Forecast, { choices }: Pick<EndpointModel, 'choices'>) {
  const choosing = choices?.between === 'texts' ? 2 * questions : questions;
  return { choosing, total: texts + choosing + prompts };
}

/** Prints the number of requests to come. */
function reportForecast(
  forecast: Forecast,
  model: Pick<EndpointModel, 'choices'>,
  { maxRequests }: { readonly maxRequests?: number | undefined },
  reporter: Reporter,
): void {
  const { texts, prompts } = forecast;
  const { choosing, total } = requestsOf(forecast, model);
  const limit =
    maxRequests === undefined || maxRequests >= total
      ? []
      : [
          `more than --max-requests ${formatCount(maxRequests)}: it stops there; run the same command again to continue`,
        ];
  reporter.fact('forecast', [
    `about ${formatCount(total)} requests, minus those already answered: ${formatCount(texts)} for bits per character, ${formatCount(choosing)} for minimal pairs, ${formatCount(prompts)} for generation, more if a text takes several`,
    ...limit,
  ]);
}

const tellsInWords: Readonly<Record<Tells, string>> = {
  echo: 'probabilities of the tokens of a text (`echo` with `logprobs`)',
  prompt_logprobs: 'probabilities of the tokens of a text (`prompt_logprobs`)',
  top: `only the ${TOP} likeliest next tokens`,
  text: 'only what the model writes',
  chat: 'only what the model writes in a conversation',
};

/** Returns sentences about what is not measured, or only in part. */
function leftOutOf(tells: Tells, { yes, no }: EndpointModel['decided']): string[] {
  const silent = 'Metrics 9 to 14 are left out: the server reports only what the model writes.';
  const distributions =
    'Metrics 10 and 12 to 14, and minimal pairs that are length-controlled or in writing, are left out: they need the distribution of the next character.';
  if (tells === 'text') return [silent];
  if (tells === 'chat')
    return [
      silent,
      'The model was instructed to continue code: a conversation does not continue a prompt by itself.',
    ];
  if (tells === 'top')
    return [
      'Bits per character (metric 9) are left out: the server does not report probabilities of given texts.',
      distributions,
      `The ${TOP} likeliest tokens left ${formatCount(no)} of ${formatCount(yes + no)} questions about the likelier bracket undecided. These count as wrong, so shares and range are lower bounds.`,
    ];
  return [
    'Bits per character (metric 9) are an upper bound: of all tokenizations of a text, only the tokenizer’s own counts. The same is true of the texts in minimal pairs.',
    distributions,
  ];
}

function cutBy({ draws }: Endpoint): string[] {
  if (draws === 'whole') return [];
  return ['The server refuses `top_k` and `min_p`: samples may come from its likeliest tokens only.'];
}

/**
 * Differences to tolerate, in nats, over some 30 tokens together and for one token: a server that computes in low precision, or several texts at
 * once, does not repeat its figures exactly. Other models differ by several nats.
 */
const NOISE_NATS = { log: 1, token: 0.2 };

/**
 * Caches a server's first answer, or compares the present one with it. Since llama.cpp's server answers to any model name, an address does not identify
 * the model, and answers of different models must not be mixed.
 * @throws LongrangeError `ENDPOINT_CHANGED`
 */
export function requireSameModel(
  { tells, first }: Pick<Endpoint, 'tells' | 'first'>,
  kept: { readonly answers: AnswerJournal; readonly file: string; readonly address: EndpointAddress },
): void {
  if (first === null) return;
  const { answers, file, address } = kept;
  const question = questionOf(['first', address.base, address.model, tells]);
  const earlier = decodeKept(firstSchema, answers.get(question));
  if (earlier === undefined) {
    answers.add(question, JSON.stringify(first));
    return;
  }
  if (isSame(earlier, first)) return;
  throw new LongrangeError({
    code: 'ENDPOINT_CHANGED',
    message: `Expected ${address.model} at ${address.base} to answer about the first text as it did when the answers in ${file} were kept, ${describe(earlier)}, got ${describe(first)}.`,
    hint: 'another model seems to have replaced it: remove that file, or give the new model another name.',
  });
}

function isSame(earlier: FirstAnswer, now: FirstAnswer): boolean {
  if ('log' in earlier) return 'log' in now && Math.abs(earlier.log - now.log) <= NOISE_NATS.log;
  if (!('likeliest' in now)) return false;
  const [token, log] = highest(earlier.likeliest);
  const again = now.likeliest.find(([one]) => one === token);
  return again !== undefined && Math.abs(again[1] - log) <= NOISE_NATS.token;
}

function highest(tokens: readonly (readonly [string, number])[]): readonly [string, number] {
  return tokens.reduce((best, one) => (one[1] > best[1] ? one : best));
}

function describe(answer: FirstAnswer): string {
  if ('log' in answer) return `ln p = ${answer.log.toFixed(2)}`;
  const [token, log] = highest(answer.likeliest);
  return `${JSON.stringify(token)} with ln p = ${log.toFixed(2)}`;
}
