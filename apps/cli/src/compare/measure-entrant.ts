import { CharTokenizer } from '@longrange/corpus';
import type { EvaluatedModel } from '@longrange/eval';
import {
  buildDocumentScores,
  type DocumentScores,
  type Tally,
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
import { openEndpoint } from '../eval/endpoint-source.ts';
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
  const { documents, heldOut, sampling, reads, brackets, parser, seed } = ground;
  const quarter = (index: number) => (share: number) => onShare((index + share) / 4);
  const bits = await scorePredictor({ id: 'model', model }, documents, {
    split: heldOut.split,
    onShare: quarter(0),
  });
  if (!reads) return { tallies: [...bits.tallies, ...(await tallyOwnSamples(model, ground, quarter(3)))] };
  const closers = await probeNaturalClosers(model, documents, { parser, seed }, quarter(1));
  const { temperature } = sampling;
  const { ranges, swaps } = await probeBracketRanges(
    model,
    documents,
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
  const { model, description, prompt, leftOut, reportRequests } = await openEndpoint(
    words,
    options,
    reporter,
  );
  const { documents, sampling, brackets, parser, seed } = ground;
  const third = (index: number) => (share: number) => onShare((index + share) / 3);
  const tallies = await boundBits(model, documents, third(0));
  const asked =
    model.choices === undefined
      ? undefined
      : await probeBracketRanges(
          model.choices,
          documents,
          { ...brackets, parser, seed, temperature: sampling.temperature },
          third(1),
        );
  const read = tallySwaps(asked?.swaps ?? []).map(
    (tally): Tally => (model.decided.no === 0 ? tally : { ...tally, isBound: true }),
  );
  const written = await tallyOwnSamples(model, ground, third(2));
  reportRequests();
  return {
    model: {
      ...{ run: model.name, checkpoint: words, leftOut: leftOut() },
      description: `${description}; its samples begin after ${JSON.stringify(prompt)}`,
    },
    found: {
      tallies: [...tallies, ...(asked === undefined ? [] : read), ...written],
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
  const parts = logs.flatMap(({ log, characters }, index): Tally['parts'] =>
    characters === 0 ? [] : [[documents[index]!.name, Math.max(0, -log / Math.LN2), characters]],
  );
  return [{ measure: 'bits-carried', range: null, parts, isBound: true }];
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
