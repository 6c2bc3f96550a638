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
