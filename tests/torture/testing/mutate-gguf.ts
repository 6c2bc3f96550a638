import { type Draw, mutateBytes, oddNumber, pick } from './mutate.ts';

/** A number in a file: its offset, its size in bytes, its meaning. */
interface Field {
  readonly at: number;
  readonly bytes: number;
  readonly says: 'length' | 'type' | 'number' | 'float';
}

const BYTES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const [FLOAT, STRING, LIST] = [6, 8, 9];

/** Numbers of a sound GGUF file and offsets of its parts: entries, descriptions of tensors, and the end of the last one. */
function layoutOf(file: Buffer) {
  const fields: Field[] = [];
  let at = 8;
  const take = (bytes: number, says: Field['says']): number => {
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
    else if (type === LIST) {
      const [own, length] = [take(4, 'type'), take(8, 'length')];
      for (let index = 0; index < length; index++) value(own);
    } else take(BYTES[type]!, type === FLOAT ? 'float' : 'number');
  };
  const [tensorCount, entryCount] = [take(8, 'length'), take(8, 'length')];
  const places = (count: number, one: () => void): number[] =>
    Array.from({ length: count }, () => {
      const start = at;
      one();
      return start;
    });
  const entries = places(entryCount, () => {
    string();
    value(take(4, 'type'));
  });
  const tensors = places(tensorCount, () => {
    string();
    for (let left = take(4, 'length'); left > 0; left--) take(8, 'length');
    take(4, 'type');
    take(8, 'number');
  });
  return { fields, entries, tensors, end: at };
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

/** A GGUF file with damage: from disks and transfers, and from someone who knows the format. */
export function mutateGguf(sound: Buffer, draw: Draw): Buffer {
  const file = Buffer.from(sound);
  const { fields, entries, tensors, end } = layoutOf(sound);
  const list = entries.map((from, index) => ({ from, to: entries[index + 1] ?? tensors[0]! }));
  // Lists of the vocabulary have most of the numbers; the others build the model.
  const short = list.filter(({ from, to }) => to - from < 100);
  const inside = (from: number, to: number) => fields.filter(({ at }) => at >= from && at < to);
  const set = (some: readonly Field[]): Buffer => {
    setField(file, pick(draw, some), draw);
    if (draw(4) === 0) setField(file, pick(draw, some), draw);
    return file;
  };
  const kinds: readonly (() => Buffer)[] = [
    ...(['length', 'type', 'float'] as const).map(
      (kind) => () => set(fields.filter(({ says }) => says === kind)),
    ),
    () => set(short.flatMap(({ from, to }) => inside(from, to))),
    () => set(short.flatMap(({ from, to }) => inside(from, to).slice(-1))),
    () => set(inside(tensors[0]!, end)),
    () => set(inside(0, 24)),
    () => {
      const at = pick(draw, [...entries, ...tensors, end, sound.length]);
      return file.subarray(0, Math.max(0, at + draw(3) - 1 + pick(draw, [0, 0, 4, 8, 24])));
    },
    () => {
      // An entry twice, with the weights where they belong.
      const { from, to } = pick(draw, list);
      file.writeBigUInt64LE(BigInt(entries.length + 1), 16);
      const head = Buffer.concat([file.subarray(0, to), file.subarray(from, end)]);
      const weights = file.subarray(32 * Math.ceil(end / 32));
      return Buffer.concat([head, Buffer.alloc((32 - (head.length % 32)) % 32), weights]);
    },
    () => {
      const { from, to } = pick(draw, list);
      const name = pick(draw, ['general.name', 'x', '\0', '\u001b[31m', '__proto__']);
      file.write(name, Math.min(from + 8 + draw(20), to - 1));
      return file;
    },
    () => {
      const at = end + 4 * draw((sound.length - end - 4) / 4);
      file.writeFloatLE(pick(draw, ODD_FLOATS), at - (at % 4));
      return file;
    },
    () => Buffer.concat([mutateBytes(file.subarray(0, end), draw), file.subarray(end)]),
    () => Buffer.from(mutateBytes(file, draw)),
  ];
  return pick(draw, kinds)();
}
