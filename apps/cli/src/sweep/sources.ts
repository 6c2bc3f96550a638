import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { hashSource, namesPackages } from '@longrange/corpus/internal';
import { describeValue, LongrangeError } from '@longrange/errors';
import { placeWithin, type TrialCorpus } from '@longrange/sweep/internal';
import { exists } from '@longrange/trainer/internal';

/** Location of a sweep's text on this machine. */
export interface TextPlace {
  /** Folder that relative paths start from. */
  readonly base: string;
  /** Folder that no path may lead out of, for a sweep that came in a job; null if no path may be read at all. Undefined for the user's own file, which may name any path. */
  readonly corpusRoot?: string | null;
}

/** First character of a glob's wildcards. In a job, the folders before the first one are checked like any path. */
const WILD = /[*?[{]/;
const PLAIN_GLOB = /^[\p{L}\p{N}_*?][\p{L}\p{N}._ *?-]*$/u;

/**
 * Resolves sources of text on this machine. Paths become absolute; sets and packages stay as they are.
 *
 * @throws LongrangeError `CORPUS_REFUSED`, `PATH_REFUSED` for what a job may not read
 */
export function locateSources(sources: readonly string[], place: TextPlace): Promise<string[]> {
  return Promise.all(sources.map((source) => locate(source, place)));
}

async function locate(source: string, { base, corpusRoot }: TextPlace): Promise<string> {
  const path = resolve(base, source);
  if (corpusRoot === undefined) return isNamed(source) && !(await isPath(source, base)) ? source : path;
  if (isNamed(source)) return source;
  if (corpusRoot === null)
    throw new LongrangeError({
      code: 'CORPUS_REFUSED',
      message: `Expected a named set or a package, as this worker has no \`--corpus-root\`, got ${describeValue(source)}.`,
      hint: 'the sweep prints the command for its workers, with the folder that they may read.',
    });
  const inside = relative(corpusRoot, path).split(sep);
  const wild = inside.findIndex((part) => WILD.test(part));
  const plain = wild < 0 ? inside : inside.slice(0, wild);
  if (wild >= 0 && !inside.slice(wild).every((part) => PLAIN_GLOB.test(part)))
    throw new LongrangeError({
      code: 'CORPUS_REFUSED',
      message: `Expected a path with no other wildcards than * and ?, got ${describeValue(source)}.`,
    });
  const start = plain.join('/');
  const root = resolve(corpusRoot);
  return join(start === '' ? root : await placeWithin(root, start), ...inside.slice(plain.length));
}

/** Returns whether a file here has the name of a set or package; the file then wins. */
async function isPath(source: string, base: string): Promise<boolean> {
  return source !== 'stdlib' && (await exists(resolve(base, source)));
}

/** Returns whether some of these sources are paths, and no sets or packages. */
export function namePaths(sources: readonly string[]): boolean {
  return !sources.every(isNamed);
}

function isNamed(source: string): boolean {
  return source === 'stdlib' || namesPackages(source);
}

/** Hash of each source that is a path, by its name in the file; null if one of them cannot be read here. */
export type Contents = Readonly<Record<string, string>> | null;

/** Returns a function that reads the text of a corpus, each corpus only once. @throws LongrangeError as `locateSources` */
export function contentReader(place: TextPlace): (corpus: TrialCorpus) => Promise<Contents> {
  const read = new Map<string, Promise<Contents>>();
  return (corpus) => {
    const key = JSON.stringify(corpus);
    const contents = read.get(key) ?? readContents(corpus, place);
    read.set(key, contents);
    return contents;
  };
}

async function readContents({ sources, extensions }: TrialCorpus, place: TextPlace): Promise<Contents> {
  const places = await locateSources(sources, place);
  const contents: Record<string, string> = {};
  for (const [index, source] of sources.entries()) {
    const path = places[index]!;
    if (path === source && isNamed(source)) continue;
    try {
      contents[source] = await hashSource(path, extensions);
    } catch (error) {
      if (error instanceof LongrangeError) return null;
      throw error;
    }
  }
  return contents;
}

/**
 * Finds the deepest folder that contains all text of a sweep, which is what its workers must be allowed to read. Null if none of the text is a path.
 *
 * @returns the folder, and the path of the sweep file's folder below it, with `/`
 */
export async function rootOf(
  trials: Iterable<{ readonly corpus: TrialCorpus }>,
  base: string,
): Promise<{ readonly root: string; readonly base: string } | null> {
  const folders = new Set<string>();
  for (const source of new Set([...trials].flatMap(({ corpus }) => corpus.sources))) {
    const [place] = await locateSources([source], { base });
    if (isAbsolute(place!)) folders.add(dirname(`${place!.split(WILD)[0]}…`));
    if (isAbsolute(place!) && !isAbsolute(source)) folders.add(resolve(base));
  }
  if (folders.size === 0) return null;
  const root = [...folders].reduce(commonFolder);
  const below = folders.has(resolve(base)) ? relative(root, resolve(base)) : '';
  return { root, base: below.split(sep).join('/') };
}

function commonFolder(one: string, other: string): string {
  let folder = one;
  while (folder !== other && !other.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    folder = dirname(folder);
  return folder;
}
