import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { buildDocumentScores, tallyBounds, tallySamples } from '@longrange/eval/comparison';
import {
  evaluationDefaults,
  fartherIn,
  gatherFromOutside,
  NGRAM_CHARACTERS,
  samplingRecord,
  trainNgram,
} from '@longrange/eval/evaluation';
import { bracketRanges } from '@longrange/eval/probes';
import { chooseDocuments } from '../corpus/held-out.ts';
import { loadCorpusOf } from '../corpus/load-data.ts';
import { type EndpointAddress, readAddress } from '../endpoint/address.ts';
import { tryFolder } from '../files/try-folder.ts';
import { versions } from '../run/versions.ts';
import { heldOutRecord } from './document-scores.ts';
import { DOCUMENT_CHARACTERS, openEndpoint, reportForecast, tallyDecided } from './endpoint-source.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import type { EvaluationContext } from './evaluation.ts';
import { describeScored, tokenGround, tokenSampling, tokenSuites } from './token-ground.ts';
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
  const { documents: whole, read: most, scored: characters, all } = tokenGround(corpus, options);
  const heldOut = beginningsOf(whole, Math.min(most, DOCUMENT_CHARACTERS));
  const drawn = beginningsOf(all, DOCUMENT_CHARACTERS);
  const scored = beginningsOf(whole, characters);
  const sampling = tokenSampling(options);
  const evidence = await gatherFromOutside(
    context,
    model,
    {
      ...{ heldOut, whole, scored, probed: heldOut, drawn, ngram, sampling },
      suite: tokenSuites[options.suite],
      farther: fartherIn(all, options.furthest ?? evaluationDefaults.furthest),
    },
    (forecast) => reportForecast(forecast, model, options, reporter),
  );
  if (evidence.samples.every(({ subject, text }) => subject !== 'model' || text === ''))
    throw wroteNothing(words);
  const leftOut = opened.leftOut();
  const record = { run: model.name, checkpoint: words, leftOut, description };
  const read = evidence.probes.predictors.find(({ predictor }) => predictor === 'model');
  const samples = evidence.subjects.find(({ side }) => side.id === 'model')!;
  opened.reportRequests();
  reporter.fact('left out', leftOut);
  return {
    evidence,
    probes: { ...evidence.probes, gradientReach: null, units: null, controls: [] },
    bitsBeside: [],
    renaming: null,
    documentScores: buildDocumentScores({
      versions: versions(),
      model: record,
      trainingSeed: null,
      corpusSha256: corpus.sha256,
      heldOut: { ...heldOutRecord(scored, options.heldOut), beginnings: DOCUMENT_CHARACTERS },
      sampling: samplingRecord(sampling),
      suite: options.suite,
      ...(read !== undefined && { ranges: bracketRanges(read.swaps, sampling.temperature) }),
      tallies: [
        ...(evidence.logs === null ? [] : [tallyBounds(scored, evidence.logs)]),
        ...tallyDecided(model, evidence.swaps),
        ...tallySamples(samples.side.figures),
      ],
      figures: [],
    }),
    trainingText: ngram.index,
    outputPrefix: join(folder, fileName),
    model:
      evidence.logs === null ? record : { ...record, description: describeScored(description, characters) },
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

function wroteNothing(words: string): LongrangeError {
  return new LongrangeError({
    code: 'ENDPOINT_ANSWER',
    message: `Expected texts of ${words}, got empty ones only.`,
    hint: 'a model that thinks first may have spent all of its tokens on that.',
  });
}
