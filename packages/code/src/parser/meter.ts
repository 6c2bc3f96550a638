/** Name of the exported global that `meter` adds: the number of loop iterations that are left. */
export const FUEL = 'longrange_fuel';

const GLOBALS = 6;
const EXPORTS = 7;
const CODE = 10;
const IMPORTS = 2;

/**
 * Adds a count of loop iterations to a WebAssembly module: each takes one from an exported global, and the module traps when that falls
 * below zero. So work is limited in steps, which are the same on every machine, unlike seconds.
 */
export function meter(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = new Reader(module);
  reader.at = 8;
  const parts = [module.subarray(0, 8)];
  let fuel = 0;
  while (reader.at < module.length) {
    const id = reader.byte();
    const length = reader.number();
    const start = reader.at;
    const end = start + length;
    let body = [module.subarray(start, end)];
    if (id === IMPORTS) fuel = importedGlobals(reader);
    if (id === GLOBALS || id === EXPORTS || id === CODE) {
      const count = reader.number();
      const rest = module.subarray(reader.at, end);
      if (id === GLOBALS) {
        fuel += count;
        body = [number(count + 1), rest, Uint8Array.of(I32, 1, I32_CONST, 0, END)];
      } else if (id === EXPORTS) {
        const name = new TextEncoder().encode(FUEL);
        body = [number(count + 1), rest, number(name.length), name, Uint8Array.of(3), number(fuel)];
      } else {
        body = [number(count)];
        for (let index = 0; index < count; index++) body.push(...meterBody(reader, fuel));
      }
    }
    parts.push(Uint8Array.of(id), number(lengthOf(body)), ...body);
    reader.at = end;
  }
  return concatenate(parts);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const I32 = 0x7f;
const I32_CONST = 0x41;
const END = 0x0b;
const LOOP = 0x03;

/** Returns the body of a function, with `fuel -= 1; if (fuel < 0) unreachable` at the beginning of each loop. */
function meterBody(reader: Reader, fuel: number): Uint8Array[] {
  const { bytes } = reader;
  const [get, set] = [0x23, 0x24].map((opcode) => [opcode, ...number(fuel)]) as [number[], number[]];
  const take = [...get, I32_CONST, 1, 0x6b, ...set];
  const burn = Uint8Array.of(...take, ...get, I32_CONST, 0, 0x48, 0x04, 0x40, 0x00, END);
  const length = reader.number();
  const end = reader.at + length;
  let copied = reader.at;
  const body: Uint8Array[] = [];
  for (let locals = reader.number(); locals > 0; locals--) {
    reader.number();
    reader.byte();
  }
  while (reader.at < end) {
    const opcode = reader.byte();
    reader.skipOperands(opcode);
    if (opcode !== LOOP) continue;
    body.push(bytes.subarray(copied, reader.at), burn);
    copied = reader.at;
  }
  body.push(bytes.subarray(copied, end));
  return [number(lengthOf(body)), ...body];
}

function importedGlobals(reader: Reader): number {
  let globals = 0;
  for (let count = reader.number(); count > 0; count--) {
    for (let names = 0; names < 2; names++) reader.skip(reader.number());
    const kind = reader.byte();
    if (kind === 0) reader.number();
    else if (kind === 3) {
      globals++;
      reader.at += 2;
    } else {
      // A table has a type, too; limits have a maximum if their flag says so.
      if (kind === 1) reader.byte();
      for (let limits = 1 + (reader.byte() & 1); limits > 0; limits--) reader.number();
    }
  }
  return globals;
}

/** An unsigned number in LEB128. */
function number(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

/** Reads WebAssembly's binary format. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  skip(length: number): void {
    this.at += length;
  }

  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** Skips the operands of an instruction (WebAssembly 2.0, 5.4, without vectors). */
  skipOperands(opcode: number): void {
    if (opcode === 0x0e || opcode === 0x1c) {
      // Labels and a default; types.
      for (let count = this.number() + (opcode === 0x0e ? 1 : 0); count > 0; count--) this.number();
    } else if (opcode === 0xfc) {
      const operation = this.number();
      const operands = operation < 8 ? 0 : [8, 10, 12, 14].includes(operation) ? 2 : 1;
      for (let count = operands; count > 0; count--) this.number();
    } else if (opcode === 0x43 || opcode === 0x44) this.at += opcode === 0x43 ? 4 : 8;
    else if (opcode === 0x11 || (opcode >= 0x28 && opcode <= 0x3e)) {
      this.number();
      this.number();
    } else if (ONE_OPERAND.has(opcode)) this.number();
    else if (opcode > 0xd2) throw new RangeError(`Expected an instruction, got 0x${opcode.toString(16)}`);
  }
}

/** Blocks, branches, calls, variables, tables, sizes of memory, constants and references. */
const ONE_OPERAND = new Set([
  ...[0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10],
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26],
  ...[0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2],
]);
