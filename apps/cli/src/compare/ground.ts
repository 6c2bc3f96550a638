import type { SyntaxParser, TextDocument } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import { type SuiteName, suites } from '@longrange/eval';
import type { DocumentScores } from '@longrange/eval/comparison';
import { asSeenBy, NGRAM_CHARACTERS, type Sampling, trainNgram } from '@longrange/eval/evaluation';
import type { BracketRangeOptions } from '@longrange/eval/probes';
import { charactersOf, chooseDocuments, probedOf } from '../corpus/held-out.ts';
import { loadCorpusOf, loadProjects } from '../corpus/load-data.ts';
import { heldOutRecord } from '../eval/document-scores.ts';
import { DOCUMENT_CHARACTERS } from '../eval/endpoint-source.ts';
import { openGgufFile } from '../eval/gguf-model.ts';
import { samplingOf } from '../eval/sampling.ts';
import { stage } from '../eval/stages.ts';
import { tokenGround, tokenSampling, tokenSuites } from '../eval/token-ground.ts';
import { beginningsOf } from '../eval/token-texts.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { formatCount } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { Entrant } from './entrant.ts';

/** What all entrants are measured on and with. */
export interface Ground {
  readonly corpus: Corpus;
  /** What is scored, without characters that one of the models does not know. */
  readonly documents: readonly TextDocument[];
  readonly heldOut: DocumentScores['heldOut'];
  /** All characters of the texts, those among them. */
  readonly characters: readonly string[];
  readonly sampling: Sampling;
  /** Whose closers are asked about, and from which swapped brackets are drawn, without such characters. */
  readonly probed: readonly TextDocument[];
  readonly drawn: readonly TextDocument[];
  readonly suite: SuiteName;
  readonly brackets: Pick<BracketRangeOptions, 'swaps' | 'writing' | 'alphabet'>;
  readonly parser: SyntaxParser;
  readonly seed: number;
  /** Null where it does not take part. */
  readonly ngram: Awaited<ReturnType<typeof trainNgram>> | null;
  /** Of GGUF files. */
  readonly sha256: ReadonlyMap<string, string>;
}

export interface GroundContext {
  readonly options: CompareOptions;
  readonly reporter: Reporter;
  readonly parser: SyntaxParser;
}

/** How the ground is chosen: by a suite of token models, of the beginnings of documents, or as for networks. */
type Way = { readonly suite: SuiteName; readonly beginnings: number } | null;

/**
 * The ground on which all entrants can be measured. Where a model of tokens takes part, or scores of one, it is what such models read: the beginnings of fewer documents, and the same swaps of
 * brackets. Where scores of an earlier evaluation take part it is theirs, if it can be found.
 */
export async function layGround(
  entrants: readonly Entrant[],
  { options, reporter, parser }: GroundContext,
): Promise<Ground> {
  const corpus = await loadGroundCorpus(entrants, options, reporter);
  const sha256 = new Map<string, string>();
  const readable: number[] = [];
  for (const entrant of entrants) {
    if (entrant.kind === 'endpoint') readable.push(DOCUMENT_CHARACTERS);
    if (entrant.kind !== 'gguf') continue;
    // Its memory is given back until it is its turn.
    const opened = await openGgufFile(entrant.file, options);
    await opened.gguf.dispose();
    readable.push(opened.readable);
    sha256.set(entrant.file, opened.sha256);
  }
  const ngram = entrants.some(({ kind }) => kind === 'ngram') ? await trainOn(corpus, reporter) : null;
  const alphabets = [
    ...entrants.flatMap((entrant) => (entrant.kind === 'network' ? [entrant.vocabulary] : [])),
    ...(ngram === null ? [] : [ngram.alphabet]),
  ];
  const { way, texts, documents, heldOut, probed, drawn } = chooseTexts(corpus, {
    ...{ entrants, alphabets, readable, options },
  });
  if (way !== null)
    reporter.fact(
      'texts',
      `${formatCount(heldOut.characters)} characters are scored, ${formatCount(charactersOf(probed))} read for closers, ${formatCount(charactersOf(drawn))} searched for brackets to swap, up to ${formatCount(way.beginnings)} of a document: as models of tokens are`,
    );
  const characters = [...new Set(texts.flatMap(({ text }) => Array.from(text)))].sort();
  const known = sha256.size > 0 ? [...alphabets, characters] : alphabets;
  const suite = way === null ? suites[options.suite] : tokenSuites[way.suite];
  return {
    ...{ corpus, documents, probed, drawn, heldOut, ngram, sha256, parser, seed: options.seed },
    ...{ characters, suite: way?.suite ?? options.suite },
    sampling: way === null ? samplingOf(options) : tokenSampling({ ...options, suite: way.suite }),
    brackets: {
      ...{ swaps: suite.probes.swaps, writing: suite.swaps },
      // The same brackets for all.
      ...(known.length > 0 && {
        alphabet: new Set(known[0]!.filter((one) => known.every((all) => all.includes(one)))),
      }),
    },
  };
}

async function loadGroundCorpus(
  entrants: readonly Entrant[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<Corpus> {
  const ofRun = entrants.find(({ record }) => record !== null);
  const isHeldOut =
    options.heldOut === 'projects' &&
    options.corpus.length === 0 &&
    entrants.every(({ kind }) => kind !== 'ngram');
  const corpus = isHeldOut
    ? await loadProjects(reporter)
    : ofRun === undefined
      ? await loadCorpusOf({ training: null }, options, reporter)
      : await loadCorpusOf(ofRun, { ...options, corpus: [] }, reporter);
  const origin = ofRun === undefined ? 'as specified' : 'as it was in training';
  reporter.fact('corpus', `${corpus.sources.join(', ')}: ${isHeldOut ? 'held out' : origin}`);
  return corpus;
}

function trainOn(corpus: Corpus, reporter: Reporter): Promise<NonNullable<Ground['ngram']>> {
  const train = corpus.split('train');
  return trainNgram(
    (label, work, describe) => stage(reporter, label, work, describe),
    chooseDocuments(train, NGRAM_CHARACTERS),
    train.characters,
  );
}

/** What is scored, what is read for closers, and from what swaps are drawn. */
interface Texts {
  readonly texts: readonly TextDocument[];
  readonly asked: readonly TextDocument[];
  readonly swappable: readonly TextDocument[];
}

function ofNetworks(corpus: Corpus, options: CompareOptions): Texts {
  const texts = chooseDocuments(corpus.split(options.heldOut), options.maxCharacters);
  const asked = probedOf(texts, options);
  return { texts, asked, swappable: asked };
}

function ofTokens(corpus: Corpus, options: CompareOptions, { suite, beginnings }: NonNullable<Way>): Texts {
  const { read, scored, documents, all } = tokenGround(corpus, { ...options, suite });
  return {
    texts: beginningsOf(documents, Math.min(scored, beginnings)),
    asked: beginningsOf(documents, Math.min(read, beginnings)),
    swappable: beginningsOf(all, beginnings),
  };
}

interface Choice {
  readonly entrants: readonly Entrant[];
  /** What models know. */
  readonly alphabets: readonly (readonly string[])[];
  /** Characters of a document that each model of tokens reads. */
  readonly readable: readonly number[];
  readonly options: CompareOptions;
}

function chooseTexts(corpus: Corpus, { entrants, alphabets, readable, options }: Choice) {
  const stored = entrants.flatMap((entrant) => (entrant.kind === 'stored' ? [entrant.scores.heldOut] : []));
  const limits = [...readable, ...stored.flatMap(({ beginnings }) => beginnings ?? [])];
  const beginnings = Math.min(...limits);
  const ways: Way[] =
    limits.length === 0
      ? [null]
      : [...new Set([options.suite, 'quick', 'full'] as const)].map((suite) => ({ suite, beginnings }));
  const all = ways.map((way) => {
    const { texts, asked, swappable } =
      way === null ? ofNetworks(corpus, options) : ofTokens(corpus, options, way);
    const seen = (all: readonly TextDocument[]): readonly TextDocument[] =>
      alphabets.reduce((some, alphabet) => asSeenBy({ alphabet }, some), all);
    const documents = seen(texts);
    const probed = seen(asked);
    const drawn = swappable === asked ? probed : seen(swappable);
    const record = heldOutRecord(documents, options.heldOut);
    const heldOut = way === null ? record : { ...record, beginnings: way.beginnings };
    return { way, texts: [...texts, ...asked, ...swappable], documents, probed, drawn, heldOut };
  });
  const isTheirs = ({ heldOut }: (typeof all)[number]): boolean =>
    stored.every(({ sha256 }) => sha256 === heldOut.sha256);
  // Without stored scores it is the first; and if none fits, the comparison says so.
  return all.find(isTheirs) ?? all[0]!;
}
