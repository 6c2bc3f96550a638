import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import {
  evaluationDefaults,
  fartherIn,
  gatherFromOutside,
  NGRAM_CHARACTERS,
  type OutsideForecast,
  samplingRecord,
  trainNgram,
} from '@longrange/eval/evaluation';
import { chooseDocuments } from '../corpus/held-out.ts';
import { loadCorpusOf } from '../corpus/load-data.ts';
import { type EndpointAddress, keyFor, readAddress } from '../endpoint/address.ts';
import { EndpointClient } from '../endpoint/client.ts';
import { BEGIN, EMPTY_PROMPT, EndpointModel } from '../endpoint/endpoint-model.ts';
import { type Endpoint, findOut, type Tells, TOP } from '../endpoint/find-out.ts';
import { tryFolder } from '../files/try-folder.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openAnswers } from './answers.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import type { EvaluationContext } from './evaluation.ts';
import { tokenGround, tokenSampling, tokenSuites } from './token-ground.ts';
import { beginningsOf } from './token-texts.ts';

/** Characters of a document that are read: a context of 8,192 tokens holds them, and what is written after them. */
const DOCUMENT_CHARACTERS = 8000;

/** A model behind an endpoint on held-out code, as far as the server tells of it, beside an n-gram of the training text. Each answer is kept in a file. */
export async function evaluateEndpoint(context: EvaluationContext, words: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  // The options were checked.
  const address = readAddress(words) as EndpointAddress;
  const { base, model: name } = address;
  const fileName = `${name.replace(/[^\w.-]+/g, '-').slice(0, 60)}`;
  const folder = join(options.runs, 'files', 'eval');
  await tryFolder(options.output ?? folder);
  const id = createHash('sha256').update(`${base}#${name}`).digest('hex').slice(0, 12);
  const answers = openAnswers(join(options.runs, 'files', 'answers', `${fileName}-${id}.answers`));
  const client = new EndpointClient({
    ...{ base, key: keyFor(address, process.env), maxRequests: options.maxRequests, journal: answers },
  });
  const endpoint = await findOut(client, name);
  const { tells } = endpoint;
  reporter.fact('endpoint', `${base}, ${name}: it tells ${tellsInWords[tells]}`);
  if (answers.size > 0)
    reporter.fact('kept', `${formatCount(answers.size)} answers, which are not asked for again`);
  const corpus = await loadCorpusOf({ training: null }, options, reporter);
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
  const model = new EndpointModel(client, name, endpoint);
  const { documents, probed, all } = tokenGround(corpus, options);
  const heldOut = beginningsOf(documents, DOCUMENT_CHARACTERS);
  const ground = { heldOut, probed: heldOut.filter(({ name }) => probed.has(name)) };
  const sampling = tokenSampling(options);
  const evidence = await gatherFromOutside(
    context,
    model,
    {
      ...{ ...ground, ngram, sampling, suite: tokenSuites[options.suite] },
      farther: fartherIn(all, options.furthest ?? evaluationDefaults.furthest),
    },
    (forecast) => reportForecast(forecast, model, { reporter, maxRequests: options.maxRequests }),
  );
  if (evidence.samples.every(({ subject, text }) => subject !== 'model' || text === ''))
    throw wroteNothing(words);
  const leftOut = [...leftOutOf(tells, model.decided), ...cutBy(endpoint)];
  reporter.fact('requests', formatCount(client.requests));
  reporter.fact('left out', leftOut);
  const samplingUsed = {
    ...samplingRecord(sampling),
    prompt: tells === 'chat' ? BEGIN : EMPTY_PROMPT,
  };
  return {
    evidence,
    probes: { ...evidence.probes, gradientReach: null, units: null, controls: [] },
    bitsBeside: [],
    renaming: null,
    documentScores: null,
    trainingText: ngram.index,
    outputPrefix: join(folder, fileName),
    model: {
      ...{ run: name, checkpoint: words, leftOut },
      description: `${name} at ${base}, which tells ${tellsInWords[tells]}`,
    },
    contamination: [],
    training: [],
    provenance: {
      ...{ engine: 'endpoint', engineReason: `the model is behind ${base}`, threads: null },
      corpusSha256: corpus.sha256,
      sampling: samplingUsed,
      ngram: { characters: ngram.index.characters, of: train.characters },
    },
    seeds: { sampling: options.seed, bootstrap: options.seed },
  };
}

const tellsInWords: Readonly<Record<Tells, string>> = {
  echo: 'how likely the tokens of a text are (`echo` with `logprobs`)',
  prompt_logprobs: 'how likely the tokens of a text are (`prompt_logprobs`)',
  top: `the ${TOP} likeliest next tokens and no others`,
  text: 'nothing but what the model writes',
  chat: 'nothing but what the model writes in a conversation',
};

function reportForecast(
  { texts, questions, prompts }: OutsideForecast,
  { choices }: EndpointModel,
  { reporter, maxRequests }: { readonly reporter: Reporter; readonly maxRequests: number | undefined },
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

function wroteNothing(words: string): LongrangeError {
  return new LongrangeError({
    code: 'ENDPOINT_ANSWER',
    message: `Expected texts of ${words}, got empty ones only.`,
    hint: 'a model that thinks first may have spent all of its tokens on that.',
  });
}
