/** Minimum number of rows worth packing. */
const FEWEST_ROWS = 4;

type Row = Readonly<Record<string, unknown>>;

/** Fields that rows have in common. The cells of a field hold its numbers, or the indexes of its words. */
interface Shape {
  readonly fields: readonly { readonly name: string; readonly isNumber: boolean }[];
  /** Row to copy: a copy takes less memory than an object to which fields are added one by one. */
  readonly example: Row;
}

/** Rows stored as integers of 2 bytes if they fit, else of 4. As objects, observations take three to six times as much memory. */
class Rows {
  readonly shape: Shape;
  readonly cells: Int32Array | Uint16Array;

  constructor(shape: Shape, cells: Int32Array | Uint16Array) {
    this.shape = shape;
    this.cells = cells;
  }
}

/** Stores measurements compactly until they are summarized: lists of flat objects of integers and recurring words. */
export class Packer {
  readonly #words: unknown[] = [];
  readonly #places = new Map<unknown, number>();
  readonly #shapes = new Map<string, Shape>();

  /** Packs lists of rows, in the value itself or in its fields, and leaves everything else as it is. */
  pack(value: unknown): unknown {
    if (Array.isArray(value)) return this.#packRows(value) ?? value;
    return isPlain(value) ? mapFields(value, (field) => this.pack(field)) : value;
  }

  /** Returns a value that equals the one that was packed. */
  unpack(packed: unknown): unknown {
    if (packed instanceof Rows) return this.#unpackRows(packed);
    return isPlain(packed) ? mapFields(packed, (field) => this.unpack(field)) : packed;
  }

  #packRows(rows: readonly unknown[]): Rows | undefined {
    const [first] = rows;
    if (rows.length < FEWEST_ROWS || !isPlain(first)) return undefined;
    const names = Object.keys(first);
    if (!rows.every((row) => isPlain(row) && hasFields(row, names))) return undefined;
    const fields = names.map((name) => ({ name, isNumber: typeof first[name] === 'number' }));
    const cells = new Int32Array(rows.length * fields.length);
    let at = 0;
    for (const row of rows as readonly Row[]) {
      for (const { name, isNumber } of fields) {
        const value = row[name];
        const cell = isNumber ? value : this.#placeOf(value);
        if (typeof cell !== 'number' || !Object.is(cell, cell | 0)) return undefined;
        cells[at++] = cell;
      }
    }
    return new Rows(this.#shapeOf({ fields, example: first }), narrowest(cells));
  }

  #unpackRows({ shape: { fields, example }, cells }: Rows): Row[] {
    const rows: Row[] = [];
    for (let at = 0; at < cells.length; ) {
      const row: Record<string, unknown> = { ...example };
      for (const { name, isNumber } of fields) {
        const cell = cells[at++]!;
        row[name] = isNumber ? cell : this.#words[cell];
      }
      rows.push(row);
    }
    return rows;
  }

  /** Returns the one shape that all rows with the same fields share. */
  #shapeOf(shape: Shape): Shape {
    const key = JSON.stringify(shape.fields);
    const known = this.#shapes.get(key);
    if (known === undefined) this.#shapes.set(key, shape);
    return known ?? shape;
  }

  /** Returns the index of a word; undefined for anything else, such as a number in a field of words, or an object. */
  #placeOf(value: unknown): number | undefined {
    const isWord = typeof value === 'string' || typeof value === 'boolean' || value === null;
    if (!isWord) return undefined;
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.#words.length);
    return this.#words.push(value) - 1;
  }
}

function narrowest(cells: Int32Array): Int32Array | Uint16Array {
  return cells.every((cell) => cell >= 0 && cell < 2 ** 16) ? Uint16Array.from(cells) : cells;
}

function hasFields(row: Row, names: readonly string[]): boolean {
  let index = 0;
  for (const name in row) if (names[index++] !== name) return false;
  return index === names.length;
}

function isPlain(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function mapFields(fields: Row, change: (value: unknown) => unknown): Row {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
}
