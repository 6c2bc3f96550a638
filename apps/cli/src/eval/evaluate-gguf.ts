import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { fromTokenModel, type TextDocument } from '@longrange/eval';
import { buildDocumentScores, tallySamples } from '@longrange/eval/comparison';
import {
  fartherIn,
  gatherEvidence,
  journaled,
  NGRAM_CHARACTERS,
  samplingRecord,
  scoreRenamed,
  trainNgram,
} from '@longrange/eval/evaluation';
import { renameDocuments } from '@longrange/eval/metrics';
import { bracketRanges } from '@longrange/eval/probes';
import { openGguf } from '@longrange/llama';
import { chooseDocuments } from '../corpus/held-out.ts';
import { loadCorpusOf } from '../corpus/load-data.ts';
import { tryFolder } from '../files/try-folder.ts';
import { versions } from '../run/versions.ts';
import { formatCount } from '../terminal/format.ts';
import { openAnswers } from './answers.ts';
import { heldOutRecord } from './document-scores.ts';
import type { ModelEvaluation } from './evaluate-model.ts';
import type { EvaluationContext } from './evaluation.ts';
import { tokenGround, tokenSampling, tokenSuites } from './token-ground.ts';
import {
  beginningsOf,
  charactersWithin,
  furthestWithin,
  replacedIn,
  stretchedWithin,
} from './token-texts.ts';

/** Tokens that a text may have, which is what memory goes into, and how many texts are read side by side: in most models room for 16,384 characters, and for 32,768 where they are asked for. */
const CONTEXT = { contextSize: 8192, sequences: 4 };
const LONG_CONTEXT = { contextSize: 20_480, sequences: 2 };
/** Tokens that are left for what is written after a document of as many characters as the others. */
const WRITTEN_TOKENS = 192;

/**
 * A model in a GGUF file on held-out code, beside an n-gram of the training text. What it answered is kept in a file, so that the same command goes on where
 * it was cut off.
 */
export async function evaluateGguf(context: EvaluationContext, file: string): Promise<ModelEvaluation> {
  const { options, reporter } = context;
  const name = basename(file).replace(/\.gguf$/, '');
  const folder = join(options.runs, 'files', 'eval');
  await tryFolder(options.output ?? folder);
  const gguf = await openGguf(file, {
    ...(options.furthest === 32_768 ? LONG_CONTEXT : CONTEXT),
    ...(options.threads !== undefined && { threads: options.threads }),
  });
  const sha256 = await hashFile(file);
  reporter.detail(
    'model',
    `${file}: ${gguf.description}, ${formatCount(gguf.asking.tokenBytes.length)} tokens`,
  );
  const corpus = await loadCorpusOf({ training: null }, options, reporter);
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
  const { documents: whole, probed, all } = tokenGround(corpus, options);
  // Wherever a token has more than one character in the mean, what is written fits, too.
  const readable = Math.max(1, gguf.contextSize - WRITTEN_TOKENS);
  const written = beginningsOf(whole, readable);
  const characters = charactersWithin(written, gguf);
  const furthest = furthestWithin(characters, options.furthest);
  const suite = stretchedWithin(
    tokenSuites[options.suite],
    Math.min(characters, options.furthest ?? characters),
  );
  const rename = (documents: readonly TextDocument[]) =>
    renameDocuments(documents, { parser: context.parser, seed: options.seed });
  const renamed = options.renamed ? rename(whole) : null;
  const long = options.renamed ? rename(all).documents : all;
  const heldOut = renamed === null ? written : beginningsOf(renamed.documents, readable);
  const alphabet = [...new Set([...written, ...heldOut].flatMap(({ text }) => Array.from(text)))].sort();
  const answers = openAnswers(
    join(options.runs, 'files', 'answers', `${name}-${sha256.slice(0, 12)}.answers`),
  );
  if (answers.size > 0)
    reporter.fact('kept', `${formatCount(answers.size)} answers, which are not asked for again`);
  const tokens = fromTokenModel({ ...gguf.asking, alphabet, name });
  const model = journaled(tokens, answers, {
    identity: `${sha256} ${versions().longrange}`,
    together: gguf.asking.together,
  });
  const sampling = tokenSampling(options);
  const evidence = await gatherEvidence(context, model, {
    ...{ heldOut, ngram, sampling, suite, farther: fartherIn(long, furthest) },
    probed: heldOut.filter(({ name: path }) => probed.has(path)),
  });
  const renaming =
    renamed === null
      ? null
      : await scoreRenamed(context, { renamed: { ...renamed, ...replacedIn(written, heldOut) }, written }, [
          { model, bits: evidence.bits[0] },
          { model: ngram, bits: evidence.bits[1]! },
        ]);
  const { mean, largest } = tokens.leftOut;
  reporter.fact(
    'left out',
    `of tokenisations ${mean.toExponential(1)} of the probability with each byte, ${largest.toExponential(1)} with the worst; ${formatCount(tokens.asked)} questions`,
  );
  await gguf.dispose();
  const record = {
    ...{ run: name, checkpoint: file, parameters: gguf.parameters, sha256 },
    description: `${gguf.description}, asked for the next of ${alphabet.length} characters`,
  };
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
      heldOut: heldOutRecord(evidence.documents, options.heldOut),
      sampling: samplingRecord(sampling),
      ranges: bracketRanges(evidence.probes.predictors[0]!.swaps, sampling.temperature),
      tallies: [
        ...evidence.bits[0].tallies,
        ...tallySamples(sides.find(({ id }) => id === 'model')?.figures ?? []),
      ],
      figures: [],
    }),
    trainingText: ngram.index,
    outputPrefix: join(folder, name),
    model: record,
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

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest('hex');
}
