import { checkDocuments, parseOptions, type TextDocument } from '@longrange/errors';
import type { Corpus } from './corpus.ts';
import { CorpusBuilder, type CorpusOptions } from './corpus-builder.ts';
import { corpusError } from './corpus-error.ts';
import { defaultLimits } from './limits.ts';
import { type OpenedSource, openMember, sourcesOf } from './open-source.ts';
import { corpusOptionsSchema, loadCorpusOptionsSchema } from './options-schema.ts';
import { DEFAULT_EXTENSIONS, extensionsOf, type SetMember } from './packages/named-sets.ts';
import type { PackageEvent } from './packages/package-request.ts';
import { normalizeExtension } from './sources/path-rules.ts';
import { newFiles, OtherEndings, type SourceContext } from './sources/source.ts';

/** Sources of documents and how to process them. */
export interface LoadCorpusOptions extends CorpusOptions {
  /**
   * Folders, globs, files, archives (`.zip`, `.whl`, `.tar`, `.tar.gz`, `.tgz`), `'stdlib'`, the Python
   * standard library, or packages: `'pypi:django==6.1.3'`, `'npm:left-pad@1.3.0'`, without a version the newest release;
   * or a named set: `'python-80m'`, `'typescript-40m'`, `'javascript-70m'`, and their held-out projects `'python-projects-1'`, …; or text
   * added to projects since a date, all held out: `'pypi-since:2026-06'`, or with your own projects `'pypi-since:2026-06-15:flask,attrs'`.
   */
  readonly sources: readonly string[];
  /** Extensions to read in folders and archives; `['*']` reads every file. Default: those of the named set, else of `'stdlib'`. */
  readonly extensions?: readonly string[];
  /** Called for each package before its download, and during it. */
  readonly onPackage?: (event: PackageEvent) => void;
  /** Cancels reading; a canceled download leaves nothing behind. */
  readonly signal?: AbortSignal;
}

/**
 * Reads, cleans, deduplicates and splits documents.
 * @throws LongrangeError with exit code 2: CORPUS_SOURCE_MISSING, CORPUS_UNREADABLE, CORPUS_NOT_A_FILE, CORPUS_BINARY,
 *   CORPUS_ARCHIVE_CORRUPT, CORPUS_ARCHIVE_LIMIT, CORPUS_TOO_LARGE, CORPUS_NO_MATCH, CORPUS_EMPTY, CORPUS_TOO_FEW_DOCUMENTS,
 *   CORPUS_TOO_SHORT, CORPUS_SPLIT, CORPUS_OPTIONS, CORPUS_PACKAGE_NAME, CORPUS_PACKAGE_MISSING, CORPUS_INDEX_URL; with exit code 1 for a
 *   package that cannot be fetched: CORPUS_INDEX_UNREACHABLE, CORPUS_INDEX, CORPUS_HASH, WRITE_FAILED; the reason of `signal`
 */
export async function loadCorpus(options: LoadCorpusOptions): Promise<Corpus> {
  parseOptions(loadCorpusOptionsSchema, options, { ...optionsContext, subject: 'options of loadCorpus' });
  const { onPackage, signal } = options;
  const builder = new CorpusBuilder(options);
  const isNew = newFiles();
  const sources: OpenedSource[] = [];
  for (const name of options.sources) {
    const extensions = (options.extensions ?? extensionsOf(name) ?? DEFAULT_EXTENSIONS).map(
      normalizeExtension,
    );
    const members = sourcesOf(name);
    for (const member of members) {
      const source = await openMember(member, { onPackage, signal });
      if (source === undefined) continue;
      sources.push(members.length > 1 ? { ...source, description: name } : source);
      const settings = { extensions, limits: defaultLimits, isNew };
      await readSource({ ...source, ...member }, settings, builder, signal);
    }
  }
  return builder.build(sources);
}

/**
 * Cleans, deduplicates and splits documents that are already in memory.
 *
 * @throws LongrangeError with exit code 2: CORPUS_EMPTY, CORPUS_TOO_FEW_DOCUMENTS, CORPUS_TOO_SHORT, CORPUS_TOO_LARGE, CORPUS_SPLIT,
 *   CORPUS_OPTIONS; ARGUMENT_INVALID for anything that is not a document
 */
export function createCorpus(
  documents: Iterable<string | TextDocument>,
  options: CorpusOptions = {},
): Corpus {
  parseOptions(corpusOptionsSchema, options, { ...optionsContext, subject: 'options of createCorpus' });
  const builder = new CorpusBuilder(options);
  const encoder = new TextEncoder();
  for (const { path, text } of checkDocuments(documents)) {
    builder.add({ path, bytes: encoder.encode(text), named: false });
  }
  return builder.build([{ description: 'memory' }]);
}

const optionsContext = { code: 'CORPUS_OPTIONS' };

async function readSource(
  source: OpenedSource & Pick<SetMember, 'role' | 'tables' | 'folders'>,
  settings: Omit<SourceContext, 'drop'>,
  builder: CorpusBuilder,
  signal: AbortSignal | undefined,
): Promise<void> {
  let found = 0;
  const others = new OtherEndings();
  const context: SourceContext = {
    ...settings,
    drop(reason, path) {
      if (reason === 'extension') others.add(path);
      if (reason === 'repeated') found++;
      builder.drop(reason);
    },
  };
  for await (const document of source.read(context)) {
    signal?.throwIfAborted();
    found++;
    const { path, bytes } = document;
    const within = path.slice((source.package?.name.length ?? -1) + 1);
    if (source.tables?.includes(path)) builder.drop('table');
    else if (source.folders && !isHandWritten(within, bytes, source.folders)) builder.drop('notSource');
    else builder.add(document, source.role);
  }
  if (found === 0 && others.hint !== undefined) {
    throw corpusError(
      'CORPUS_NO_MATCH',
      `Expected files that end in ${settings.extensions.join(' or ')} in ${source.description}, got none.`,
      others.hint,
    );
  }
}

/** Parts of paths that mark tests, examples, third-party code and build output. */
const NOT_SOURCE =
  /(?:^|\/)(?:__\w+__|tests?|testing|test-?utils?|specs?|mocks?|fixtures?|bench(?:mark)?s?|examples?|demos?|dist|build|vendor|third-?party|libs|_?generated|i18n)\/|[.-](?:test|spec|bench|stories|min|fixture|test-d)\.\w+$|\.d\.\w+$/i;

/** Phrases with which generated files begin. */
const GENERATED =
  /@generated|auto-?(?:matically )?generated|do not (?:edit|modify)|generated (?:by|from|file|using)/i;

/** Number of characters at the beginning of a file in which it may say that it is generated. */
const HEAD = 1000;
/** Maximum bytes of a file, a line, and a line on average. A minified file has lines of tens of thousands, a table many long ones. */
const [LARGEST, LONGEST_LINE, LONGEST_MEAN] = [500_000, 1000, 90];

/**
 * Returns whether a package's file is one that people write and read: it is in one of the folders, is no test, example or table of
 * data, and was not compiled, generated or minified.
 *
 * @param path relative to the package's root
 */
export function isHandWritten(path: string, bytes: Uint8Array, folders: readonly string[]): boolean {
  const folder = folders.find((one) => one === '.' || path.startsWith(`${one}/`));
  if (folder === undefined || NOT_SOURCE.test(folder === '.' ? path : path.slice(folder.length + 1)))
    return false;
  if (bytes.length > LARGEST) return false;
  const text = Buffer.from(bytes).toString('latin1');
  if (GENERATED.test(text.slice(0, HEAD))) return false;
  const lines = text.split('\n');
  return text.length <= LONGEST_MEAN * lines.length && lines.every((line) => line.length <= LONGEST_LINE);
}
