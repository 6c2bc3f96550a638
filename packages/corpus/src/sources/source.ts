import { extname } from 'node:path';
import type { Limits } from '../limits.ts';

/** A file's bytes as a source found it, not yet cleaned. */
export interface RawDocument {
  /** Relative to the source's root, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The user named this very file: what is wrong with it is an error, not a count. */
  readonly named: boolean;
}

/** Why a file of a source is not in the corpus. */
export const dropReasons = [
  'extension',
  'hidden',
  'link',
  'outside',
  'repeated',
  'special',
  'large',
  'unreadable',
  'binary',
  'empty',
  'duplicate',
  'nearDuplicate',
  'heldOut',
  'known',
  'table',
] as const;
/** Why a file is no document of the corpus; `corpus.statistics` counts each. */
export type DropReason = (typeof dropReasons)[number];

export interface SourceContext {
  /** Wanted in folders and archives, lower case with the dot; `'*'` wants every file. */
  readonly extensions: readonly string[];
  readonly limits: Limits;
  drop(reason: DropReason, path: string): void;
  /** Whether a file, named by its real path, has not been met before, by whatever name, in this or another source. */
  isNew(realPath: string): boolean;
}

/** Where documents come from: a folder, a glob, a file, an archive. */
export interface Source {
  readonly description: string;
  read(context: SourceContext): AsyncIterable<RawDocument>;
}

/** Tells of each real path whether it is the first time that it is met. */
export function newFiles(): (realPath: string) => boolean {
  const met = new Set<string>();
  return (realPath) => {
    if (met.has(realPath)) return false;
    met.add(realPath);
    return true;
  };
}

/** How many endings a hint names. */
const MOST_NAMED = 3;

/** Counts files that were left out for how their names end, for a hint that says how to read them. */
export class OtherEndings {
  private readonly counts = new Map<string, number>();

  add(path: string): void {
    const ending = extname(path).toLowerCase();
    this.counts.set(ending, (this.counts.get(ending) ?? 0) + 1);
  }

  /** `found 812 .txt files: add --extensions .txt to read them.`; undefined where none was counted. */
  get hint(): string | undefined {
    const byCount = [...this.counts].sort(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
    if (byCount.length === 0) return undefined;
    const found = byCount.map(([ending, count]) => {
      const files = count === 1 ? 'file' : 'files';
      return ending === '' ? `${count} ${files} without an extension` : `${count} ${ending} ${files}`;
    });
    const which = byCount.length === 1 ? 'them' : 'the first';
    return `found ${found.join(', ')}: add --extensions ${byCount[0]![0] || "'*'"} to read ${which}.`;
  }
}

/** `known`: read only so that what is nearly a copy of it is left out of the projects. */
export type DocumentRole = 'train' | 'projects' | 'known';

/** A cleaned document as it is kept in memory. */
export interface StoredDocument {
  readonly path: string;
  /** UTF-8, a view into the corpus's store. */
  readonly bytes: Uint8Array;
  /** Code points in `bytes`. */
  readonly characters: number;
  /** What it is for, where its source says so; else it is split. */
  readonly role?: DocumentRole;
}
