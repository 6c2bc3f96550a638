import type { SplitName } from './split/split-options.ts';
import type { StoredDocument } from './stored-document.ts';

/** Where a document lies in its split: characters (code points) from `start` up to, not including, `end`. */
export interface DocumentSpan {
  readonly path: string;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
}

/** One part of a corpus: cleaned documents one after another, each ending in exactly one newline. */
export class CorpusSplit {
  readonly name: SplitName;
  readonly documents: readonly DocumentSpan[];
  /** Code points in all documents together. */
  readonly characters: number;
  private readonly stored: readonly StoredDocument[];

  constructor(name: SplitName, stored: readonly StoredDocument[]) {
    this.name = name;
    this.stored = stored;
    let start = 0;
    this.documents = stored.map(({ path, characters }) => {
      const span = { path, start, end: start + characters };
      start = span.end;
      return span;
    });
    this.characters = start;
  }

  /** The cleaned text of one document. @throws RangeError for an index out of range */
  text(documentIndex: number): string {
    return new TextDecoder().decode(this.bytes(documentIndex));
  }

  /** The cleaned text of one document as UTF-8: a view, not to be written to. */
  bytes(documentIndex: number): Uint8Array {
    const document = this.stored[documentIndex];
    if (document === undefined) {
      throw new RangeError(
        `Expected the index of one of ${this.stored.length} documents, got ${documentIndex}.`,
      );
    }
    return document.bytes;
  }
}
