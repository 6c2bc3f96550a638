import type { DocumentRole } from '../stored-document.ts';
import type { PinnedPackage, Uploaded } from './pypi.ts';

/** A source of a named set. */
export interface SetMember {
  /** `stdlib`, or a package by its exact version. */
  readonly name: string;
  /** The file that the package has to be. */
  readonly pinned?: PinnedPackage | undefined;
  /** What all of its documents are for; undefined: they are split. */
  readonly role?: DocumentRole;
  /** When the release has to have been uploaded; without such a release there is nothing to read. */
  readonly uploaded?: Uploaded | undefined;
  /** Paths of documents that are tables. */
  readonly tables?: readonly string[];
}
