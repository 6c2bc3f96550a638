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
import { reportEngine } from '../engine/report-engine.ts';
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

/** An candidate with its scores. */
export interface ScoredCandidate {
  readonly candidate: Candidate;
  readonly scores: DocumentScores;
  /** Where they were found, null where they are new. */
  readonly reusedFrom: string | null;
}

/** Measures every candidate on the same ground, or takes what was measured on it before. */
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
    const ground = await buildEvaluationSet(candidates, { options, reporter, parser });
    const stored = options.fresh
      ? []
      : await readStoredScores(candidates, join(options.runs, 'files'), comparisonFolders);
    let hasEngine = false;
    for (const model of models) {
      const label = labelOf(model);
      const found = foundOf(model, ground, stored);
      if (found !== undefined) {
        reporter.line(`${label}: measured before, in ${found.path}`);
        add(model, found.scores, found.path);
        continue;
      }
      if (!hasEngine && model.kind === 'network') {
        reportEngine(reporter, await chooseEngine(options), options.verbose);
        hasEngine = true;
      }
      const scores = await measureCandidate(model, ground, options, reporter);
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

/** Only of what has weights that can be told from others. */
function foundOf(
  candidate: Model,
  ground: ComparisonSet,
  stored: readonly StoredScores[],
): StoredScores | undefined {
  const sha256 =
    candidate.kind === 'network'
      ? candidate.sha256
      : candidate.kind === 'gguf'
        ? ground.sha256.get(candidate.file)
        : undefined;
  return sha256 === undefined ? undefined : findScores(sha256, ground, stored);
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
  ground: ComparisonSet,
  options: CompareOptions,
  reporter: Reporter,
): Promise<DocumentScores> {
  const opened = await open(candidate, ground, options, reporter);
  try {
    const { model, onForecast, record, report } = opened.ask(ground.characters);
    const { tallies, ranges } = await measureModel(
      {
        ...{ parser: ground.parser, seed: options.seed, split: options.heldOut },
        stage: (label, work, describe) => stage(reporter, `${candidate.name}: ${label}`, work, describe),
      },
      model,
      { ...ground.set, beside: null },
      onForecast,
    );
    report();
    return buildDocumentScores({
      ...{ versions: versions(), model: record(), trainingSeed: opened.training?.seed ?? null },
      ...{ tallies: [...tallies], ...(ranges !== undefined && { ranges }), figures: [] },
      ...{ corpusSha256: ground.corpus.sha256, heldOut: ground.heldOut, suite: ground.suite },
      sampling: samplingRecord(ground.set.sampling),
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
 * How a text holds together, in the measures of what models write.
 * @param beside what the models beside it were measured on, which a text has no part in
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

/** Scores that were found on disk, and where. */
interface StoredScores {
  readonly path: string;
  readonly scores: DocumentScores;
}

/**
 * All that evaluations of the candidates' runs, of files, and earlier comparisons have left. What cannot be read is measured again.
 *
 * @param filesFolder where evaluations of model files are
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

/** `<folder>/<any>/<name>`, and what is in it where that is a folder itself. */
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

/** The newest scores of the same weights, by the same version, on the same texts and sampled alike, asked as much. */
function findScores(
  sha256: string,
  { heldOut, set: { sampling }, suite }: ComparisonSet,
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
 * `documents.json`
 * @throws LongrangeError `DOCUMENT_SCORES_…`, `CORPUS_…` where it is no file, or too long to be one of scores
 */
export async function readScores(path: string): Promise<DocumentScores> {
  return parseDocumentScores(new TextDecoder().decode(await readRegularFile(path)));
}
