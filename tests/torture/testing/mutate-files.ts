import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type Draw, mutateBytes, mutateJson, oddNumber, pick } from './mutate.ts';

/** A file of a model, and the name that it is read under. */
export interface ModelFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Not a number, infinite, the largest and the smallest float32. */
const ODD_FLOATS = [0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff, 0x00000001];

/** Signatures of records of zip archives and HDF5. */
const SIGNATURES = /PK..|.HDF|TREE|SNOD|HEAP|GCOL|OHDR|OCHK|FRHP|FHDB|FHIB|BTHD|BTLF|BTIN/gs;

/** Offsets of records. */
function recordsOf(bytes: Uint8Array): number[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Array.from(text.matchAll(SIGNATURES), ({ index }) => index);
}

/** One to three fields of 1, 2, 4 or 8 bytes with an odd number each, near the beginnings of records where there are any. */
function mutateFields(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const records = recordsOf(bytes);
  for (let field = 0; field <= draw(3); field++) {
    const near = records.length > 0 && draw(4) > 0;
    const at = near ? pick(draw, records) + draw(96) : draw(Math.max(1, bytes.length));
    const size = pick(draw, [1, 2, 4, 4, 8, 8]);
    if (at + size > copy.length) continue;
    const isFloat = size === 4 && draw(4) === 0;
    const number = isFloat ? BigInt(pick(draw, ODD_FLOATS)) : oddNumber(bytes.length, draw);
    for (let byte = 0; byte < size; byte++) copy[at + byte] = Number((number >> BigInt(8 * byte)) & 0xffn);
  }
  return copy;
}

/** Cut off where a record begins or ends, or a byte beside. */
function cut(bytes: Uint8Array, draw: Draw): Uint8Array {
  const records = recordsOf(bytes);
  const at = records.length > 0 ? pick(draw, records) : draw(bytes.length + 1);
  return bytes.slice(0, Math.max(0, at + draw(3) - 1 + pick(draw, [0, 0, 4, 8, 24])));
}

/** Text, such as JSON within HDF5, in which a few characters are others. */
function mutateText(bytes: Uint8Array, draw: Draw): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const isText = (at: number): boolean => copy[at]! >= 0x20 && copy[at]! < 0x7f;
  for (let tries = 0; tries < 200; tries++) {
    const at = draw(Math.max(1, copy.length));
    if (![0, 1, 2, 3, 4, 5].every((ahead) => isText(at + ahead))) continue;
    const written = pick(draw, ['9', '-', '"', ',', '}', '[', 'e', '1e9', 'null', '\\u0', '\0', '99999']);
    copy.set(strToU8(written).subarray(0, copy.length - at), at);
    if (draw(2) === 0) break;
  }
  return copy;
}

/** A part of another file in the place of one's own. */
function splice(bytes: Uint8Array, other: Uint8Array, draw: Draw): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const from = draw(Math.max(1, other.length));
  const part = other.subarray(from, from + 1 + draw(2048));
  const at = draw(Math.max(1, copy.length));
  copy.set(part.subarray(0, copy.length - at), at);
  return copy;
}

/** An archive packed again with one member changed, its checksums right. */
function mutateArchive(bytes: Uint8Array, draw: Draw): Uint8Array {
  const members = unzipSync(bytes);
  const name = pick(draw, Object.keys(members));
  const member = members[name]!;
  const change = (): Uint8Array => {
    if (name.endsWith('.json') && draw(4) > 0) return strToU8(mutateJson(strFromU8(member), draw));
    return pick(draw, [mutateFields, mutateFields, mutateBytes, mutateText, cut])(member, draw);
  };
  const others: readonly (() => Record<string, Uint8Array>)[] = [
    () => ({ ...members, [name]: bytes }),
    () => ({ ...members, [name]: new Uint8Array(2 ** (10 + draw(15))) }),
    () => ({ ...members, [name]: members[pick(draw, Object.keys(members))]! }),
    () => {
      const { [name]: _, ...rest } = members;
      return { ...rest, [pick(draw, [`../${name}`, `/${name}`, `${name}/`, 'x'.repeat(60_000)])]: member };
    },
  ];
  const changed = draw(8) > 0 ? { ...members, [name]: change() } : pick(draw, others)();
  return zipSync(changed, { level: draw(2) === 0 ? 0 : 1 });
}

/** The header of safetensors changed as JSON, with a length that fits, or not. */
function mutateHeader(bytes: Uint8Array, draw: Draw): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(strFromU8(bytes.subarray(8, 8 + length))) as {
    __metadata__: Record<string, string>;
  };
  if (draw(2) === 0) header.__metadata__.longrange = mutateJson(header.__metadata__.longrange!, draw);
  const text = strToU8(draw(3) > 0 ? mutateJson(JSON.stringify(header), draw) : JSON.stringify(header));
  const claimed = draw(6) === 0 ? oddNumber(bytes.length, draw) : BigInt(text.length);
  const begin = new Uint8Array(new BigUint64Array([claimed]).buffer);
  return Uint8Array.from([...begin, ...text, ...bytes.subarray(8 + length)]);
}

/** A file with damage: from disks and transfers, and from someone who knows the format. */
export function mutateFile(files: readonly ModelFile[], draw: Draw): ModelFile {
  const { name, bytes } = pick(draw, files);
  const inside = { keras: mutateArchive, safetensors: mutateHeader }[name.split('.').at(-1)!];
  const kinds: readonly (() => Uint8Array)[] = [
    ...Array<() => Uint8Array>(4).fill(() => (inside ?? mutateFields)(bytes, draw)),
    () => mutateBytes(bytes, draw),
    () => mutateFields(bytes, draw),
    () => mutateFields(mutateBytes(bytes, draw), draw),
    () => mutateText(bytes, draw),
    () => cut(bytes, draw),
    () => splice(bytes, pick(draw, files).bytes, draw),
  ];
  return { name, bytes: pick(draw, kinds)() };
}
