import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ArchiveBudget, corruptArchive } from './archive-budget.ts';
import { isWanted, memberPath } from './path-rules.ts';
import { RegularFile } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

/** Maximum bytes of a name or list of attributes. */
const LARGEST_EXTENSION = 2 ** 20;

/** Reads the files of a tar archive as a stream, with one file in memory at a time. */
export function tarSource(file: string, options: { gzip: boolean }): Source {
  return { description: file, read: (context) => readTar(file, options.gzip, context) };
}

async function* readTar(file: string, gzip: boolean, context: SourceContext): AsyncIterable<RawDocument> {
  const archive = await RegularFile.open(file);
  const budget = new ArchiveBudget(file, archive.size, context.limits);
  const output = new PassThrough();
  const input = archive.pieces();
  // A failure destroys `output` with the error, which thus reaches the reader below.
  const done = (gzip ? pipeline(input, createGunzip(), output) : pipeline(input, output)).catch(() => {});
  try {
    const reader = new ByteReader(counted(output, budget));
    yield* readEntries(reader, budget, context);
    // Read to the end, which holds the checksum of the unpacked data.
    await reader.skip(Number.POSITIVE_INFINITY);
  } catch (cause) {
    throw corruptArchive(file, gzip ? 'tar.gz' : 'tar', cause);
  } finally {
    output.destroy();
    await done;
    await archive.close();
  }
}

async function* counted(chunks: AsyncIterable<Uint8Array>, budget: ArchiveBudget): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    budget.countBytes(chunk.length);
    yield chunk;
  }
}

async function* readEntries(
  reader: ByteReader,
  budget: ArchiveBudget,
  context: SourceContext,
): AsyncIterable<RawDocument> {
  let extension: Extension = {};
  for (let first = true; ; first = false) {
    const block = await reader.read(BLOCK_BYTES);
    if (block.length === 0 && !first) return; // some writers leave out the closing blocks
    if (block.length < BLOCK_BYTES) throw new Error('cut off in a header');
    const header = parseTarHeader(block);
    if (header === undefined) return;
    budget.countEntries(1);
    const extended = await readExtension(reader, header);
    if (extended !== undefined) {
      extension = { ...extension, ...extended };
      continue;
    }
    const document = await readFileEntry(reader, { ...header, ...extension }, context);
    if (document !== undefined) yield document;
    extension = {};
  }
}

/** Properties that extension entries set for the entry after them. */
interface Extension {
  readonly path?: string;
  readonly size?: number;
  readonly sparse?: true;
}

/** Reads an extension entry; undefined for any other entry. */
async function readExtension(reader: ByteReader, header: TarHeader): Promise<Extension | undefined> {
  if (header.type === 'L') return { path: parseText(await readExtensionPayload(reader, header.size)) };
  if (header.type === 'x') {
    const records = parsePaxRecords(await readExtensionPayload(reader, header.size));
    const path = records.get('path');
    const size = parsePaxSize(records.get('size'));
    const sparse = [...records.keys()].some((key) => key.startsWith('GNU.sparse.'));
    return {
      ...(path !== undefined && { path }),
      ...(size !== undefined && { size }),
      ...(sparse && { sparse }),
    };
  }
  if (header.type === 'g' || header.type === 'K') {
    await skipPayload(reader, header.size);
    return {};
  }
  return undefined;
}

async function readExtensionPayload(reader: ByteReader, size: number): Promise<Uint8Array> {
  if (size > LARGEST_EXTENSION) throw new Error(`a header of ${size} bytes`);
  return readPayload(reader, size);
}

async function readFileEntry(
  reader: ByteReader,
  { path: rawPath, size, type, sparse, sparseMapGoesOn }: TarHeader & Extension,
  context: SourceContext,
): Promise<RawDocument | undefined> {
  const path = memberPath(rawPath);
  const isFile = type === '0' && path !== '' && !path.endsWith('/');
  if (isFile && isWanted(path, context)) {
    if (sparse) context.drop('unreadable', path);
    else if (size > context.limits.documentBytes) context.drop('large', path);
    else return { path, bytes: await readPayload(reader, size), named: false };
  } else if (type === '1' || type === '2') context.drop('link', path);
  else if (type !== '0' && type !== '5') context.drop('unreadable', path);
  if (sparseMapGoesOn) await skipSparseMap(reader);
  await skipPayload(reader, type === '1' || type === '2' || type === '5' ? 0 : size);
  return undefined;
}

/** Skips the map of a GNU sparse file: blocks of 21 entries, followed by a flag for one more block. */
async function skipSparseMap(reader: ByteReader): Promise<void> {
  for (let goesOn = true; goesOn; ) {
    const block = await reader.read(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES) throw new Error('cut off in a header');
    goesOn = block[504] !== 0;
  }
}

async function readPayload(reader: ByteReader, size: number): Promise<Uint8Array> {
  const bytes = await reader.read(size);
  if (bytes.length < size) throw new Error('cut off in a file');
  await skipExactly(reader, padding(size));
  return bytes;
}

async function skipPayload(reader: ByteReader, size: number): Promise<void> {
  await skipExactly(reader, size + padding(size));
}

async function skipExactly(reader: ByteReader, byteCount: number): Promise<void> {
  if ((await reader.skip(byteCount)) > 0) throw new Error('cut off in a file');
}

function padding(size: number): number {
  return (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
}

const BLOCK_BYTES = 512;
const NEWLINE = 0x0a;

/** Header block of a tar archive (POSIX.1-1988 ustar; pax and GNU extensions are separate entries). */
interface TarHeader {
  readonly path: string;
  readonly size: number;
  /** Type: `0` file, `5` folder, `L` GNU long name, `x` pax attributes, and others. */
  readonly type: string;
  /** True for a GNU sparse file (`S`) whose map continues in blocks after the header. */
  readonly sparseMapGoesOn: boolean;
}

/**
 * Reads a header block; undefined for a block of zeros, which ends the archive.
 * @throws Error if the block's checksum is wrong
 */
function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (parseNumber(block.subarray(148, 156)) !== checksum(block)) throw new Error('damaged tar header');
  const name = parseText(block.subarray(0, 100));
  const isUstar = parseText(block.subarray(257, 263)).trimEnd() === 'ustar';
  // GNU tar writes `ustar  ` and uses the bytes of the prefix for something else.
  const isPosix = isUstar && block[263] === 0x30;
  const prefix = isPosix ? parseText(block.subarray(345, 500)) : '';
  const type = String.fromCharCode(block[156]! || 0x30);
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    size: parseNumber(block.subarray(124, 136)),
    type: type === '7' ? '0' : type,
    sparseMapGoesOn: type === 'S' && block[482] !== 0,
  };
}

/** Parses the records `length key=value\n` of a pax entry. */
function parsePaxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(parseText(bytes.subarray(at, space)));
    const end = at + length;
    // Also false if `length` is not a number, which fails every comparison.
    const sound = space > at && end > space + 1 && end <= bytes.length && bytes[end - 1] === NEWLINE;
    const record = parseText(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (!sound || equals < 1) throw new Error('damaged pax record');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** Parses the size in a pax entry. */
function parsePaxSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw new Error('damaged pax record');
  return size;
}

/** Decodes text up to the first NUL. */
function parseText(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Parses octal digits, or GNU's base 256 if the first bit is set. */
function parseNumber(field: Uint8Array): number {
  const number = field[0]! & 0x80 ? parseBase256(field) : parseOctal(field);
  if (!Number.isSafeInteger(number)) throw new Error('damaged tar header');
  return number;
}

function parseBase256(field: Uint8Array): number {
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x7f);
}

function parseOctal(field: Uint8Array): number {
  const digits = parseText(field).trim();
  if (!/^[0-7]*$/.test(digits)) return Number.NaN;
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

/** Returns the sum of the bytes, with those of the checksum itself as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) sum += i >= 148 && i < 156 ? 0x20 : block[i]!;
  return sum;
}

/** Reads a stream of chunks in pieces of any size. */
class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private current: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the next `byteCount` bytes, fewer at the end of the stream. */
  async read(byteCount: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    const missing = await this.consume(byteCount, (piece) => pieces.push(piece));
    if (pieces.length === 1) return pieces[0]!;
    const bytes = new Uint8Array(byteCount - missing);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  /** Skips `byteCount` bytes. @returns number of missing bytes */
  skip(byteCount: number): Promise<number> {
    return this.consume(byteCount, () => {});
  }

  private async consume(byteCount: number, take: (piece: Uint8Array) => void): Promise<number> {
    let missing = byteCount;
    while (missing > 0) {
      if (this.current.length === 0) {
        const { value, done } = await this.chunks.next();
        if (done) break;
        this.current = value;
      }
      const piece = this.current.subarray(0, missing);
      this.current = this.current.subarray(piece.length);
      missing -= piece.length;
      take(piece);
    }
    return missing;
  }
}
