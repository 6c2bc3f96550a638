import type { SyntaxParser, TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { type Suite, type SuiteName, suites } from '@longrange/eval';
import type { DocumentScores } from '@longrange/eval/comparison';
import {
  asSeenBy,
  type EvaluationSet,
  NGRAM_CHARACTERS,
  type Questions,
  trainNgram,
} from '@longrange/eval/evaluation';
import { charactersOf, chooseDocuments, probedOf } from '../corpus/held-out.ts';
import { loadCorpusOf, loadProjects } from '../corpus/load-data.ts';
import { heldOutRecord } from '../eval/document-scores.ts';
import { alphabetOf, samplingOf } from '../eval/evaluation-set.ts';
import { stage } from '../eval/stages.ts';
import { beginningsOf, tokenSampling, tokenSuites, tokenTexts } from '../eval/token-texts.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { DOCUMENT_CHARACTERS } from '../under-test/endpoint.ts';
import { openGguf } from '../under-test/gguf.ts';
import type { Candidate } from './candidate.ts';

/** Texts that all candidates are measured on, and the questions about them. */
export interface ComparisonSet {
  readonly corpus: Corpus;
  /** Without characters that one of the models does not know. */
  readonly texts: Omit<EvaluationSet, 'beside'>;
  readonly heldOut: DocumentScores['heldOut'];
  /** All characters of the texts, including those that a model does not know. */
  readonly characters: readonly string[];
  readonly suite: SuiteName;
  readonly parser: SyntaxParser;
  /** Null if no n-gram takes part. */
  readonly ngram: Awaited<ReturnType<typeof trainNgram>> | null;
  /** SHA-256 of each GGUF file. */
  readonly sha256: ReadonlyMap<string, string>;
}

export interface ComparisonContext {
  readonly options: CompareOptions;
  readonly reporter: Reporter;
  readonly parser: SyntaxParser;
}

/** Choice of texts: by a suite of token models, from the beginnings of documents, or as for networks. */
type Way = { readonly suite: SuiteName; readonly beginnings: number } | null;

/**
 * Builds the set on which all candidates can be measured. If a token model takes part, or scores of one, the set is what such models read: the
 * beginnings of fewer documents, and the same pairs of brackets. With scores of an earlier evaluation it is theirs, if it can be found.
 */
export async function buildEvaluationSet(
  candidates: readonly Candidate[],
  { options, reporter, parser }: ComparisonContext,
): Promise<ComparisonSet> {
  const corpus = await loadComparedCorpus(candidates, options, reporter);
  const sha256 = new Map<string, string>();
  const readable: number[] = [];
  for (const candidate of candidates) {
    if (candidate.kind === 'endpoint') readable.push(DOCUMENT_CHARACTERS);
    if (candidate.kind !== 'gguf') continue;
    // Its memory is given back until it is its turn.
    const opened = await openGguf(candidate.file, options, reporter);
    await opened.close();
    readable.push(opened.limits.readable);
    sha256.set(candidate.file, opened.sha256);
  }
  const ngram = candidates.some(({ kind }) => kind === 'ngram') ? await trainOn(corpus, reporter) : null;
  const alphabets = [
    ...candidates.flatMap((candidate) => (candidate.kind === 'network' ? [candidate.vocabulary] : [])),
    ...(ngram === null ? [] : [ngram.alphabet]),
  ];
  const { way, texts, documents, heldOut, probed, drawn } = chooseTexts(corpus, {
    ...{ candidates, alphabets, readable, options },
  });
  if (way !== null)
    reporter.fact(
      'texts',
      `${formatCount(heldOut.characters)} characters are scored, ${formatCount(charactersOf(probed))} read for closers, ${formatCount(charactersOf(drawn))} searched for brackets to exchange, up to ${formatCount(way.beginnings)} of a document: as models of tokens are`,
    );
  const characters = alphabetOf(texts);
  const known = sha256.size > 0 ? [...alphabets, characters] : alphabets;
  const suite = way === null ? suites[options.suite] : tokenSuites[way.suite];
  const sampling = way === null ? samplingOf(options) : tokenSampling({ ...options, suite: way.suite });
  return {
    ...{ corpus, heldOut, ngram, sha256, parser, characters, suite: way?.suite ?? options.suite },
    texts: {
      ...{ heldOut: documents, probed, drawn: drawn === probed ? undefined : drawn, sampling },
      suite: comparedOf(suite, sampling.temperature),
      // The same brackets for all.
      alphabet:
        known.length === 0
          ? undefined
          : new Set(known[0]!.filter((one) => known.every((all) => all.includes(one)))),
    },
  };
}

const none = { runs: 0, longestContext: 16 };

/** Keeps the questions of a suite that are compared. */
function comparedOf({ probes, ...suite }: Suite, temperature: number): Questions {
  return {
    ...suite,
    temperatures: { count: 0, at: [] },
    probes: {
      maxCharacters: probes.maxCharacters,
      minimalPairs: { perBucket: probes.minimalPairs.perBucket, others: 0 },
      ...{ lengthControlled: { perBucket: 0, maxDistance: 0 }, context: none, perturbation: none },
    },
    minimalPairs: { ...suite.minimalPairs, temperatures: [temperature] },
    ...{ excerpts: null, completions: null },
  };
}

async function loadComparedCorpus(
  candidates: readonly Candidate[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<Corpus> {
  const ofRun = candidates.find(({ record }) => record !== null);
  const isHeldOut =
    options.heldOut === 'projects' &&
    options.corpus.length === 0 &&
    candidates.every(({ kind }) => kind !== 'ngram');
  const corpus = isHeldOut
    ? await loadProjects(reporter)
    : ofRun === undefined
      ? await loadCorpusOf({ training: null }, options, reporter)
      : await loadCorpusOf(ofRun, { ...options, corpus: [] }, reporter);
  const origin = ofRun === undefined ? 'as specified' : 'as it was in training';
  reporter.fact('corpus', `${corpus.sources.join(', ')}: ${isHeldOut ? 'held out' : origin}`);
  return corpus;
}

function trainOn(corpus: Corpus, reporter: Reporter): Promise<NonNullable<ComparisonSet['ngram']>> {
  const train = corpus.split('train');
  return trainNgram(
    (label, work, describe) => stage(reporter, label, work, describe),
    chooseDocuments(train, NGRAM_CHARACTERS),
    train.characters,
  );
}

/** Documents to score, to ask for closers, and to draw minimal pairs from. */
interface Texts {
  readonly texts: readonly TextDocument[];
  readonly asked: readonly TextDocument[];
  readonly pairCandidates: readonly TextDocument[];
}

function ofNetworks(corpus: Corpus, options: CompareOptions): Texts {
  const texts = chooseDocuments(corpus.split(options.heldOut), options.maxCharacters);
  const asked = probedOf(texts, options);
  return { texts, asked, pairCandidates: asked };
}

function ofTokens(corpus: Corpus, options: CompareOptions, { suite, beginnings }: NonNullable<Way>): Texts {
  const { read, scored, documents, all } = tokenTexts(corpus, { ...options, suite });
  return {
    texts: beginningsOf(documents, Math.min(scored, beginnings)),
    asked: beginningsOf(documents, Math.min(read, beginnings)),
    pairCandidates: beginningsOf(all, beginnings),
  };
}

interface Choice {
  readonly candidates: readonly Candidate[];
  /** Alphabets of the models. */
  readonly alphabets: readonly (readonly string[])[];
  /** Number of characters of a document that each token model reads. */
  readonly readable: readonly number[];
  readonly options: CompareOptions;
}

function chooseTexts(corpus: Corpus, { candidates, alphabets, readable, options }: Choice) {
  const stored = candidates.flatMap((candidate) =>
    candidate.kind === 'stored' ? [candidate.scores.heldOut] : [],
  );
  const limits = [...readable, ...stored.flatMap(({ beginnings }) => beginnings ?? [])];
  const beginnings = Math.min(...limits);
  const ways: Way[] =
    limits.length === 0
      ? [null]
      : [...new Set([options.suite, 'quick', 'full'] as const)].map((suite) => ({ suite, beginnings }));
  const all = ways.map((way) => {
    const { texts, asked, pairCandidates } =
      way === null ? ofNetworks(corpus, options) : ofTokens(corpus, options, way);
    const seen = (all: readonly TextDocument[]): readonly TextDocument[] =>
      alphabets.reduce((some, alphabet) => asSeenBy({ alphabet }, some), all);
    const documents = seen(texts);
    const probed = seen(asked);
    const drawn = pairCandidates === asked ? probed : seen(pairCandidates);
    const record = heldOutRecord(documents, options.heldOut);
    const heldOut = way === null ? record : { ...record, beginnings: way.beginnings };
    return { way, texts: [...texts, ...asked, ...pairCandidates], documents, probed, drawn, heldOut };
  });
  const isTheirs = ({ heldOut }: (typeof all)[number]): boolean =>
    stored.every(({ sha256 }) => sha256 === heldOut.sha256);
  // Without stored scores it is the first; and if none fits, the comparison says so.
  return all.find(isTheirs) ?? all[0]!;
}
