import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { makeTar, type TarMember } from '../../../packages/corpus/src/testing/make-tar.ts';

const MEBIBYTE = 2 ** 20;

/** A deflate stream of `mebibytes` of zeros, a thousandth of that long: one compressed block again and again. */
function deflatedZeros(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(MEBIBYTE), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(mebibytes).fill(block), deflateRawSync(Buffer.alloc(0))]);
}

export interface ZipEntry {
  readonly name: string;
  readonly compressed: Buffer;
  /** Size that the directory claims. */
  readonly size: number;
  /** Offset of its local header; default: after the entry before. */
  readonly offset?: number;
}

/** A zip file, whatever its entries say. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let end = 0;
  for (const { name, compressed, size, offset } of entries) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(compressed.length, 14);
    fields.writeUInt32LE(size >>> 0, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name)]);
    const at = offset ?? end;
    if (offset === undefined) {
      parts.push(local, compressed);
      end += local.length + compressed.length;
    }
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), fields, place, Buffer.from(name));
  }
  const central = Buffer.concat(directory);
  const tail = Buffer.alloc(22);
  tail.write('PK\x05\x06', 'latin1');
  tail.writeUInt16LE(entries.length & 0xffff, 8);
  tail.writeUInt16LE(entries.length & 0xffff, 10);
  tail.writeUInt32LE(central.length, 12);
  tail.writeUInt32LE(end, 16);
  return Buffer.concat([...parts, central, tail]);
}

/** Three files of 3.4 GiB of zeros each, ten megabytes in all. */
export function zipOfZeros(): Buffer {
  const compressed = deflatedZeros(3500);
  return zip(['a', 'b', 'c'].map((name) => ({ name: `${name}.py`, compressed, size: 3500 * MEBIBYTE })));
}

/** A thousand files that are one and the same ten megabytes (Fifield 2019). */
export function overlappingZip(): Buffer {
  const compressed = deflatedZeros(10);
  const shared = Array.from({ length: 1000 }, (_, i) => {
    const entry = { name: `file${String(i).padStart(4, '0')}.py`, compressed, size: 10 * MEBIBYTE };
    return i === 0 ? entry : { ...entry, offset: 0 };
  });
  return zip(shared);
}

/** More files than any corpus has, each empty. */
export function crowdedZip(count: number): Buffer {
  const compressed = deflateRawSync(Buffer.alloc(0));
  return zip(Array.from({ length: count }, (_, i) => ({ name: `${i}.py`, compressed, size: 0 })));
}

/** A member without the two blocks of zeros that end an archive. */
const unclosed = (member: TarMember): Uint8Array => makeTar([member]).subarray(0, -1024);

/** One file of ten GiB of zeros in a compressed tar archive. */
export async function writeTarOfZeros(path: string): Promise<void> {
  const member = gzipSync(Buffer.alloc(64 * MEBIBYTE));
  const file = createWriteStream(path);
  file.write(gzipSync(unclosed({ name: 'zeros.py', size: 10 * 1024 * MEBIBYTE })));
  for (let i = 0; i < 160; i++) file.write(member);
  file.end();
  await finished(file);
}

/** A tar archive whose one file claims to be longer than there are bytes. */
export const lyingTar = (): Uint8Array => unclosed({ name: 'a.py', size: 0o77777777777, data: 'x = 1\n' });

/** A pax header that claims a gigabyte for itself. */
export const swollenPaxTar = (): Uint8Array =>
  gzipSync(unclosed({ name: 'pax', type: 'x', size: 0o7777777777, data: Buffer.alloc(MEBIBYTE, 0x31) }));
