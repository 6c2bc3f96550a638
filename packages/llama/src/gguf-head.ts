import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { z } from 'zod';
import type { GgufVocabulary } from './token-bytes.ts';

/** Head of a GGUF file: everything before its weights. */
export interface GgufHead {
  readonly vocabulary: GgufVocabulary;
  /** A space if SentencePiece prepends one to a text; else empty. */
  readonly prefix: string;
  readonly parameters: number;
  /** Name of the model without its size, if the file has one. */
  readonly label?: string | undefined;
  /** Size according to the file, such as 135M. */
  readonly sizeLabel?: string | undefined;
  /** Size of the whole file in bytes. */
  readonly bytes: number;
}

/** Maximum size of a head. A vocabulary of 260,000 tokens with all its merges takes 16 MiB. */
const MOST_HEAD_BYTES = 2 ** 26;
const MOST_TOKENS = 2 ** 22;
const PIECE_BYTES = 2 ** 20;

/** Reads the head of a regular file. Every length in it must fit into the file, so that llama.cpp is not promised more than there is. */
export function readGgufHead(file: string): GgufHead {
  // Opening a named pipe or a device may have side effects or block. Checked again below, since the file may be replaced in between.
  refuseSpecial(statSync(file));
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = fstatSync(descriptor);
    refuseSpecial(status);
    return parseHead(new Cursor(descriptor, status.size));
  } finally {
    closeSync(descriptor);
  }
}

function refuseSpecial(status: Stats): void {
  if (!status.isFile()) throw new Error(status.isDirectory() ? 'a folder' : 'a pipe or a device');
  if (status.size === 0) throw new Error('an empty file');
}

const PREFIX = 'tokenizer.ggml.';
const LABEL = 'general.basename';
const SIZE_LABEL = 'general.size_label';
/** Short enough to be shown in one line. */
const labelSchema = z.string().min(1).max(60).optional().catch(undefined);

const vocabularySchema = z
  .object({
    model: z.string(),
    tokens: z.array(z.string()),
    token_type: z.array(z.number()),
    // Same default as in llama.cpp.
    add_space_prefix: z.boolean().default(true),
  })
  .refine(({ tokens, token_type: types }) => tokens.length === types.length);

function parseHead(cursor: Cursor): GgufHead {
  if (cursor.take(Math.min(4, cursor.size)).toString('latin1') !== 'GGUF')
    throw new Error('another kind of file');
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) throw new Error(`version ${version} of the format, not 2 or 3`);
  const [tensors, entries] = [cursor.uint64(), cursor.uint64()];
  const kept = new Map<string, unknown>();
  for (let entry = 0; entry < entries; entry++) {
    const [key, type] = [cursor.string(), cursor.uint32()];
    const name = key.slice(PREFIX.length);
    const isLabel = (key === LABEL || key === SIZE_LABEL) && type === STRING;
    const isKept = isLabel || (key.startsWith(PREFIX) && Object.hasOwn(vocabularySchema.shape, name));
    const value = cursor.value(type, isKept);
    if (isKept) kept.set(isLabel ? key : name, value);
  }
  let parameters = 0;
  for (let tensor = 0; tensor < tensors; tensor++) parameters += takeTensor(cursor, tensor);
  const { data } = vocabularySchema.safeParse(Object.fromEntries(kept));
  if (data === undefined) throw new Error('one without a tokenizer, its tokens and the type of each');
  const { model, tokens, token_type: types, add_space_prefix: spaceInFront } = data;
  const prefix = model === 'llama' && spaceInFront ? ' ' : '';
  const [label, sizeLabel] = [LABEL, SIZE_LABEL].map((key) => labelSchema.parse(kept.get(key)));
  return { vocabulary: { model, tokens, types }, prefix, parameters, label, sizeLabel, bytes: cursor.size };
}

/** Skips a tensor and returns its number of values. */
function takeTensor(cursor: Cursor, index: number): number {
  cursor.string();
  let numbers = 1;
  for (let left = cursor.uint32(); left > 0; left--) numbers *= cursor.uint64();
  cursor.uint32();
  const end = cursor.uint64() + numbers / LEAST_BITS;
  // Catches NaN, too, from 0 times infinity.
  if (!(end <= cursor.size)) throw new Error(`tensor ${index}, which ends beyond the file`);
  return numbers;
}

/** Maximum number of values per byte: no type takes less than one bit per value. */
const LEAST_BITS = 8;

type Scalar = readonly [bytes: number, read: (from: Buffer) => unknown];

/** Sizes in bytes by type number; 8 is a string, 9 a list. */
const SCALARS: Readonly<Record<number, Scalar>> = {
  0: [1, (from) => from.readUInt8()],
  1: [1, (from) => from.readInt8()],
  2: [2, (from) => from.readUInt16LE()],
  3: [2, (from) => from.readInt16LE()],
  4: [4, (from) => from.readUInt32LE()],
  5: [4, (from) => from.readInt32LE()],
  6: [4, (from) => from.readFloatLE()],
  7: [1, (from) => from.readUInt8() === 1],
  10: [8, (from) => Number(from.readBigUInt64LE())],
  11: [8, (from) => Number(from.readBigInt64LE())],
  12: [8, (from) => from.readDoubleLE()],
};
const STRING = 8;
const LIST = 9;

/** Reads a file from its beginning, never beyond its end. */
class Cursor {
  readonly size: number;
  readonly #descriptor: number;
  /** Allocated at full size, since memory is not committed until it is written to. */
  readonly #buffer: Buffer;
  #filled = 0;
  #at = 0;

  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(size, MOST_HEAD_BYTES));
  }

  /** Returns the next bytes, in a part of the buffer that is never overwritten. */
  take(bytes: number): Buffer {
    const [at, end] = [this.#at, this.#at + bytes];
    if (end > this.size)
      throw new Error(`one that is cut off or damaged: ${bytes} bytes at byte ${at} of ${this.size}`);
    if (end > MOST_HEAD_BYTES) throw new Error(`more than ${MOST_HEAD_BYTES} bytes before the weights`);
    while (this.#filled < end) {
      const length = Math.min(PIECE_BYTES, this.#buffer.length - this.#filled);
      const read = readSync(this.#descriptor, this.#buffer, this.#filled, length, this.#filled);
      if (read === 0) throw new Error(`a file that is being cut off: at byte ${this.#filled}`);
      this.#filled += read;
    }
    this.#at = end;
    return this.#buffer.subarray(at, end);
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** Inexact above 2⁵³, which no file reaches. */
  uint64(): number {
    return Number(this.take(8).readBigUInt64LE());
  }

  string(): string {
    return this.take(this.uint64()).toString('utf8');
  }

  /** @param isKept false to skip the value */
  value(type: number, isKept: boolean): unknown {
    if (type === LIST) return this.#list(isKept);
    if (type === STRING) return isKept ? this.string() : this.take(this.uint64());
    const scalar = SCALARS[type];
    if (scalar === undefined) throw new Error(`a value of the unknown type ${type} at byte ${this.#at}`);
    return scalar[1](this.take(scalar[0]));
  }

  #list(isKept: boolean): unknown[] {
    const type = this.uint32();
    const length = this.uint64();
    if (type === LIST) throw new Error(`a list of lists at byte ${this.#at}`);
    if (!isKept && SCALARS[type] !== undefined) {
      this.take(length * SCALARS[type][0]);
      return [];
    }
    if (isKept && length > MOST_TOKENS) throw new Error(`a list of ${length} at byte ${this.#at}`);
    const values: unknown[] = [];
    for (let index = 0; index < length; index++) {
      const value = this.value(type, isKept);
      if (isKept) values.push(value);
    }
    return values;
  }
}
