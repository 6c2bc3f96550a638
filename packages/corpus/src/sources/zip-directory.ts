/** One file of a zip archive, as the archive's central directory lists it. */
export interface ZipEntry {
  readonly path: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const HEADER_SIGNATURE = 0x04034b50;
const ZIP64_END_SIGNATURE = 0x06064b50;
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
const END_BYTES = 22;
const ZIP64_LOCATOR_BYTES = 20;
const LONGEST_COMMENT = 0xffff;
const UTF8_FLAG = 0x0800;
/** In a 32-bit field: the value stands in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;

/**
 * The central directory of a zip archive (PKWARE APPNOTE.TXT 4.3.12 to 4.3.16, and 4.5.3 for ZIP64).
 * @throws RangeError or Error with the reason where the archive is damaged
 */
export function readZipDirectory(archive: DataView): ZipEntry[] {
  const { count, directoryOffset } = readEnd(archive);
  const entries: ZipEntry[] = [];
  let offset = directoryOffset;
  for (let i = 0; i < count; i++) {
    const { entry, next } = readEntry(archive, offset);
    if (!entry.path.endsWith('/')) entries.push(entry);
    offset = next;
  }
  return entries;
}

/** An entry's bytes as they stand in the archive. */
export function compressedBytes(archive: DataView, entry: ZipEntry): Uint8Array {
  const at = entry.headerOffset;
  if (archive.getUint32(at, true) !== HEADER_SIGNATURE) throw new Error(`no file header for ${entry.path}`);
  const start = at + 30 + archive.getUint16(at + 26, true) + archive.getUint16(at + 28, true);
  return bytesOf(archive, start, entry.compressedSize);
}

function readEnd(archive: DataView): { count: number; directoryOffset: number } {
  const end = findEnd(archive);
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator >= 0 && archive.getUint32(locator, true) === ZIP64_LOCATOR_SIGNATURE) {
    const end64 = getUint64(archive, locator + 8);
    if (archive.getUint32(end64, true) !== ZIP64_END_SIGNATURE) throw new Error('damaged ZIP64 directory');
    return { count: getUint64(archive, end64 + 32), directoryOffset: getUint64(archive, end64 + 48) };
  }
  return { count: archive.getUint16(end + 10, true), directoryOffset: archive.getUint32(end + 16, true) };
}

function findEnd(archive: DataView): number {
  const last = archive.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (archive.getUint32(at, true) === END_SIGNATURE) return at;
  }
  throw new Error('no end of central directory: not a zip archive, or cut off');
}

function readEntry(archive: DataView, at: number): { entry: ZipEntry; next: number } {
  if (archive.getUint32(at, true) !== ENTRY_SIGNATURE) throw new Error('damaged central directory');
  const flags = archive.getUint16(at + 8, true);
  const nameLength = archive.getUint16(at + 28, true);
  const variableLength = nameLength + archive.getUint16(at + 30, true) + archive.getUint16(at + 32, true);
  const name = bytesOf(archive, at + 46, nameLength);
  const entry: ZipEntry = {
    path: new TextDecoder(flags & UTF8_FLAG ? 'utf-8' : 'latin1').decode(name).replaceAll('\\', '/'),
    method: archive.getUint16(at + 10, true),
    encrypted: (flags & 1) === 1,
    checksum: archive.getUint32(at + 16, true),
    ...readSizes(archive, at, at + 46 + nameLength),
  };
  return { entry, next: at + 46 + variableLength };
}

/** Sizes and place of an entry; those that stand as `IN_ZIP64` follow, in this order, in the extra field 1. */
function readSizes(
  archive: DataView,
  at: number,
  extraStart: number,
): Pick<ZipEntry, 'size' | 'compressedSize' | 'headerOffset'> {
  let field = findZip64Field(archive, extraStart, archive.getUint16(at + 30, true));
  const [size, compressedSize, headerOffset] = [24, 20, 42].map((offset) => {
    const value = archive.getUint32(at + offset, true);
    if (value !== IN_ZIP64 || field === undefined) return value;
    field += 8;
    return getUint64(archive, field - 8);
  });
  return { size: size!, compressedSize: compressedSize!, headerOffset: headerOffset! };
}

function findZip64Field(archive: DataView, start: number, length: number): number | undefined {
  for (let at = start; at + 4 <= start + length; at += 4 + archive.getUint16(at + 2, true)) {
    if (archive.getUint16(at, true) === 1) return at + 4;
  }
  return undefined;
}

function getUint64(archive: DataView, at: number): number {
  return Number(archive.getBigUint64(at, true));
}

function bytesOf(archive: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(archive.buffer, archive.byteOffset + start, boundedLength(archive, start, length));
}

function boundedLength(archive: DataView, start: number, length: number): number {
  if (start + length > archive.byteLength)
    throw new RangeError('an entry reaches beyond the end of the archive');
  return length;
}
