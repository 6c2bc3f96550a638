import { checkArgument, describeValue, LongrangeError, parseOptions } from '@longrange/errors';
import { type CorpusSplit, checkSplit, type DocumentSpan } from '../corpus-split.ts';
import { encodeOptionsSchema } from '../options-schema.ts';
import { codePointAt, sequenceLength } from '../text/utf8.ts';

/** Maximum vocabulary, as in the model: all of Big5 fits, but not a text of random characters. */
const LARGEST_VOCABULARY = 16_384;
const ABSENT = -1;

/**
 * Maps characters (code points) to ids and back. An id is the character's index in the vocabulary.
 *
 * Characters that are not in the vocabulary are dropped, as cleaning drops those outside its character set:
 * `decode(encode(text))` is the text as the model sees it, identical for known characters. Measurements
 * use that text. `unknown: 'error'` rejects such characters instead, and `countUnknown` counts them.
 */
export class CharTokenizer {
  /** Vocabulary, one character each; saved with the model. */
  readonly vocabulary: readonly string[];
  private readonly asciiIds = new Int32Array(128).fill(ABSENT);
  private readonly otherIds = new Map<number, number>();

  private constructor(vocabulary: readonly string[]) {
    this.vocabulary = vocabulary;
    for (const [id, character] of vocabulary.entries()) {
      const codePoint = character.codePointAt(0)!;
      if (codePoint < 128) this.asciiIds[codePoint] = id;
      else this.otherIds.set(codePoint, id);
    }
  }

  /** Builds the vocabulary of the training split, in the order of code points. @throws TOKENIZER_VOCABULARY for too many characters */
  static fromSplit(train: CorpusSplit): CharTokenizer {
    checkSplit(train);
    const ascii = new Uint8Array(128);
    const others = new Set<number>();
    for (let document = 0; document < train.documents.length; document++) {
      const bytes = train.bytes(document);
      for (let i = 0; i < bytes.length; i += sequenceLength(bytes[i]!)) {
        if (bytes[i]! < 128) ascii[bytes[i]!] = 1;
        else others.add(codePointAt(bytes, i));
      }
    }
    for (let codePoint = 0; codePoint < 128; codePoint++) if (ascii[codePoint] === 1) others.add(codePoint);
    return CharTokenizer.fromCodePoints(others);
  }

  /** Builds the vocabulary of a text, in the order of code points. @throws TOKENIZER_VOCABULARY for none or too many characters */
  static fromText(text: string): CharTokenizer {
    checkText(text);
    return CharTokenizer.fromCodePoints(new Set(codePointsOf(text)));
  }

  /**
   * Restores a saved vocabulary, in its own order.
   * @throws TOKENIZER_VOCABULARY if it is empty or too large, or if an entry is not one character or occurs twice
   */
  static fromVocabulary(characters: readonly string[]): CharTokenizer {
    checkArgument(Array.isArray(characters), 'characters', 'a list of characters', characters);
    if (characters.length === 0 || characters.length > LARGEST_VOCABULARY) {
      throw badVocabulary(
        `1 to ${LARGEST_VOCABULARY} characters`,
        String(characters.length),
        characters.length === 0 ? undefined : "is it text? The charset 'reference' keeps ASCII alone.",
      );
    }
    for (const character of characters) {
      if (typeof character !== 'string' || codePointsOf(character).length !== 1) {
        throw badVocabulary('each entry to be one character', describeValue(character));
      }
    }
    if (new Set(characters).size < characters.length) throw badVocabulary('distinct characters', 'one twice');
    return new CharTokenizer([...characters]);
  }

  private static fromCodePoints(codePoints: ReadonlySet<number>): CharTokenizer {
    const sorted = [...codePoints].sort((a, b) => a - b);
    return CharTokenizer.fromVocabulary(sorted.map((codePoint) => String.fromCodePoint(codePoint)));
  }

  /** Number of characters in the vocabulary. */
  get size(): number {
    return this.vocabulary.length;
  }

  /**
   * Encodes a text, `[known characters] int32`.
   * @throws TOKENIZER_UNKNOWN_CHARACTER with `unknown: 'error'`
   */
  encode(text: string, options: { unknown?: 'drop' | 'error' } = {}): Int32Array {
    checkText(text);
    const context = { code: 'TOKENIZER_OPTIONS', subject: 'options of encode' };
    const { unknown = 'drop' } = parseOptions(encodeOptionsSchema, options, context);
    const ids = new Int32Array(text.length);
    let length = 0;
    for (const character of text) {
      const id = this.idOf(character.codePointAt(0)!);
      if (id !== ABSENT) ids[length++] = id;
      else if (unknown === 'error') {
        throw tokenizerError(
          'TOKENIZER_UNKNOWN_CHARACTER',
          `Expected characters of the vocabulary, got ${JSON.stringify(character)}.`,
          'the model has never seen it: leave it out.',
        );
      }
    }
    return ids.slice(0, length);
  }

  /**
   * Encodes valid UTF-8 into `target` from `offset`.
   * @returns number of ids written; unknown characters are dropped
   */
  encodeUtf8(bytes: Uint8Array, target: Uint8Array | Uint16Array, offset: number): number {
    checkArgument(bytes instanceof Uint8Array, 'bytes', 'UTF-8 in a Uint8Array', bytes);
    const { asciiIds } = this;
    let at = offset;
    for (let i = 0; i < bytes.length; ) {
      const byte = bytes[i]!;
      const id = byte < 128 ? asciiIds[byte]! : this.idOf(codePointAt(bytes, i));
      if (id !== ABSENT) target[at++] = id;
      i += sequenceLength(byte);
    }
    return at - offset;
  }

  /** Decodes ids. @throws LongrangeError TOKENIZER_ID for an id outside the vocabulary */
  decode(ids: ArrayLike<number>): string {
    const characters = new Array<string>(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const character = this.vocabulary[ids[i]!];
      if (character === undefined) {
        throw tokenizerError(
          'TOKENIZER_ID',
          `Expected ids below ${this.size}, got ${ids[i]} at index ${i}.`,
          'the text was encoded with another vocabulary.',
        );
      }
      characters[i] = character;
    }
    return characters.join('');
  }

  /** Counts the characters of a text that are not in the vocabulary. */
  countUnknown(text: string): number {
    checkText(text);
    let count = 0;
    for (const character of text) if (this.idOf(character.codePointAt(0)!) === ABSENT) count++;
    return count;
  }

  private idOf(codePoint: number): number {
    return codePoint < 128 ? this.asciiIds[codePoint]! : (this.otherIds.get(codePoint) ?? ABSENT);
  }
}

function codePointsOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

function tokenizerError(code: string, message: string, hint?: string): LongrangeError {
  return new LongrangeError({ code, message, hint, exitCode: 2 });
}

function badVocabulary(expected: string, got: string, hint?: string): LongrangeError {
  return tokenizerError('TOKENIZER_VOCABULARY', `Expected ${expected} in the vocabulary, got ${got}.`, hint);
}

function checkText(text: string): void {
  checkArgument(typeof text === 'string', 'text', 'a string', text);
}

/** Split as character ids. */
export interface EncodedSplit {
  /** `[characters]`, uint8 if the vocabulary has at most 256 characters, else uint16. */
  readonly ids: Uint8Array | Uint16Array;
  /** Position of each document in `ids`. */
  readonly documents: readonly DocumentSpan[];
  /** Number of dropped characters that are not in the vocabulary. */
  readonly unknownCharacters: number;
}

/** Encodes a split, with one id for each known character. */
export function encodeSplit(split: CorpusSplit, tokenizer: CharTokenizer): EncodedSplit {
  checkSplit(split);
  const ids = tokenizer.size <= 256 ? new Uint8Array(split.characters) : new Uint16Array(split.characters);
  let end = 0;
  const documents = split.documents.map(({ path }, index) => {
    const start = end;
    end += tokenizer.encodeUtf8(split.bytes(index), ids, start);
    return { path, start, end };
  });
  return { ids: ids.subarray(0, end), documents, unknownCharacters: split.characters - end };
}
