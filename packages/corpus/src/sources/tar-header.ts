export const BLOCK_BYTES = 512;
const NEWLINE = 0x0a;

/** One header block of a tar archive (POSIX.1-1988 ustar; pax and GNU extensions are entries of their own). */
export interface TarHeader {
  readonly path: string;
  readonly size: number;
  /** `0` a file, `5` a folder, `L` a GNU long name, `x` pax attributes, and others. */
  readonly type: string;
  /** Of a GNU sparse file (`S`): blocks with more of its map follow the header. */
  readonly sparseMapGoesOn: boolean;
}

/**
 * Reads a header block; undefined for a block of zeros, which ends the archive.
 * @throws Error where the block's checksum is wrong
 */
export function parseTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (parseNumber(block.subarray(148, 156)) !== checksum(block)) throw new Error('damaged tar header');
  const name = parseText(block.subarray(0, 100));
  const isUstar = parseText(block.subarray(257, 263)).trimEnd() === 'ustar';
  // GNU tar writes `ustar  ` and uses the bytes of the prefix for other things.
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

/** The records `length key=value\n` of a pax entry. */
export function parsePaxRecords(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(parseText(bytes.subarray(at, space)));
    const end = at + length;
    // Also where `length` is no number, and all of these are false.
    const sound = space > at && end > space + 1 && end <= bytes.length && bytes[end - 1] === NEWLINE;
    const record = parseText(bytes.subarray(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (!sound || equals < 1) throw new Error('damaged pax record');
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

/** The size in a pax entry. */
export function parsePaxSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size)) throw new Error('damaged pax record');
  return size;
}

/** Text up to the first NUL. */
export function parseText(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or GNU's base 256 where the first bit is set. */
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

/** Sum of the bytes, those of the checksum itself taken as spaces. */
function checksum(block: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < BLOCK_BYTES; i++) sum += i >= 148 && i < 156 ? 0x20 : block[i]!;
  return sum;
}
