import { corpusError } from '../corpus-error.ts';
import type { StoredDocument } from '../stored-document.ts';
import { countCodePoints } from '../text/utf8.ts';

const NEWLINE = 0x0a;

/**
 * Cuts the documents, in the order given, into a first and a last part: the last begins with the first line that
 * starts at or after the share `1 - validation` of the characters. A document that the cut meets is in both
 * parts, its lines divided.
 * @throws CORPUS_TOO_SHORT where a part would be empty
 */
export function splitContiguously(
  documents: readonly StoredDocument[],
  validation: number,
): { train: StoredDocument[]; validation: StoredDocument[] } {
  const total = documents.reduce((sum, { characters }) => sum + characters, 0);
  let toCut = Math.floor(total * (1 - validation));
  const train: StoredDocument[] = [];
  const rest: StoredDocument[] = [];
  for (const document of documents) {
    if (toCut <= 0) rest.push(document);
    else if (toCut >= document.characters) train.push(document);
    else {
      const { first, last } = cutAtLine(document, toCut);
      train.push(first);
      if (last !== undefined) rest.push(last);
    }
    toCut -= document.characters;
  }
  if (train.length === 0 || (rest.length === 0 && validation > 0)) {
    throw corpusError(
      'CORPUS_TOO_SHORT',
      `Expected enough lines for a training and a validation part, got ${total} characters.`,
      'add text.',
    );
  }
  return { train, validation: rest };
}

/** Cuts after the first newline at or after `characters`. */
function cutAtLine(
  document: StoredDocument,
  characters: number,
): { first: StoredDocument; last?: StoredDocument } {
  const { path, bytes } = document;
  const cut = bytes.indexOf(NEWLINE, byteOffset(bytes, characters - 1)) + 1;
  const first = bytes.subarray(0, cut);
  if (cut === bytes.length) return { first: document };
  const firstCharacters = countCodePoints(first);
  return {
    first: { path, bytes: first, characters: firstCharacters },
    last: { path, bytes: bytes.subarray(cut), characters: document.characters - firstCharacters },
  };
}

/** Where the character of index `characters` starts. */
function byteOffset(bytes: Uint8Array, characters: number): number {
  let seen = -1;
  for (let i = 0; i < bytes.length; i++) {
    if ((bytes[i]! & 0xc0) !== 0x80 && ++seen === characters) return i;
  }
  return bytes.length;
}
