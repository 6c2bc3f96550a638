import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SyntaxParser } from '@longrange/code';
import { readRegularFile } from '@longrange/corpus/internal';
import {
  buildDocumentScores,
  type DocumentScores,
  parseDocumentScores,
  tallySamples,
} from '@longrange/eval/comparison';
import { measureModel, samplingRecord } from '@longrange/eval/evaluation';
import { measureTexts } from '@longrange/eval/metrics';
import { chooseEngine } from '../engine/choose-engine.ts';
import { reportEngine } from '../engine/engine-name.ts';
import { readTexts } from '../eval/read-texts.ts';
import { stage } from '../eval/stages.ts';
import { createLanguageParser } from '../language.ts';
import type { CompareOptions } from '../options/compare-options.ts';
import { versions } from '../run/versions.ts';
import { formatBits, formatCount, plural } from '../terminal/format.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openEndpoint } from '../under-test/endpoint.ts';
import { openGguf } from '../under-test/gguf.ts';
import { networkUnderTest } from '../under-test/network.ts';
import type { ModelUnderTest } from '../under-test/under-test.ts';
import type { Candidate, Model } from './candidate.ts';
import { buildEvaluationSet, type ComparisonSet } from './evaluation-set.ts';

/** A candidate with its scores. */
export interface ScoredCandidate {
  readonly candidate: Candidate;
  readonly scores: DocumentScores;
  /** Folder or file in which they were found; null if they are new. */
  readonly reusedFrom: string | null;
}

/** Measures every candidate on the same evaluation set, or takes scores that were measured on it before. */
export async function scoreCandidates(
  candidates: readonly Candidate[],
  comparisonFolders: readonly string[],
  options: CompareOptions,
  reporter: Reporter,
): Promise<ScoredCandidate[]> {
  const parser = await createLanguageParser({ engine: options.parser });
  if (options.verbose) reporter.fact('parser', `${parser.engine}: ${parser.reason}`);
  const scored = new Map<Candidate, ScoredCandidate>();
  const add = (candidate: Candidate, scores: DocumentScores, reusedFrom: string | null): void =>
    void scored.set(candidate, { candidate, scores, reusedFrom });
  for (const candidate of candidates)
    if (candidate.kind === 'stored') add(candidate, candidate.scores, candidate.path);
  const models = candidates.filter(isModel);
  if (models.length > 0) {
    const set = await buildEvaluationSet(candidates, { options, reporter, parser });
    const stored = options.fresh
      ? []
      : await readStoredScores(candidates, join(options.runs, 'files'), comparisonFolders);
    let hasEngine = false;
    for (const model of models) {
      const label = labelOf(model);
      const found = foundOf(model, set, stored);
      if (found !== undefined) {
        reporter.line(`${label}: measured before, in ${found.path}`);
        add(model, found.scores, found.path);
        continue;
      }
      if (!hasEngine && model.kind === 'network') {
        reportEngine(reporter, await chooseEngine(options), options.verbose);
        hasEngine = true;
      }
      const scores = await measureCandidate(model, set, options, reporter);
      reporter.note(`${label}: ${summarize(scores)}`);
      add(model, scores, null);
    }
  }
  const [beside] = scored.values();
  for (const candidate of candidates) {
    if (candidate.kind !== 'text') continue;
    const measure = () => measureText(candidate.file, beside!.scores, { parser, reporter });
    add(candidate, await stage(reporter, candidate.name, measure, summarize), null);
  }
  parser.dispose();
  return candidates.map((candidate) => scored.get(candidate)!);
}

function isModel(candidate: Candidate): candidate is Model {
  return candidate.kind !== 'stored' && candidate.kind !== 'text';
}

function labelOf({ name, training }: Candidate): string {
  return training === null ? name : `${name}, step ${formatCount(training.step)}`;
}

/** Stored scores of a network or a GGUF file, whose weights have a hash; undefined for other models. */
function foundOf(
  candidate: Model,
  set: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  const sha256 =
    candidate.kind === 'network'
      ? candidate.sha256
      : candidate.kind === 'gguf'
        ? set.sha256.get(candidate.file)
        : undefined;
  return sha256 === undefined ? undefined : findScores(sha256, set, stored);
}

function summarize({ tallies }: DocumentScores): string {
  const ratio = (id: string): number => {
    const parts = tallies.find(({ measure, range }) => measure === id && range === null)?.parts ?? [];
    const denominator = parts.reduce((sum, part) => sum + part[2], 0);
    return parts.reduce((sum, part) => sum + part[1], 0) / denominator;
  };
  const [bits, brackets] = [ratio('bits-carried'), ratio('delimiters')];
  const isBound = tallies.some(({ measure, isBound }) => measure === 'bits-carried' && isBound);
  const held = Number.isNaN(brackets) ? 'no brackets' : `${(100 * brackets).toFixed(1)} % of brackets held`;
  return Number.isNaN(bits)
    ? held
    : `${isBound ? 'at most ' : ''}${formatBits(bits)} bits per character, ${held}`;
}

/**
 * Measures one candidate document by document, by the pipeline of `longrange eval` with fewer questions: the bits of held-out code, which
 * brackets of it are remembered, and what its samples hold. The engine must have been chosen for a network.
 */
async function measureCandidate(
  candidate: Model,
  set: ComparisonSet,
  options: CompareOptions,
  reporter: Reporter,
): Promise<DocumentScores> {
  const opened = await open(candidate, set, options, reporter);
  try {
    const { model, onForecast, record, report } = opened.ask(set.characters);
    const { tallies, ranges } = await measureModel(
      {
        ...{ parser: set.parser, seed: options.seed, split: options.heldOut },
        stage: (label, work, describe) => stage(reporter, `${candidate.name}: ${label}`, work, describe),
      },
      model,
      { ...set.texts, beside: null },
      onForecast,
    );
    report();
    return buildDocumentScores({
      ...{ versions: versions(), model: record(), trainingSeed: opened.training?.seed ?? null },
      ...{ tallies: [...tallies], ...(ranges !== undefined && { ranges }), figures: [] },
      ...{ corpusSha256: set.corpus.sha256, heldOut: set.heldOut, suite: set.suite },
      sampling: samplingRecord(set.texts.sampling),
    });
  } finally {
    await opened.close();
  }
}

function open(
  candidate: Model,
  { ngram }: ComparisonSet,
  options: CompareOptions,
  reporter: Reporter,
): ModelUnderTest | Promise<ModelUnderTest> {
  if (candidate.kind === 'gguf') return openGguf(candidate.file, options, reporter);
  if (candidate.kind === 'endpoint') return openEndpoint(candidate.words, options, reporter);
  if (candidate.kind === 'network')
    return networkUnderTest(candidate, candidate.load(), { runs: options.runs, seed: options.seed });
  const description = `${ngram!.name} of ${formatCount(ngram!.index.characters)} characters of the training split`;
  return {
    ...{ training: null, limits: null, outputPrefix: join(options.runs, 'files', 'eval', 'ngram') },
    provenance: { engine: null, engineReason: null, threads: null },
    ask: () => ({
      model: ngram!,
      record: () => ({ run: ngram!.name, checkpoint: 'ngram', description }),
      report: () => undefined,
    }),
    close: () => undefined,
  };
}

/**
 * Measures how a text holds together, as samples of models are measured.
 * @param beside scores of a model beside it, for the evaluation set that a text has no part in
 */
async function measureText(
  path: string,
  beside: DocumentScores,
  { parser, reporter }: { readonly parser: SyntaxParser; readonly reporter: Reporter },
): Promise<DocumentScores> {
  const { documents, leftOut } = await readTexts([path]);
  if (leftOut !== '') reporter.fact('left out', leftOut);
  const { figures } = await measureTexts({ id: 'text', label: path, cut: false, documents }, { parser });
  const { corpusSha256, heldOut, sampling } = beside;
  return buildDocumentScores({
    ...{ versions: versions(), trainingSeed: null, corpusSha256, heldOut, sampling },
    model: {
      run: path,
      checkpoint: `text:${path}`,
      description: `text, ${plural(documents.length, 'file')}`,
    },
    tallies: tallySamples(figures),
    figures: [],
  });
}

/** Scores found on disk, and their path. */
interface StoredScores {
  readonly path: string;
  readonly scores: DocumentScores;
}

/**
 * Reads all scores that evaluations of the candidates' runs, of files, and earlier comparisons have left. Scores that cannot be read are
 * measured again.
 *
 * @param filesFolder folder of the evaluations of model files
 */
export async function readStoredScores(
  candidates: readonly Candidate[],
  filesFolder: string,
  comparisonFolders: readonly string[],
): Promise<StoredScores[]> {
  const paths = [
    ...(await filesIn(
      [...new Set(candidates.map(({ training }) => join(training?.runFolder ?? filesFolder, 'eval')))],
      'documents.json',
    )),
    ...(await filesIn(comparisonFolders, 'documents')),
  ];
  const stored: StoredScores[] = [];
  for (const path of paths) {
    try {
      stored.push({ path, scores: await readScores(path) });
    } catch {}
  }
  return stored;
}

/** Lists `<folder>/<any>/<name>`, or the files in it if that is a folder itself. */
async function filesIn(folders: readonly string[], name: string): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of folders) {
    for (const entry of (await readdir(folder).catch(() => [])).sort()) {
      const path = join(folder, entry, name);
      const inside = await readdir(path).catch(() => null);
      if (inside === null) paths.push(path);
      else for (const file of inside.sort()) paths.push(join(path, file));
    }
  }
  return paths;
}

/** Finds the newest scores of the same weights, by the same version, suite and sampling, on the same texts. */
function findScores(
  sha256: string,
  { heldOut, texts: { sampling }, suite }: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  return stored
    .filter(
      ({ scores }) =>
        scores.model.sha256 === sha256 &&
        scores.heldOut.sha256 === heldOut.sha256 &&
        // Of models of tokens fewer brackets are asked for.
        scores.heldOut.beginnings === heldOut.beginnings &&
        scores.suite === suite &&
        isDeepStrictEqual(scores.sampling, samplingRecord(sampling)) &&
        scores.versions.longrange === versions().longrange,
    )
    .reduce<StoredScores | undefined>(
      (newest, one) =>
        newest === undefined || one.scores.createdAt > newest.scores.createdAt ? one : newest,
      undefined,
    );
}

/**
 * Reads a `documents.json`.
 * @throws LongrangeError `DOCUMENT_SCORES_…`, `CORPUS_…` for something that is no file, or too long to hold scores
 */
export async function readScores(path: string): Promise<DocumentScores> {
  return parseDocumentScores(new TextDecoder().decode(await readRegularFile(path)));
}
