import { createHash } from 'node:crypto';

/** A number of [0, n). */
export type Draw = (n: number) => number;

/** One of several. */
export const pick = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)]!;

/** Numbers at which sizes, offsets and counts break: around zero, around the ends of 8, 16, 32 and 64 bits, and around the file's end. */
export function oddNumber(length: number, draw: Draw): bigint {
  const powers = [0, 7, 8, 15, 16, 20, 24, 31, 32, 40, 53, 63, 64].map((power) => 2n ** BigInt(power));
  const base = pick(draw, [0n, BigInt(length), BigInt(draw(Math.max(1, length))), ...powers]);
  return BigInt.asUintN(64, base + BigInt(draw(5) - 2));
}

/** Damage as disks, transfers and cut writes do it. */
export function mutateBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(Math.max(1, bytes.length));
  const end = Math.min(bytes.length, at + 1 + draw(64));
  const copy = Uint8Array.from(bytes);
  const kinds: readonly (() => Uint8Array)[] = [
    () => {
      copy[at]! ^= 1 << draw(8);
      return copy;
    },
    () => copy.fill(draw(256), at, end),
    () => copy.slice(0, at),
    () => Uint8Array.from([...copy, ...copy.slice(at, end)]),
    () => Uint8Array.from([...copy.slice(0, at), ...copy.slice(end)]),
    () => Uint8Array.from([...copy.slice(0, end), ...copy.slice(at)]),
    () => new Uint8Array(draw(3)),
  ];
  return pick(draw, kinds)();
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that a field rarely expects. */
const oddities: readonly Json[] = [
  ...[null, true, '', 'x', [], {}, [[]], { length: 3 }, 'NaN', '__proto__', 'x'.repeat(5000)],
  ...[-1, 0, 1, 2, 0.5, 7, 255, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -1e-9],
];

/** Stands for nesting deeper than recursion goes, until the text is there. */
const DEEP = '@deep@';
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** The text of JSON in which one value, key or element is another. */
export function mutateJson(text: string, draw: Draw): string {
  const root = JSON.parse(text) as Json;
  const [holder, key] = pick(draw, placesOf(root));
  const value = holder[key]!;
  const replace = (): void => {
    holder[key] = pick(draw, oddities);
  };
  const kinds: readonly (() => void)[] = [
    ...Array<() => void>(6).fill(replace),
    () => {
      holder[key] = typeof value === 'number' ? value + pick(draw, [-4, -1, 1, 4, 1000]) : -3;
    },
    () => {
      delete holder[key];
    },
    () => {
      holder[`${key}x`] = value;
      delete holder[key];
    },
    () => {
      if (Array.isArray(value)) value.push(value[0] ?? null);
      else holder.extra = 1;
    },
    () => {
      if (Array.isArray(value)) value.reverse();
    },
    () => {
      holder[key] = DEEP;
    },
  ];
  pick(draw, kinds)();
  return JSON.stringify(root).replace(`"${DEEP}"`, nested(pick(draw, [100, 5000, 20_000])));
}

type Holder = { [key: string]: Json };

/** Every object and array in it with each of its keys. */
function placesOf(value: Json): [Holder, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key): [Holder, string][] => [[holder, key], ...placesOf(holder[key]!)]);
}

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
