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
  'unreadable',
  'binary',
  'empty',
  'duplicate',
] as const;
export type DropReason = (typeof dropReasons)[number];

export interface SourceContext {
  /** Wanted in folders and archives, lower case with the dot; `'*'` wants every file. */
  readonly extensions: readonly string[];
  drop(reason: DropReason, path: string): void;
}

/** Where documents come from: a folder, a glob, a file, an archive. */
export interface Source {
  readonly description: string;
  read(context: SourceContext): AsyncIterable<RawDocument>;
}
