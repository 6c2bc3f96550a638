import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, posix } from 'node:path';
import type { Language, TextDocument } from '@longrange/code';
import { languageOfExtension } from '@longrange/code/internal';
import {
  defaultLimits,
  describeDroppedDocuments,
  namesPackages,
  newFiles,
  noDrops,
  openSource,
  type PackageOptions,
  type SourceContext,
} from '@longrange/corpus/internal';
import type { LongrangeError } from '@longrange/errors';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { type CodeAmount, refuseCodeThatCannotFit } from '../model/memory-needs.ts';
import { plural } from '../terminal/format.ts';

/**
 * Reads files, and in folders, archives and packages those with the language's extensions, character for character, so that what is
 * there is what is measured (a corpus for training is cleaned, which would hide, say, a line of a thousand blanks). Each file counts once, however
 * often it is named; folders are searched like those of a corpus.
 *
 * @returns the documents, the paths (of packages, with their versions) that they are from, the name of the project if it is one and known, and in
 *   `leftOut` a description of files that were left out or already included, with those of other languages; empty if there are none
 * @throws LongrangeError (exit code 2) `TEXT_MISSING`, `TEXT_EMPTY`, `TEXT_TOO_LARGE`; for a file given by its path `TEXT_BINARY`, `TEXT_NOT_A_FILE`,
 * `CORPUS_TOO_LARGE`, `CORPUS_UNREADABLE`; for archives and packages, as `openSource`
 */
export async function readTexts(
  paths: readonly string[],
  language: Pick<Language, 'name' | 'fileExtensions'>,
  options: PackageOptions = {},
) {
  const documents: TextDocument[] = [];
  const amount = { documents: 0, characters: 0, openers: 0, lines: 0 };
  const measured: string[] = [];
  const projects: (string | undefined)[] = [];
  const dropped = noDrops();
  const others = new Map<Language, number>();
  const context: SourceContext = {
    extensions: language.fileExtensions,
    limits: defaultLimits,
    drop(reason, path) {
      dropped[reason]++;
      const other = reason === 'extension' ? languageOfExtension(path) : undefined;
      if (other !== undefined) others.set(other, (others.get(other) ?? 0) + 1);
    },
    isNew: newFiles(),
  };
  const add = (path: string, bytes: Uint8Array, named: boolean): void => {
    if (bytes.includes(0) || !isUtf8(bytes)) {
      if (named) throw binary(path);
      dropped.binary++;
    } else if (bytes.length === 0) dropped.empty++;
    else {
      const text = new TextDecoder().decode(bytes);
      documents.push({ path: path.replaceAll('\\', '/'), text });
      addTo(amount, text, bytes);
      refuseCodeThatCannotFit(amount);
    }
  };
  for (const path of paths) {
    const before = documents.length;
    const status = await stat(path).catch(() => undefined);
    if (status === undefined && !namesPackages(path)) throw missing(path);
    if (status?.isFile() === false && !status.isDirectory()) throw special(path);
    // A file may have the name of a source.
    const isFile = status !== undefined && !isAbsolute(path);
    const { package: from, ...source } = await openSource(isFile ? `./${path}` : path, options);
    const root = from?.source ?? path;
    for await (const { path: found, bytes, named } of source.read(context)) {
      const within = from === undefined ? found : found.slice(from.name.length + 1);
      add(named ? path : posix.join(root, within), bytes, named);
    }
    if (documents.length === before) continue;
    measured.push(root);
    projects.push(from === undefined ? await projectIn(path) : `${from.name} ${from.version}`);
  }
  const ofOthers = [...others].map(
    ([{ id, name }, count]) => `${plural(count, 'file')} of ${name} (measured by --language ${id})`,
  );
  const all = describeDroppedDocuments(dropped);
  const leftOut = ofOthers.length === 0 ? all : `${all}; among them ${ofOthers.join(' and ')}`;
  if (documents.length === 0) throw empty(paths, leftOut, language, [...others.keys()]);
  return { documents, paths: measured, project: projects.length === 1 ? projects[0] : undefined, leftOut };
}

/** Returns the name of the project whose folder this is, from its pyproject.toml or package.json. */
async function projectIn(folder: string): Promise<string | undefined> {
  const [project = '', manifest = ''] = await Promise.all(
    ['pyproject.toml', 'package.json'].map((name) => readFile(join(folder, name), 'utf8').catch(() => '')),
  );
  return PYPROJECT_NAME.exec(project)?.[1] ?? packageName(manifest);
}

const PYPROJECT_NAME =
  /^\[(?:project|tool\.poetry)\][ \t\r]*\n(?:(?!\[|name\b).*\n)*name\s*=\s*["']([\w.-]+)["']/m;

function packageName(manifest: string): string | undefined {
  try {
    const name: unknown = JSON.parse(manifest).name;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}

const LINE_FEED = 0x0a;
const OPENERS = [...'([{'].map((opener) => opener.charCodeAt(0));

function addTo(amount: CodeAmount, text: string, bytes: Uint8Array): void {
  amount.documents++;
  amount.characters += text.length;
  for (const byte of bytes) {
    if (byte === LINE_FEED) amount.lines++;
    else if (OPENERS.includes(byte)) amount.openers++;
  }
}

function missing(path: string): LongrangeError {
  return wrongUsage({
    code: 'TEXT_MISSING',
    message: `Expected a file, folder, archive or package for --text, got "${path}", which does not exist.`,
    hint: 'check the path; packages are pypi:NAME and npm:NAME.',
  });
}

function binary(path: string): LongrangeError {
  return wrongUsage({
    code: 'TEXT_BINARY',
    message: `Expected text in UTF-8, got ${path}, which is binary (a NUL byte) or in another encoding.`,
    hint: 'convert the file to UTF-8, or name its folder: such files are then skipped.',
  });
}

function special(path: string): LongrangeError {
  return wrongUsage({
    code: 'TEXT_NOT_A_FILE',
    message: `Expected a file, folder, archive or package for --text, got ${path}, which is a pipe, a socket or a device.`,
    hint: 'write its output to a file, and name that file.',
  });
}

function empty(
  paths: readonly string[],
  leftOut: string,
  { name, fileExtensions }: Pick<Language, 'name' | 'fileExtensions'>,
  others: readonly Language[],
): LongrangeError {
  const named = others.map((other) => `--language ${other.id} measures those of ${other.name}`).join(', ');
  return wrongUsage({
    code: 'TEXT_EMPTY',
    message: `Expected text to measure in ${paths.join(', ')} (in folders, files that end in ${fileExtensions.join(' or ')}), got none (left out: ${leftOut || 'nothing'}).`,
    hint: `${named || '--language names another language'}; a file named by itself is read as ${name}, whatever its extension.`,
  });
}
