import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { checkArgument } from '@longrange/errors';
import { keepOneOfEach } from './copies/fingerprints.ts';
import { nearCopiesOfHeldOut } from './copies/shared-text.ts';
import type { Corpus, CorpusDocument } from './corpus.ts';
import { corpusError } from './corpus-error.ts';
import { CorpusSplit } from './corpus-split.ts';
import { defaultLimits, describeBytes, type Limits } from './limits.ts';
import type { OpenedSource } from './open-source.ts';
import { comparePaths } from './sources/path-rules.ts';
import type { DropReason, RawDocument, StoredDocument } from './sources/source.ts';
import { type CorpusGroup, splitByGroup } from './split/group-split.ts';
import {
  type ResolvedSplit,
  resolveSplit,
  type SplitName,
  type SplitOptions,
  splitByDocument,
  splitContiguously,
  splitNames,
} from './split/splits.ts';
import { describeDroppedDocuments, noDrops, sizesOf, summarizeDroppedCharacters } from './statistics.ts';
import { type Charset, type CharsetName, cleanInto, resolveCharset } from './text/clean.ts';
import { countCodePoints, TextStore } from './text/utf8.ts';

/** Options for cleaning, deduplicating and splitting documents. */
export interface CorpusOptions {
  /** Default: `'reference'`. */
  readonly charset?: CharsetName;
  /** Default: by groups of documents that share text, 10 % validation and 10 % test. */
  readonly split?: SplitOptions;
  /** Copies to leave out: exact ones (the default), or also near ones in training, of which the longest is kept. */
  readonly dedupe?: 'exact' | 'near';
}

const NEWLINE = 0x0a;

/** Cleans raw documents one by one and builds the corpus from them. */
export class CorpusBuilder {
  private readonly charset: Charset;
  private readonly limits: Limits;
  private readonly splitOptions: ResolvedSplit;
  private readonly dedupe: 'exact' | 'near';
  private readonly store = new TextStore();
  private readonly documents: StoredDocument[] = [];
  private readonly contents = new Set<string>();
  private readonly paths = new Map<string, number>();
  private readonly droppedDocuments = noDrops();
  private readonly droppedCharacters = new Map<number, number>();
  private bytesRead = 0;
  private bytesKept = 0;

  constructor({ charset = 'reference', split, dedupe = 'exact' }: CorpusOptions, limits = defaultLimits) {
    this.limits = limits;
    this.charset = resolveCharset(charset);
    this.splitOptions = resolveSplit(split);
    this.dedupe = dedupe;
  }

  drop(reason: DropReason): void {
    this.droppedDocuments[reason]++;
  }

  /** @throws CORPUS_BINARY if the user named the file and it is not text, CORPUS_TOO_LARGE if the corpus gets too large */
  add({ path, bytes, named }: RawDocument, role?: StoredDocument['role']): void {
    this.bytesRead += bytes.length;
    if (bytes.includes(0) || !isUtf8(bytes)) {
      if (named) {
        throw corpusError(
          'CORPUS_BINARY',
          `Expected text in UTF-8, got ${path}, which is binary (a NUL byte) or in another encoding.`,
          'convert the file to UTF-8, or name its folder, where such files are left out.',
        );
      }
      this.drop('binary');
      return;
    }
    const target = this.store.reserve(bytes.length + 1);
    const length = cleanInto(bytes, target, this.charset, this.droppedCharacters);
    if (length === 0) {
      this.drop('empty');
      return;
    }
    // Held-out projects keep the same documents whatever else is in the corpus.
    const kind = role === 'projects' || role === 'known' ? role : '';
    const content = createHash('sha256').update(kind).update(target.subarray(0, length)).digest('base64');
    if (this.contents.has(content)) {
      this.drop('duplicate');
      return;
    }
    this.contents.add(content);
    this.bytesKept += length;
    if (this.bytesKept > this.limits.corpusBytes) {
      throw corpusError(
        'CORPUS_TOO_LARGE',
        `Expected at most ${describeBytes(this.limits.corpusBytes)} of text in all, got more: ${path} exceeds it.`,
        'name fewer sources.',
      );
    }
    const kept = this.store.commit(length);
    this.documents.push({
      path: role === 'known' ? path : this.uniquePath(path),
      bytes: kept,
      characters: countCodePoints(kept),
      ...(role !== undefined && { role }),
    });
  }

  /** @throws CORPUS_EMPTY, and the errors of the splits */
  build(sourcesRead: readonly Pick<OpenedSource, 'description' | 'package'>[]): Corpus {
    const sources = [...new Set(sourcesRead.map(({ description }) => description))];
    const all = this.withoutKnown().sort((a, b) => comparePaths(a.path, b.path));
    if (all.length === 0) {
      const reasons = describeDroppedDocuments(this.droppedDocuments);
      throw corpusError(
        'CORPUS_EMPTY',
        `Expected at least one document with text, got none from ${sources.join(', ') || 'no sources'}${reasons === '' ? '' : ` (left out: ${reasons})`}.`,
        this.droppedCharacters.size > 0 && this.droppedDocuments.empty > 0
          ? `the charset \`${this.charset.name}\` kept none of their characters: \`charset: 'unicode'\` (--set charset=unicode) keeps all.`
          : 'give documents that hold text.',
      );
    }
    const { parts, adjusted, groups } = divide(
      all.filter(({ role }) => role === undefined),
      this.splitOptions,
    );
    this.addByRole(parts, all);
    if (this.dedupe === 'near') {
      const kept = keepOneOfEach(parts.train);
      for (let i = kept.length; i < parts.train.length; i++) this.drop('nearDuplicate');
      parts.train = kept;
    }
    const documents = listStored(all, parts);
    const splits = Object.fromEntries(
      splitNames.map((name) => [name, new CorpusSplit(name, parts[name])]),
    ) as Record<SplitName, CorpusSplit>;
    const sizes = sizesOf(splits);
    return {
      sources,
      packages: sourcesRead.flatMap((source) => source.package ?? []),
      charset: this.charset.name,
      splitOptions: this.splitOptions,
      documents: listDocuments(splits, this.splitOptions),
      groups,
      sha256: hashDocuments(all),
      statistics: {
        documents: documents.length,
        characters: documents.reduce((sum, { characters }) => sum + characters, 0),
        lines: documents.reduce((sum, { bytes }) => sum + countLines(bytes), 0),
        bytesRead: this.bytesRead,
        splits: sizes,
        splitAdjusted: adjusted,
        droppedDocuments: { ...this.droppedDocuments },
        droppedCharacters: summarizeDroppedCharacters(this.droppedCharacters),
      },
      split: (name) => {
        const expected = splitNames.map((known) => `'${known}'`).join(' or ');
        checkArgument(splitNames.includes(name), 'name', expected, name);
        return splits[name];
      },
    };
  }

  /** Returns all documents except the known ones and, in projects, exact or near copies of those. */
  private withoutKnown(): StoredDocument[] {
    const known = this.documents.filter(({ role }) => role === 'known');
    if (known.length === 0) return this.documents;
    const projects = this.documents.filter(({ role }) => role === 'projects');
    const copies = nearCopiesOfHeldOut(projects, known);
    // Short documents are never near copies.
    const contents = new Set(known.map(({ bytes }) => hashOf(bytes)));
    for (const document of projects) if (contents.has(hashOf(document.bytes))) copies.add(document);
    for (let i = 0; i < copies.size; i++) this.drop('known');
    return this.documents.filter((document) => document.role !== 'known' && !copies.has(document));
  }

  /** Adds the documents whose role assigns them to a split, and drops near copies of held-out text from training. */
  private addByRole(parts: Parts, all: readonly StoredDocument[]): void {
    if (all.every(({ role }) => role === undefined)) return;
    parts.projects = all.filter(({ role }) => role === 'projects');
    const candidates = new Set([...parts.train, ...all.filter(({ role }) => role === 'train')]);
    const heldOut = [...new Set([...parts.validation, ...parts.test, ...parts.projects])];
    const copies = nearCopiesOfHeldOut([...candidates], heldOut);
    for (let i = 0; i < copies.size; i++) this.drop('heldOut');
    parts.train = all.filter((document) => candidates.has(document) && !copies.has(document));
  }

  /** Appends a number if an earlier source has another file with the same path. */
  private uniquePath(path: string): string {
    const count = (this.paths.get(path) ?? 0) + 1;
    this.paths.set(path, count);
    return count === 1 ? path : `${path}#${count}`;
  }
}

type Parts = Record<SplitName, StoredDocument[]>;

function divide(
  documents: readonly StoredDocument[],
  options: ResolvedSplit,
): { parts: Parts; adjusted: boolean; groups: readonly CorpusGroup[] | null } {
  const projects: StoredDocument[] = [];
  if (documents.length === 0) {
    return { parts: { train: [], validation: [], test: [], projects }, adjusted: false, groups: null };
  }
  if (options.kind === 'contiguous') {
    const { train, validation } = splitContiguously(documents, options.validation);
    return { parts: { train, validation, test: validation, projects }, adjusted: false, groups: null };
  }
  const paths = documents.map(({ path }) => path);
  const { splits, adjusted, groups } =
    options.groups === 'near'
      ? splitByGroup(documents, options)
      : { ...splitByDocument(paths, options), groups: null };
  const part = (name: SplitName) => documents.filter((_, index) => splits[index] === name);
  return {
    parts: { train: part('train'), validation: part('validation'), test: part('test'), projects },
    adjusted,
    groups,
  };
}

/** Returns the documents that are in some split. */
function listStored(all: readonly StoredDocument[], parts: Parts): StoredDocument[] {
  const paths = new Set(Object.values(parts).flatMap((part) => part.map(({ path }) => path)));
  return all.filter(({ path }) => paths.has(path));
}

function listDocuments(splits: Record<SplitName, CorpusSplit>, options: ResolvedSplit): CorpusDocument[] {
  const { train, validation, projects } = splits;
  const listed = options.kind === 'contiguous' ? [train, validation, projects] : Object.values(splits);
  return listed.flatMap(({ name, documents }) =>
    documents.map(({ path, start, end }) => ({ path, split: name, characters: end - start })),
  );
}

function hashDocuments(documents: readonly StoredDocument[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes, role } of documents) {
    hash.update(`${path}\0${bytes.length}\0${role === undefined ? '' : `${role}\0`}`).update(bytes);
  }
  return hash.digest('hex');
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++;
  return lines;
}
