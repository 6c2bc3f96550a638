import { checkArgument, type TextDocument } from '@longrange/errors';
import type { StoredDocument } from './sources/source.ts';
import type { SplitName } from './split/splits.ts';

/** Position of a document in its split: characters (code points) from `start` up to, but not including, `end`. */
export interface DocumentSpan {
  readonly path: string;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character. */
  readonly end: number;
}

/** Part of a corpus: consecutive cleaned documents, each ending in exactly one newline. */
export class CorpusSplit {
  readonly name: SplitName;
  readonly documents: readonly DocumentSpan[];
  /** Code points in all documents. */
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

  /** Returns the cleaned text of one document. @throws LongrangeError ARGUMENT_INVALID for an index out of range */
  text(documentIndex: number): string {
    return new TextDecoder().decode(this.bytes(documentIndex));
  }

  /** Returns the cleaned documents, as `evaluate` of @longrange/eval takes them. */
  texts(): TextDocument[] {
    return this.documents.map(({ path }, index) => ({ path, text: this.text(index) }));
  }

  /** Returns the cleaned text of one document as UTF-8: a view that must not be written to. */
  bytes(documentIndex: number): Uint8Array {
    const document = this.stored[documentIndex];
    const expected = `the index of one of ${this.stored.length} documents`;
    checkArgument(document !== undefined, 'documentIndex', expected, documentIndex);
    return document!.bytes;
  }
}

/** @throws LongrangeError ARGUMENT_INVALID */
export function checkSplit(split: CorpusSplit): void {
  checkArgument(split instanceof CorpusSplit, 'split', 'a split of a corpus', split);
}
