import { crc32, inflateRawSync } from 'node:zlib';
import { ArchiveBudget, corruptArchive } from './archive-budget.ts';
import { isWanted, memberPath } from './path-rules.ts';
import { RegularFile } from './regular-file.ts';
import type { RawDocument, Source, SourceContext } from './source.ts';

const STORED = 0;
const DEFLATED = 8;
/** More than any compressor adds to a small file. */
const SMALL_BYTES = 1024;

/** Reads the files of a zip archive, one in memory at a time, and verifies their checksums. */
export function zipSource(file: string): Source {
  return { description: file, read: (context) => readZip(file, context) };
}

async function* readZip(file: string, context: SourceContext): AsyncIterable<RawDocument> {
  const archive = await RegularFile.open(file);
  try {
    const budget = new ArchiveBudget(file, archive.size, context.limits);
    for (const entry of await readZipDirectory(archive, budget)) {
      if (!isWanted(entry.path, context)) continue;
      const { path, method, encrypted, size } = entry;
      budget.countBytes(size);
      if (encrypted || (method !== STORED && method !== DEFLATED)) context.drop('unreadable', path);
      else if (size > context.limits.documentBytes) context.drop('large', path);
      else yield { path, bytes: await readZipEntry(archive, entry), named: false };
    }
  } catch (cause) {
    throw corruptArchive(file, 'zip', cause);
  } finally {
    await archive.close();
  }
}

/** Reads a stored or deflated file. @throws Error with the reason if the archive is damaged */
async function readZipEntry(archive: RegularFile, entry: ZipEntry): Promise<Uint8Array> {
  const { method, size, compressedSize, checksum, path } = entry;
  if (compressedSize > 2 * size + SMALL_BYTES) throw new Error(`${path} is larger packed than unpacked`);
  const compressed = await readCompressed(archive, entry);
  const bytes = method === STORED ? compressed : inflate(compressed, size, path);
  if (bytes.length !== size || crc32(bytes) !== checksum)
    throw new Error(`${path} does not match its checksum`);
  return bytes;
}

/** Inflates up to the size that the directory states. */
function inflate(compressed: Uint8Array, size: number, path: string): Uint8Array {
  try {
    // A limit of 0 is not allowed, but files may be empty.
    return inflateRawSync(compressed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    const longer = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Error(longer ? `${path} is longer than it says` : `${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** File in the central directory of a zip archive. */
export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
  /** Start of the next file's header or of the directory. */
  readonly end: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const HEADER_SIGNATURE = 0x04034b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const HEADER_BYTES = 30;
const ZIP64_END_BYTES = 56;
const ZIP64_LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;
const LONGEST_NAME = 0xffff;
const LONGEST_EXTRA = 0xffff;
const UTF8_FLAG = 0x0800;
/** Value of a 32-bit field whose real value is in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;
/** Maximum bytes of the directory: more than half a million entries with names of a hundred characters. */
const LARGEST_DIRECTORY = 128 * 2 ** 20;

/**
 * Reads the central directory of a zip archive (PKWARE APPNOTE.TXT 4.3.12 to 4.3.16, and 4.5.3 for ZIP64), without folders.
 *
 * @throws Error with the reason if the archive is damaged
 */
async function readZipDirectory(file: RegularFile, budget: ArchiveBudget): Promise<ZipEntry[]> {
  const { count, start, end } = await findDirectory(file);
  budget.countEntries(count);
  if (!(start <= end && end - start <= LARGEST_DIRECTORY)) throw new Error('damaged central directory');
  const directory = viewOf(await file.read(start, end - start));
  const entries: ListedEntry[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(directory, offset);
    entries.push(entry);
    offset = next;
  }
  const ends = endsOf(entries, start);
  return entries
    .map((entry) => ({ ...entry, end: ends.get(entry)! }))
    .filter(({ path }) => path !== '' && !path.endsWith('/'));
}

/**
 * Reads the compressed bytes of an entry.
 *
 * @throws Error with the reason if the archive is damaged, or if the file shares bytes with the next one: that turns a few
 *   kilobytes into petabytes (D. Fifield, "A better zip bomb", WOOT 2019), and no ordinary program creates such archives
 */
async function readCompressed(file: RegularFile, entry: ZipEntry): Promise<Uint8Array> {
  const { path, headerOffset, compressedSize, end } = entry;
  // A single read; what lies between this file and the next need not belong to it.
  const longest = HEADER_BYTES + LONGEST_NAME + LONGEST_EXTRA + compressedSize;
  const bytes = await file.read(headerOffset, Math.max(HEADER_BYTES, Math.min(longest, end - headerOffset)));
  const header = viewOf(bytes);
  if (header.getUint32(0, true) !== HEADER_SIGNATURE) throw new Error(`no file header for ${path}`);
  const start = HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (headerOffset + start + compressedSize > end) throw new Error(`${path} overlaps what comes after it`);
  return bytes.subarray(start, start + compressedSize);
}

/** Entry as listed in the directory. */
type ListedEntry = Omit<ZipEntry, 'end'>;

function endsOf(entries: readonly ListedEntry[], directoryStart: number): Map<ListedEntry, number> {
  const ordered = [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
  return new Map(ordered.map((entry, index) => [entry, ordered[index + 1]?.headerOffset ?? directoryStart]));
}

/** Finds the directory and its number of entries. */
async function findDirectory(file: RegularFile): Promise<{ count: number; start: number; end: number }> {
  const tailStart = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT - ZIP64_LOCATOR_BYTES);
  const tail = viewOf(await file.read(tailStart, file.size - tailStart));
  const end = findEnd(tail);
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator >= 0 && tail.getUint32(locator, true) === ZIP64_LOCATOR_SIGNATURE) {
    const at = getUint64(tail, locator + 8);
    const end64 = viewOf(await file.read(at, ZIP64_END_BYTES));
    if (end64.getUint32(0, true) !== ZIP64_END_SIGNATURE) throw new Error('damaged ZIP64 directory');
    return { count: getUint64(end64, 32), start: getUint64(end64, 48), end: at };
  }
  const count = tail.getUint16(end + 10, true);
  return { count, start: tail.getUint32(end + 16, true), end: tailStart + end };
}

function findEnd(tail: DataView): number {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw new Error('no end of central directory: not a zip archive, or cut off');
}

function readEntry(directory: DataView, at: number): { entry: ListedEntry; next: number } {
  if (directory.getUint32(at, true) !== ENTRY_SIGNATURE) throw new Error('damaged central directory');
  const flags = directory.getUint16(at + 8, true);
  const nameLength = directory.getUint16(at + 28, true);
  const variableLength = nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  const next = at + ENTRY_BYTES + variableLength;
  if (next > directory.byteLength) throw new RangeError('the central directory is cut off');
  const name = new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_BYTES, nameLength);
  const decoded = new TextDecoder(flags & UTF8_FLAG ? 'utf-8' : 'latin1').decode(name);
  const entry: ListedEntry = {
    path: memberPath(decoded.replaceAll('\\', '/')),
    method: directory.getUint16(at + 10, true),
    encrypted: (flags & 1) === 1,
    checksum: directory.getUint32(at + 16, true),
    ...readSizes(directory, at, at + ENTRY_BYTES + nameLength),
  };
  return { entry, next };
}

/** Reads sizes and position of an entry; those given as `IN_ZIP64` follow in this order in extra field 1. */
function readSizes(
  directory: DataView,
  at: number,
  extraStart: number,
): Pick<ZipEntry, 'size' | 'compressedSize' | 'headerOffset'> {
  let field = findZip64Field(directory, extraStart, directory.getUint16(at + 30, true));
  const [size, compressedSize, headerOffset] = [24, 20, 42].map((offset) => {
    const value = directory.getUint32(at + offset, true);
    if (value !== IN_ZIP64 || field === undefined) return value;
    field += 8;
    return getUint64(directory, field - 8);
  });
  return { size: size!, compressedSize: compressedSize!, headerOffset: headerOffset! };
}

function findZip64Field(directory: DataView, start: number, length: number): number | undefined {
  for (let at = start; at + 4 <= start + length; at += 4 + directory.getUint16(at + 2, true)) {
    if (directory.getUint16(at, true) === 1) return at + 4;
  }
  return undefined;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function getUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
