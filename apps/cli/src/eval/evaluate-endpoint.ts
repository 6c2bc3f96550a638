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
import { type EndpointAddress, readAddress } from '../endpoint/address.ts';
import type { EndpointModel } from '../endpoint/endpoint-model.ts';
import { tryFolder } from '../files/try-folder.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { DOCUMENT_CHARACTERS, openEndpoint } from './endpoint-source.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import type { EvaluationContext } from './evaluation.ts';
import { tokenGround, tokenSampling, tokenSuites } from './token-ground.ts';
import { beginningsOf } from './token-texts.ts';

/** A model behind an endpoint on held-out code, as far as the server tells of it, beside an n-gram of the training text. Each answer is kept in a file. */
export async function evaluateEndpoint(context: EvaluationContext, words: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const folder = join(options.runs, 'files', 'eval');
  await tryFolder(options.output ?? folder);
  // The options were checked.
  const { base } = readAddress(words) as EndpointAddress;
  const opened = await openEndpoint(words, options, reporter);
  const { model, fileName, description, prompt } = opened;
  const corpus = await loadCorpusOf({ training: null }, options, reporter);
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
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
  const leftOut = opened.leftOut();
  opened.reportRequests();
  reporter.fact('left out', leftOut);
  return {
    evidence,
    probes: { ...evidence.probes, gradientReach: null, units: null, controls: [] },
    bitsBeside: [],
    renaming: null,
    documentScores: null,
    trainingText: ngram.index,
    outputPrefix: join(folder, fileName),
    model: { run: model.name, checkpoint: words, leftOut, description },
    contamination: [],
    training: [],
    provenance: {
      ...{ engine: 'endpoint', engineReason: `the model is behind ${base}`, threads: null },
      corpusSha256: corpus.sha256,
      sampling: { ...samplingRecord(sampling), prompt },
      ngram: { characters: ngram.index.characters, of: train.characters },
    },
    seeds: { sampling: options.seed, bootstrap: options.seed },
  };
}

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

function wroteNothing(words: string): LongrangeError {
  return new LongrangeError({
    code: 'ENDPOINT_ANSWER',
    message: `Expected texts of ${words}, got empty ones only.`,
    hint: 'a model that thinks first may have spent all of its tokens on that.',
  });
}
