import { join } from 'node:path';
import type { TextDocument } from '@longrange/code';
import { renameDocuments } from '@longrange/code';
import { buildDocumentScores, tallyClosers, tallySamples, tallySwaps } from '@longrange/eval/comparison';
import {
  evaluationDefaults,
  fartherIn,
  gatherEvidence,
  NGRAM_CHARACTERS,
  samplingRecord,
  scoreRenamed,
  trainNgram,
} from '@longrange/eval/evaluation';
import { bracketRanges } from '@longrange/eval/probes';
import { chooseDocuments } from '../corpus/held-out.ts';
import { loadCorpusOf } from '../corpus/load-data.ts';
import { tryFolder } from '../files/try-folder.ts';
import { versions } from '../run/versions.ts';
import { formatCount } from '../terminal/format.ts';
import { heldOutRecord } from './document-scores.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import type { EvaluationContext } from './evaluation.ts';
import { askGguf, type OpenedGguf, openGgufFile } from './gguf-model.ts';
import { describeScored, tokenGround, tokenSampling, tokenSuites } from './token-ground.ts';
import {
  beginningsOf,
  charactersWithin,
  furthestWithin,
  replacedIn,
  stretchedWithin,
} from './token-texts.ts';

/**
 * A model in a GGUF file on held-out code, beside an n-gram of the training text. What it answered is kept in a file, so that the same command goes on where
 * it was cut off.
 */
export async function evaluateGguf(context: EvaluationContext, file: string): Promise<ModelEvaluation> {
  const { options } = context;
  await tryFolder(options.output ?? folderOf(options));
  const opened = await openGgufFile(file, options);
  try {
    return await evaluateOpened(context, file, opened);
  } finally {
    await opened.gguf.dispose();
  }
}

function folderOf({ runs }: Pick<EvaluationContext['options'], 'runs'>): string {
  return join(runs, 'files', 'eval');
}

async function evaluateOpened(
  context: EvaluationContext,
  file: string,
  opened: OpenedGguf,
): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const { gguf, name, sha256, readable } = opened;
  reporter.detail(
    'model',
    `${file}: ${gguf.description}, ${formatCount(gguf.asking.tokenBytes.length)} tokens`,
  );
  const corpus = await loadCorpusOf({ training: null }, options, reporter);
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
  const { documents: whole, read, scored: most, all } = tokenGround(corpus, options);
  const rename = (documents: readonly TextDocument[]) =>
    renameDocuments(documents, { parser: context.parser, seed: options.seed });
  const renamed = options.renamed ? rename(whole) : null;
  const every = options.renamed ? rename(all).documents : all;
  const documents = renamed?.documents ?? whole;
  const heldOut = beginningsOf(documents, Math.min(read, readable));
  const drawn = beginningsOf(every, readable);
  const written = beginningsOf(whole, Math.min(most, readable));
  const scored = beginningsOf(documents, Math.min(most, readable));
  const characters = await charactersWithin(beginningsOf(whole, readable), gguf);
  const usual = options.suite === 'quick' ? evaluationDefaults.furthest : undefined;
  const furthest = furthestWithin(characters, options.furthest ?? usual);
  const suite = stretchedWithin(
    tokenSuites[options.suite],
    Math.min(characters, options.furthest ?? characters),
  );
  const texts = [...heldOut, ...written, ...drawn].map(({ text }) => text);
  const alphabet = [...new Set(texts.flatMap((text) => Array.from(text)))].sort();
  const { model, description, reportLeftOut } = askGguf(opened, alphabet, options, reporter);
  const sampling = tokenSampling(options);
  const evidence = await gatherEvidence(context, model, {
    ...{ heldOut, whole: documents, scored, probed: heldOut, drawn, ngram, sampling, suite },
    farther: fartherIn(every, furthest),
  });
  const renaming =
    renamed === null
      ? null
      : await scoreRenamed(context, { renamed: { ...renamed, ...replacedIn(written, scored) }, written }, [
          { model, bits: evidence.bits[0] },
          { model: ngram, bits: evidence.bits[1]! },
        ]);
  reportLeftOut();
  const record = { run: name, checkpoint: file, parameters: gguf.parameters, sha256, description };
  const { sides } = evidence;
  return {
    evidence,
    probes: { ...evidence.probes, gradientReach: null, units: null, controls: [] },
    bitsBeside: [],
    renaming,
    documentScores: buildDocumentScores({
      versions: versions(),
      model: record,
      trainingSeed: null,
      corpusSha256: corpus.sha256,
      heldOut: { ...heldOutRecord(evidence.documents, options.heldOut), beginnings: readable },
      sampling: samplingRecord(sampling),
      suite: options.suite,
      ranges: bracketRanges(evidence.probes.predictors[0]!.swaps, sampling.temperature),
      tallies: [
        ...evidence.bits[0].tallies,
        ...tallyClosers(evidence.closers),
        ...tallySwaps(evidence.swaps),
        ...tallySamples(sides.find(({ id }) => id === 'model')?.figures ?? []),
      ],
      figures: [],
    }),
    trainingText: ngram.index,
    outputPrefix: join(folderOf(options), name),
    model: { ...record, description: describeScored(description, most) },
    contamination: [],
    training: [],
    provenance: {
      ...{ engine: 'llama.cpp', engineReason: 'the model is a GGUF file', threads: options.threads ?? null },
      corpusSha256: corpus.sha256,
      sampling: samplingRecord(sampling),
      ngram: { characters: ngram.index.characters, of: train.characters },
    },
    seeds: { sampling: options.seed, bootstrap: options.seed },
  };
}
