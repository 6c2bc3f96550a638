import { CharTokenizer } from '@longrange/corpus';
import type { EvaluatedModel } from '@longrange/eval';
import {
  buildDocumentScores,
  type DocumentScores,
  type Tally,
  tallyBounds,
  tallyClosers,
  tallySamples,
  tallySwaps,
} from '@longrange/eval/comparison';
import {
  type OutsideModel,
  type Sampling,
  sampleTexts,
  samplingRecord,
  scorePredictor,
} from '@longrange/eval/evaluation';
import { measureTexts } from '@longrange/eval/metrics';
import { probeBracketRanges, probeNaturalClosers } from '@longrange/eval/probes';
import { modelRecord } from '../eval/document-scores.ts';
import { openEndpoint, reportForecast, tallyDecided } from '../eval/endpoint-source.ts';
import { askGguf, openGgufFile } from '../eval/gguf-model.ts';
import type { OnShare } from '../eval/stages.ts';
import { NeuralLanguageModel } from '../neural/neural-language-model.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { versions } from '../run/versions.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Model, Network } from './entrant.ts';
import type { Ground } from './ground.ts';

export interface MeasuringContext {
  readonly ground: Ground;
  readonly options: CompareOptions;
  readonly reporter: Reporter;
}

/** What was found, as `documents.json` has it. */
type Found = Pick<DocumentScores, 'tallies' | 'ranges'>;

/**
 * Measures one entrant document by document: the bits of held-out code, which brackets of it are remembered, and what its samples hold; of a model behind an endpoint what its server tells. The engine must
 * have been chosen for a network.
 */
export async function measureEntrant(
  entrant: Model,
  context: MeasuringContext,
  onShare: OnShare,
): Promise<DocumentScores> {
  const { ground } = context;
  const { model, trainingSeed = null, found } = await measure(entrant, context, onShare);
  return buildDocumentScores({
    ...{ versions: versions(), model, trainingSeed, ...found, figures: [] },
    ...{ corpusSha256: ground.corpus.sha256, heldOut: ground.heldOut },
    sampling: samplingRecord(ground.sampling),
    suite: ground.suite,
  });
}

interface Measured {
  readonly model: DocumentScores['model'];
  readonly trainingSeed?: number | null;
  readonly found: Found;
}

function measure(entrant: Model, context: MeasuringContext, onShare: OnShare): Promise<Measured> {
  if (entrant.kind === 'network') return measureNetwork(entrant, context.ground, onShare);
  if (entrant.kind === 'ngram') return measureNgram(context.ground, onShare);
  if (entrant.kind === 'gguf') return measureGguf(entrant.file, context, onShare);
  return measureEndpoint(entrant.words, context, onShare);
}

async function measureNetwork(source: Network, ground: Ground, onShare: OnShare): Promise<Measured> {
  const model = source.load();
  try {
    const tokenizer = CharTokenizer.fromVocabulary(model.config.vocabulary);
    const found = await measureModel(new NeuralLanguageModel('model', model, tokenizer), ground, onShare);
    return {
      ...{ model: modelRecord({ source, model }), found },
      trainingSeed: source.training?.seed ?? null,
    };
  } finally {
    model.dispose();
  }
}

async function measureNgram(ground: Ground, onShare: OnShare): Promise<Measured> {
  const ngram = ground.ngram!;
  const description = `${ngram.name} of ${formatCount(ngram.index.characters)} characters of the training split`;
  return {
    model: { run: ngram.name, checkpoint: 'ngram', description },
    found: await measureModel(ngram, ground, onShare),
  };
}

async function measureGguf(
  file: string,
  { ground, options, reporter }: MeasuringContext,
  onShare: OnShare,
): Promise<Measured> {
  const opened = await openGgufFile(file, options);
  const { gguf, name, sha256 } = opened;
  try {
    const asked = askGguf(opened, ground.characters, options, reporter);
    const found = await measureModel(asked.model, ground, onShare);
    asked.reportLeftOut();
    const { description } = asked;
    return {
      model: { run: name, checkpoint: file, parameters: gguf.parameters, sha256, description },
      found,
    };
  } finally {
    await gguf.dispose();
  }
}

/** All that can be compared, of a model with distributions. */
async function measureModel(model: EvaluatedModel, ground: Ground, onShare: OnShare): Promise<Found> {
  const { documents, probed, drawn, heldOut, sampling, brackets, parser, seed } = ground;
  const quarter = (index: number) => (share: number) => onShare((index + share) / 4);
  const bits = await scorePredictor({ id: 'model', model }, documents, {
    split: heldOut.split,
    onShare: quarter(0),
  });
  const closers = await probeNaturalClosers(model, probed, { parser, seed }, quarter(1));
  const { temperature } = sampling;
  const { ranges, swaps } = await probeBracketRanges(
    model,
    drawn,
    { ...brackets, parser, seed, temperature },
    quarter(2),
  );
  const samples = await tallyOwnSamples(model, ground, quarter(3));
  return { tallies: [...bits.tallies, ...tallyClosers(closers), ...tallySwaps(swaps), ...samples], ranges };
}

async function measureEndpoint(
  words: string,
  { ground, options, reporter }: MeasuringContext,
  onShare: OnShare,
): Promise<Measured> {
  const { model, description, leftOut, reportRequests } = await openEndpoint(words, options, reporter);
  const { documents, drawn, sampling, brackets, parser, seed } = ground;
  const third = (index: number) => (share: number) => onShare((index + share) / 3);
  const forecast = (questions: number) => {
    const texts = model.scoreTexts === undefined ? 0 : documents.length;
    reportForecast({ texts, questions, prompts: sampling.count }, model, options, reporter);
  };
  const { choices } = model;
  if (choices === undefined) forecast(0);
  const asked =
    choices &&
    (await probeBracketRanges(
      {
        // All is planned before the first is asked.
        choose(questions, onAnswered) {
          forecast(questions.length);
          return choices.choose(questions, onAnswered);
        },
      },
      drawn,
      { ...brackets, parser, seed, temperature: sampling.temperature },
      third(0),
    ));
  const read = asked === undefined ? [] : tallyDecided(model, asked.swaps);
  const tallies = await boundBits(model, documents, third(1));
  const written = await tallyOwnSamples(model, ground, third(2));
  reportRequests();
  return {
    model: { run: model.name, checkpoint: words, leftOut: leftOut(), description },
    found: {
      tallies: [...tallies, ...read, ...written],
      ...(asked !== undefined && { ranges: asked.ranges }),
    },
  };
}

/** An upper bound, where the server tells of texts. */
async function boundBits(
  model: OutsideModel,
  documents: Ground['documents'],
  onShare: OnShare,
): Promise<Tally[]> {
  const logs = await model.scoreTexts?.(
    documents.map(({ text }) => text),
    { onShare },
  );
  if (logs === undefined) return [];
  return [tallyBounds(documents, logs)];
}

async function tallyOwnSamples(
  writer: Pick<EvaluatedModel, 'name' | 'complete'>,
  { sampling, parser }: { readonly sampling: Sampling; readonly parser: Ground['parser'] },
  onShare: OnShare,
): Promise<Tally[]> {
  const documents = await sampleTexts('model', writer, sampling, onShare);
  const samples = { id: 'model', label: 'samples', cut: true, documents } as const;
  return tallySamples((await measureTexts(samples, { parser })).figures);
}
