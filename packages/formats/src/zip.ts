import { Inflate, strFromU8 } from 'fflate';

/** Member of a zip archive, as the archive's directory describes it. */
export interface ZipMember {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

const END_SIGNATURE = 0x06054b50;
const MEMBER_SIGNATURE = 0x02014b50;
const END_BYTES = 22;
const MEMBER_BYTES = 46;
const HEADER_BYTES = 30;
const LONGEST_COMMENT = 0xffff;
const UTF8_FLAG = 0x0800;
const [STORED, DEFLATED] = [0, 8];
/** Bytes inflated at a time, each of which may become a thousand. */
const PIECE_BYTES = 2 ** 14;

/**
 * Unpacks the wanted members of a zip archive (PKWARE APPNOTE.TXT 4.3.12 and 4.3.16; no ZIP64). No member gets more memory or time than
 * the size in the directory takes, so whoever limits that size limits both. Nothing is written to disk.
 *
 * @param isWanted is asked for each member before any memory is allocated for it; may throw
 * @returns contents by name
 * @throws Error with the reason if the archive is damaged, or what `isWanted` throws
 */
export function unzip(
  archive: Uint8Array,
  isWanted: (member: ZipMember) => boolean,
): Map<string, Uint8Array> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  const contents = new Map<string, Uint8Array>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== MEMBER_SIGNATURE) throw new Error('a damaged directory');
    const nameEnd = at + MEMBER_BYTES + view.getUint16(at + 28, true);
    const isLatin1 = (view.getUint16(at + 8, true) & UTF8_FLAG) === 0;
    const member = {
      name: strFromU8(archive.subarray(at + MEMBER_BYTES, nameEnd), isLatin1),
      packedBytes: view.getUint32(at + 20, true),
      unpackedBytes: view.getUint32(at + 24, true),
    };
    if (isWanted(member)) {
      if (contents.has(member.name)) throw new Error(`${member.name} twice`);
      const header = view.getUint32(at + 42, true);
      const start =
        header + HEADER_BYTES + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
      const packed = archive.subarray(start, start + member.packedBytes);
      contents.set(member.name, unpack(packed, view.getUint16(at + 10, true), member));
    }
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return contents;
}

function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - LONGEST_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--)
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  throw new Error('a file without a directory');
}

function unpack(packed: Uint8Array, method: number, { name, unpackedBytes }: ZipMember): Uint8Array {
  if (method !== STORED && method !== DEFLATED) throw new Error(`${name} in a compression of its own`);
  const bytes = new Uint8Array(unpackedBytes);
  let length = 0;
  const add = (piece: Uint8Array): void => {
    if (length + piece.length > unpackedBytes) throw new Error(`${name} longer than it claims to be`);
    bytes.set(piece, length);
    length += piece.length;
  };
  if (method === STORED) add(packed);
  else {
    const inflate = new Inflate(add);
    for (let at = 0; at < packed.length; at += PIECE_BYTES)
      inflate.push(packed.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= packed.length);
  }
  if (length < unpackedBytes) throw new Error(`${name} shorter than it claims to be`);
  return bytes;
}
