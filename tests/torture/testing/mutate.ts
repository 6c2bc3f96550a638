import { createHash } from 'node:crypto';

/** A number of [0, n). */
export type Draw = (n: number) => number;

const pick = <T>(draw: Draw, values: readonly T[]): T => values[draw(values.length)]!;

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

/** Nesting deeper than what recursion stands, as text. */
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** The text of JSON in which one value, key or element is another. */
export function mutateJson(text: string, draw: Draw): string {
  const root = JSON.parse(text) as Json;
  const places: [Json[] | { [key: string]: Json }, string][] = [];
  const collect = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as { [key: string]: Json }, key]);
      collect((value as { [key: string]: Json })[key]!);
    }
  };
  collect(root);
  const [holder, key] = pick(draw, places);
  const fields = holder as { [key: string]: Json };
  const kinds: readonly (() => string | undefined)[] = [
    ...Array<() => undefined>(6).fill(() => {
      fields[key] = pick(draw, oddities);
    }),
    () => {
      fields[key] = typeof fields[key] === 'number' ? fields[key] + pick(draw, [-4, -1, 1, 4, 1000]) : -3;
    },
    () => {
      delete fields[key];
    },
    () => {
      fields[`${key}x`] = fields[key]!;
      delete fields[key];
    },
    () => {
      if (Array.isArray(holder)) holder.push(holder[draw(holder.length)]!);
      else fields.extra = 1;
    },
    () => {
      if (Array.isArray(holder)) holder.reverse();
    },
    () => {
      fields[key] = '@deep@';
      return JSON.stringify(root).replace('"@deep@"', deep(pick(draw, [100, 5000, 20_000])));
    },
  ];
  return pick(draw, kinds)() ?? JSON.stringify(root);
}

export const sha256 = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex');
