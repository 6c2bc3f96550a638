import { RandomStream } from '@longrange/code';
import { expect, it } from 'vitest';
import { filesOf, textOf } from '../src/state/files.ts';
import { meanBits, movedReadout, type Readout } from '../src/state/state.ts';

const ending = (opener: number, at: number) => ({
  kind: 'bracket' as const,
  opener,
  at,
  share: 1,
  isKept: true,
});

it('carries what it knows over any edits as a list of characters would', () => {
  const random = new RandomStream(5);
  // Each character that is known has a number of its own; each ending names the numbers of its two ends.
  let known = Array.from({ length: 60 }, (_, index) => index);
  const pairs = Array.from({ length: 20 }, (_, index) => [index, 59 - index] as const);
  const entry = ([opener, at]: readonly [number, number]) => [at, ending(opener, at)] as const;
  let readout: Readout = { bits: Float32Array.from(known), endings: new Map(pairs.map(entry)) };
  for (let i = 0; i < 40; i++) {
    const from = random.nextInteger(known.length + 1);
    const to = from + random.nextInteger(Math.min(4, known.length - from + 1));
    const inserted = random.nextInteger(4);
    readout = movedReadout(readout, { from, to, inserted });
    known = [...known.slice(0, from), ...Array(inserted).fill(Number.NaN), ...known.slice(to)];
    expect([...readout.bits]).toEqual(known);
    const places = pairs.map(([opener, at]) => [known.indexOf(opener), known.indexOf(at)] as const);
    const left = places.filter(([opener, at]) => opener >= 0 && at >= 0);
    expect(new Map(readout.endings)).toEqual(new Map(left.map(entry)));
  }
});

it('means the bits of what has been read and is known', () => {
  const bits = (...all: number[]) => ({ bits: Float32Array.from(all), endings: new Map() });
  expect(meanBits(bits(1, 2, Number.NaN, Number.POSITIVE_INFINITY, 6))).toBe(3);
  expect(meanBits(bits(Number.NaN))).toBeNull();
  expect(meanBits(bits())).toBeNull();
});

it('reads chosen files with their folders', async () => {
  const inFolder = new File(['abc'], 'model.json');
  Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'run/model.json' });
  expect(await filesOf([inFolder, new File(['d'], 'é.safetensors')])).toEqual([
    { name: 'run/model.json', bytes: new TextEncoder().encode('abc') },
    { name: 'é.safetensors', bytes: new TextEncoder().encode('d') },
  ]);
});

it('refuses a text that no page could show', async () => {
  expect(await textOf(new File(['abc'], 'a.py'))).toBe('abc');
  const large = new File([new Uint8Array(2 ** 26 + 1)], 'large.py');
  await expect(textOf(large)).rejects.toThrow('Expected a text of at most 64 MiB, got 65 MiB in large.py.');
});
