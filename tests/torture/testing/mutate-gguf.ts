import { type Draw, mutateBytes, pick } from './mutate.ts';

/** A number in a file, and what it says. */
interface Field {
  readonly at: number;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly says: 'length' | 'type' | 'number' | 'float';
}

/** Offsets of the parts of a sound GGUF file: its entries, its tensors, their weights. */
interface Layout {
  readonly fields: readonly Field[];
  readonly entries: readonly number[];
  readonly tensors: readonly number[];
  /** End of the last tensor's description. */
  readonly end: number;
}

const BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8] as const;
const FLOAT = 6;
const STRING = 8;
const LIST = 9;

function layoutOf(file: Buffer): Layout {
  const fields: Field[] = [];
  let at = 8;
  const take = (bytes: 1 | 2 | 4 | 8, says: Field['says']): number => {
    fields.push({ at, bytes, says });
    at += bytes;
    return file.readUIntLE(at - bytes, Math.min(6, bytes));
  };
  const string = (): void => {
    const length = take(8, 'length');
    at += length;
  };
  const value = (type: number): void => {
    if (type === STRING) string();
    else take(BYTES[type] as 1 | 2 | 4 | 8, type === FLOAT ? 'float' : 'number');
  };
  const [tensors, entries] = [take(8, 'length'), take(8, 'length')];
  const places = (count: number, one: () => void): number[] =>
    Array.from({ length: count }, () => {
      const start = at;
      one();
      return start;
    });
  const entryPlaces = places(entries, () => {
    string();
    const type = take(4, 'type');
    if (type !== LIST) {
      value(type);
      return;
    }
    const [own, length] = [take(4, 'type'), take(8, 'length')];
    for (let index = 0; index < length; index++) value(own);
  });
  const tensorPlaces = places(tensors, () => {
    string();
    for (let left = take(4, 'length'); left > 0; left--) take(8, 'length');
    take(4, 'type');
    take(8, 'number');
  });
  return { fields, entries: entryPlaces, tensors: tensorPlaces, end: at };
}

function oddNumber(length: number, draw: Draw): bigint {
  const powers = [0, 7, 8, 15, 16, 20, 24, 31, 32, 40, 53, 60, 63, 64].map((power) => 2n ** BigInt(power));
  const base = pick(draw, [0n, BigInt(length), BigInt(draw(length)), ...powers]);
  return BigInt.asUintN(64, base + BigInt(draw(5) - 2));
}

const ODD_FLOATS = [Number.NaN, Infinity, -Infinity, 0, -1e-5, -1, 1e38, 1e-45];

function setField(file: Buffer, { at, bytes, says }: Field, draw: Draw): void {
  if (says === 'float') {
    file.writeFloatLE(pick(draw, ODD_FLOATS), at);
    return;
  }
  const isType = says === 'type' && draw(4) > 0;
  const number = isType ? BigInt(draw(42)) : oddNumber(file.length, draw);
  for (let byte = 0; byte < bytes; byte++) file[at + byte] = Number((number >> BigInt(8 * byte)) & 0xffn);
}

const within =
  (from: number, to: number) =>
  ({ at }: Field): boolean =>
    at >= from && at < to;

/** A GGUF file with damage: from disks and transfers, and from someone who knows the format. */
export function mutateGguf(sound: Buffer, draw: Draw): Buffer {
  const file = Buffer.from(sound);
  const { fields, entries, tensors, end } = layoutOf(sound);
  const list = entries.map((from, index) => ({ from, to: entries[index + 1] ?? tensors[0]! }));
  const set = (some: readonly Field[]): Buffer => {
    setField(file, pick(draw, some), draw);
    if (draw(4) === 0) setField(file, pick(draw, some), draw);
    return file;
  };
  /** More entries, with the weights where they belong. */
  const insert = (more: Buffer): Buffer => {
    file.writeBigUInt64LE(BigInt(entries.length + 1), 16);
    const head = Buffer.concat([file.subarray(0, tensors[0]), more, file.subarray(tensors[0], end)]);
    const weights = file.subarray(32 * Math.ceil(end / 32));
    return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), weights]);
  };
  const kinds: readonly (() => Buffer)[] = [
    () => set(fields.filter(({ says }) => says === 'length')),
    () => set(fields.filter(({ says }) => says === 'type')),
    () => set(fields.filter(({ says }) => says === 'float')),
    // Numbers that the model is built by; lists of a vocabulary would be most of them.
    () =>
      set(
        list
          .filter(({ from, to }) => to - from < 100)
          .flatMap(({ from, to }) => fields.filter(within(from, to))),
      ),
    () =>
      set(
        list
          .filter(({ from, to }) => to - from < 100)
          .flatMap(({ from, to }) => fields.filter(within(from, to)).slice(-1)),
      ),
    () => set(fields.filter(within(tensors[0]!, end))),
    () => set(fields.filter(within(0, 24))),
    () => {
      const at = pick(draw, [...entries, ...tensors, end, sound.length]);
      return file.subarray(0, Math.max(0, at + draw(3) - 1 + pick(draw, [0, 0, 4, 8, 24])));
    },
    () => {
      const { from, to } = pick(draw, list);
      return insert(file.subarray(from, to));
    },
    () => {
      const entry = Buffer.alloc(8 + 17 + 4 + 4);
      entry.writeBigUInt64LE(17n);
      entry.write('general.alignment', 8);
      entry.writeUInt32LE(4, 25);
      entry.writeUInt32LE(Number(BigInt.asUintN(32, oddNumber(sound.length, draw))), 29);
      return insert(entry);
    },
    () => {
      const { from, to } = pick(draw, list);
      file.write(
        pick(draw, ['general.name', 'x', '\0', '\u001b[31m', '__proto__']),
        Math.min(from + 8 + draw(20), to - 1),
      );
      return file;
    },
    () => {
      const at = end + 4 * draw((sound.length - end - 4) / 4);
      file.writeFloatLE(pick(draw, ODD_FLOATS), at - (at % 4));
      return file;
    },
    () => Buffer.from(mutateBytes(file.subarray(0, end), draw)),
    () => Buffer.concat([mutateBytes(file.subarray(0, end), draw), file.subarray(end)]),
    () => Buffer.from(mutateBytes(file, draw)),
  ];
  return pick(draw, kinds)();
}
