import type { SyntaxParser, TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import type { Suite } from '@longrange/eval';
import {
  alphabetOf,
  asSeenBy,
  charactersOf,
  chooseEvaluationSet,
  type EvaluationContext,
  heldOutRecord,
  trainNgram,
} from '@longrange/eval/internal/node';
import { splitSource } from '../corpus/held-out.ts';
import { loadCorpusOf, loadProjects } from '../corpus/load-data.ts';
import { DOCUMENT_CHARACTERS } from '../evaluated/endpoint.ts';
import type { OpenedModel } from '../evaluated/opened-model.ts';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Candidate, Model } from './candidate.ts';

/** Texts that all candidates are measured on, without characters that are unknown to one of the models, and the questions about them. */
export type ComparisonSet = Awaited<ReturnType<typeof buildComparisonSet>>;

/** Opens a model; the engine starts with the first network. */
export type OpenCandidate = (candidate: Exclude<Model, { readonly kind: 'ngram' }>) => Promise<OpenedModel>;

export interface ScoringContext extends EvaluationContext {
  readonly options: CompareOptions;
  readonly reporter: Reporter;
  readonly parser: SyntaxParser;
  readonly openCandidate: OpenCandidate;
  /** Receives the number of minimal pairs, before a model is asked. */
  readonly onPairs?: ((pairs: number) => void) | undefined;
}

/**
 * Builds the set on which all candidates can be measured. If a token model or its scores take part, the set is what token models read: the
 * beginnings of fewer documents, with the same minimal pairs for all. Scores of an earlier evaluation decide the set, if it can be rebuilt.
 */
export async function buildComparisonSet(candidates: readonly Candidate[], context: ScoringContext) {
  const { options, reporter } = context;
  const corpus = await loadComparedCorpus(candidates, context);
  const { readable, sha256, known: others, hasTokens } = await openOthers(candidates, context);
  const ngram = candidates.some(({ kind }) => kind === 'ngram')
    ? await trainNgram(context.stage, splitSource(corpus.split('train')))
    : null;
  const alphabets = [
    ...candidates.flatMap((candidate) => (candidate.kind === 'network' ? [candidate.vocabulary] : [])),
    ...(ngram === null ? [] : [ngram.alphabet]),
    ...others,
  ];
  const seen = (documents: readonly TextDocument[]): readonly TextDocument[] =>
    alphabets.reduce((some, alphabet) => asSeenBy({ alphabet }, some), documents);
  const stored = candidates.flatMap((candidate) =>
    candidate.kind === 'stored' ? [candidate.scores.heldOut] : [],
  );
  const limits = [...readable, ...stored.flatMap(({ beginnings }) => beginnings ?? [])];
  const room = limits.length === 0 ? null : { readable: Math.min(...limits) };
  // Scores of a token model may have been measured in either suite.
  const suitesToTry = room === null ? [options.suite] : ([options.suite, 'quick', 'full'] as const);
  const ways = await Promise.all(
    [...new Set(suitesToTry)].map(async (suite) => {
      const source = splitSource(corpus.split(options.heldOut));
      const { set } = await chooseEvaluationSet(source, room, { ...options, suite }, context.parser);
      const { heldOut, scored = heldOut, probed, drawn, sampling } = set;
      refuseSamplingThatCannotFit(sampling);
      const texts = {
        heldOut: seen(scored),
        probed: seen(probed),
        drawn: drawn && seen(drawn),
        sampling,
        suite: comparedOf(set.suite, sampling.temperature),
      };
      return {
        suite,
        texts,
        heldOut: heldOutRecord(texts.heldOut, texts.drawn ?? [], options.heldOut, room?.readable),
        characters: alphabetOf(scored, probed, drawn ?? []),
      };
    }),
  );
  // The first way if there are no stored scores, or if none matches them, which the comparison then reports.
  const way = ways.find((one) => stored.every(({ sha256 }) => sha256 === one.heldOut.sha256)) ?? ways[0]!;
  const { probed, drawn = probed } = way.texts;
  if (room !== null)
    reporter.fact(
      'texts',
      `${formatCount(way.heldOut.characters)} characters to score, ${formatCount(charactersOf(probed))} to predict closers in, ${formatCount(charactersOf(drawn))} to draw minimal pairs from; at most ${formatCount(room.readable)} per document, as for token models`,
    );
  const known = hasTokens ? [...alphabets, way.characters] : alphabets;
  // All models are scored on the same brackets.
  const alphabet =
    known.length === 0
      ? undefined
      : new Set(known[0]!.filter((one) => known.every((all) => all.includes(one))));
  return { ...way, corpus, ngram, sha256, texts: { ...way.texts, alphabet } };
}

/** Finds the characters per document that each token model reads, each GGUF file's SHA-256, and each character-level program's alphabet. */
async function openOthers(candidates: readonly Candidate[], { openCandidate }: ScoringContext) {
  const sha256 = new Map<string, string>();
  const readable: number[] = [];
  const known: (readonly string[])[] = [];
  let hasTokens = false;
  for (const candidate of candidates) {
    if (candidate.kind === 'endpoint') readable.push(DOCUMENT_CHARACTERS);
    if (candidate.kind !== 'gguf' && candidate.kind !== 'program') continue;
    // Opened only for its properties; closing it frees its memory until it is measured.
    const opened = await openCandidate(candidate);
    await opened.close();
    if (opened.alphabet !== undefined) known.push(opened.alphabet);
    if (opened.limits === null) continue;
    hasTokens = true;
    readable.push(opened.limits.readable);
    if (opened.sha256 !== undefined) sha256.set(candidate.path, opened.sha256);
  }
  return { readable, sha256, known, hasTokens };
}

/** Reduces a suite to the queries that a comparison uses. */
function comparedOf({ samples, probedCharacters, probes }: Suite, temperature: number): Suite {
  const { perBucket, writing } = probes.minimalPairs!;
  return {
    samples,
    temperatures: { count: 0, at: [] },
    probedCharacters,
    probes: {
      closers: {},
      minimalPairs: {
        perBucket,
        others: 0,
        factors: 0,
        writing: writing && { ...writing, temperatures: [temperature] },
      },
    },
  };
}

async function loadComparedCorpus(
  candidates: readonly Candidate[],
  { options, parser, reporter }: ScoringContext,
): Promise<Corpus> {
  const ofRun = candidates.find(({ record }) => record !== null);
  const isHeldOut =
    options.heldOut === 'projects' &&
    options.corpus.length === 0 &&
    candidates.every(({ kind }) => kind !== 'ngram');
  const corpus = isHeldOut
    ? await loadProjects(parser.language, reporter)
    : ofRun === undefined
      ? await loadCorpusOf({ training: null }, options, reporter)
      : await loadCorpusOf(ofRun, { ...options, corpus: [] }, reporter);
  const origin = ofRun === undefined ? 'as specified' : 'as it was in training';
  reporter.fact('corpus', `${corpus.sources.join(', ')}: ${isHeldOut ? 'held out' : origin}`);
  return corpus;
}
