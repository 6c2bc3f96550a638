import { extname } from 'node:path';
import type { Limits } from '../limits.ts';

/** Raw bytes of a file, not yet cleaned. */
export interface RawDocument {
  /** Path relative to the source's root, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** True if the user named this very file: a problem with it is then an error rather than a reason to drop it. */
  readonly named: boolean;
}

/** Reasons for leaving out a file, worded to follow a number; a singular and a plural where they differ. */
export const dropReasons = {
  extension: 'with another extension',
  hidden: 'hidden or in node_modules',
  link: ['symbolic link within its folder', 'symbolic links within their folder'],
  outside: ['symbolic link that leads out of its folder', 'symbolic links that lead out of their folder'],
  repeated: 'already included',
  special: 'not a regular file',
  large: 'too large',
  unreadable: 'unreadable',
  binary: 'binary or not UTF-8',
  empty: 'empty',
  duplicate: 'a duplicate of another',
  nearDuplicate: 'nearly a copy of others in training',
  heldOut: 'nearly a copy of held-out text',
  known: 'nearly a copy of an earlier release',
  table: ['a table', 'tables'],
  notSource: 'tests, or compiled or generated',
} as const;
/** Reason for leaving out a file; counted in `corpus.statistics`. */
export type DropReason = keyof typeof dropReasons;

export interface SourceContext {
  /** Extensions to read in folders and archives, lower case with the dot; `'*'` for every file. */
  readonly extensions: readonly string[];
  readonly limits: Limits;
  drop(reason: DropReason, path: string): void;
  /** Returns true the first time it gets a real path, across all sources. */
  isNew(realPath: string): boolean;
}

/** Source of documents: a folder, a glob, a file, an archive. */
export interface Source {
  readonly description: string;
  read(context: SourceContext): AsyncIterable<RawDocument>;
}

/** Returns a function that returns true the first time it gets a real path. */
export function newFiles(): (realPath: string) => boolean {
  const met = new Set<string>();
  return (realPath) => {
    if (met.has(realPath)) return false;
    met.add(realPath);
    return true;
  };
}

/** Maximum number of endings in a hint. */
const MOST_NAMED = 3;

/** Counts files left out because of their extensions, for a hint on how to read them. */
export class OtherEndings {
  private readonly counts = new Map<string, number>();

  add(path: string): void {
    const ending = extname(path).toLowerCase();
    this.counts.set(ending, (this.counts.get(ending) ?? 0) + 1);
  }

  /** Hint such as `found 812 .txt files: --set extensions=.txt, or \`extensions: ['.txt']\`, reads them.`; undefined if none was counted. */
  get hint(): string | undefined {
    const byCount = [...this.counts].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    if (byCount.length === 0) return undefined;
    const found = byCount.map(([ending, count]) => {
      const files = count === 1 ? 'file' : 'files';
      return ending === '' ? `${count} ${files} without an extension` : `${count} ${ending} ${files}`;
    });
    const which = byCount.length === 1 ? 'them' : 'the first';
    const ending = byCount[0]![0] || '*';
    const setting = ending === '*' ? "'extensions=*'" : `extensions=${ending}`;
    return `found ${found.join(', ')}: --set ${setting}, or \`extensions: ['${ending}']\`, reads ${which}.`;
  }
}

/** Purpose of a document. `known` ones are read only to leave their near copies out of the projects. */
export type DocumentRole = 'train' | 'projects' | 'known';

/** Cleaned document in memory. */
export interface StoredDocument {
  readonly path: string;
  /** UTF-8, a view into the corpus's store. */
  readonly bytes: Uint8Array;
  /** Code points in `bytes`. */
  readonly characters: number;
  /** Purpose that the source prescribes; otherwise the document is split. */
  readonly role?: DocumentRole;
}
