/** A cleaned document as it is kept in memory. */
export interface StoredDocument {
  readonly path: string;
  /** UTF-8, a view into the corpus's store. */
  readonly bytes: Uint8Array;
  /** Code points in `bytes`. */
  readonly characters: number;
}
