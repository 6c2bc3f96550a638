import { resolve } from 'node:path';
import { hashSource, namesPackages } from '@longrange/corpus/internal';
import { LongrangeError } from '@longrange/errors';
import type { TrialCorpus } from '@longrange/sweep/internal';
import { exists } from '@longrange/trainer/internal';

/**
 * Resolves sources of text. Paths become absolute; sets and packages stay as they are.
 *
 * @param base folder where relative paths begin
 */
export function locateSources(sources: readonly string[], base: string): Promise<string[]> {
  return Promise.all(
    sources.map(async (source) => {
      const path = resolve(base, source);
      return isNamed(source) && !(await isPath(source, path)) ? source : path;
    }),
  );
}

/** Returns whether a file here has the name of a set or package; the file then wins. */
async function isPath(source: string, path: string): Promise<boolean> {
  return source !== 'stdlib' && (await exists(path));
}

function isNamed(source: string): boolean {
  return source === 'stdlib' || namesPackages(source);
}

/** Hash of each source that is a path, by its name in the file; null if one of them cannot be read here. */
export type Contents = Readonly<Record<string, string>> | null;

/** Returns a function that reads the text of a corpus, each corpus only once. */
export function contentReader(base: string): (corpus: TrialCorpus) => Promise<Contents> {
  const read = new Map<string, Promise<Contents>>();
  return (corpus) => {
    const key = JSON.stringify(corpus);
    const contents = read.get(key) ?? readContents(corpus, base);
    read.set(key, contents);
    return contents;
  };
}

async function readContents({ sources, extensions }: TrialCorpus, base: string): Promise<Contents> {
  const places = await locateSources(sources, base);
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
