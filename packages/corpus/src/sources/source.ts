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
