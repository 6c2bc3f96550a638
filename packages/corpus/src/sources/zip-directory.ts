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
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const UTF8_FLAG = 0x0800;
/** In a 32-bit field: the value stands in a ZIP64 record. */
const IN_ZIP64 = 0xffffffff;

/**
 * The central directory of a zip archive (PKWARE APPNOTE.TXT 4.3.12 and 4.3.16).
 * @throws RangeError or Error with the reason where the archive is damaged
 */
export function readZipDirectory(archive: DataView): ZipEntry[] {
  const end = findEnd(archive);
  const count = archive.getUint16(end + 10, true);
  const directoryOffset = archive.getUint32(end + 16, true);
  if (count === 0xffff || directoryOffset === IN_ZIP64) throw new Error('ZIP64 archives are not read');
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
    compressedSize: archive.getUint32(at + 20, true),
    size: archive.getUint32(at + 24, true),
    headerOffset: archive.getUint32(at + 42, true),
  };
  if (entry.size === IN_ZIP64 || entry.compressedSize === IN_ZIP64 || entry.headerOffset === IN_ZIP64) {
    throw new Error('ZIP64 archives are not read');
  }
  return { entry, next: at + 46 + variableLength };
}

function bytesOf(archive: DataView, start: number, length: number): Uint8Array {
  return new Uint8Array(archive.buffer, archive.byteOffset + start, boundedLength(archive, start, length));
}

function boundedLength(archive: DataView, start: number, length: number): number {
  if (start + length > archive.byteLength)
    throw new RangeError('an entry reaches beyond the end of the archive');
  return length;
}
