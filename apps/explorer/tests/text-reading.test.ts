import { registerSimdBackend } from '@longrange/backend-simd';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { TextReading } from '../src/worker/text-reading.ts';

const vocabulary = [...'abcdefgh()[]\n '];

beforeAll(async () => {
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
});

const small = { vocabulary, layers: 2, units: 16, embeddingSize: 8 };
const networks: ModelConfigInput[] = [
  small,
  { ...small, beginOfDocument: false },
  { ...small, network: 'mingru', mlpSize: 16 },
  { ...small, network: 'transformer', mlpSize: 16, heads: 2, window: 32 },
];

function randomText(random: () => number, length: number): string {
  return Array.from({ length }, () => vocabulary[Math.floor(random() * vocabulary.length)]).join('');
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

async function readAll(reading: TextReading): Promise<number> {
  let read = 0;
  for await (const { from, to } of reading.read()) read += to - from;
  return read;
}

it.each(networks)('after every edit predicts what reading the whole text does: %o', async (config) => {
  const model = CharacterModel.initialize(config, { seed: 1 });
  const idsOf = (text: string) => Int32Array.from(text, (character) => vocabulary.indexOf(character));
  const reading = new TextReading(model);
  const random = generator(7);
  let text = randomText(random, 1500);
  const edits = [0, 1, 60, 700].flatMap((most) => [most, most, most]);
  for (const most of [...edits, 2000]) {
    const at = Math.floor(random() * (text.length + 1));
    const removed = Math.floor(random() * (most + 1));
    text =
      text.slice(0, at) + randomText(random, Math.floor(random() * (most + 1))) + text.slice(at + removed);
    reading.change(idsOf(text));
    await readAll(reading);
    const places = Array.from({ length: 25 }, () => Math.floor(random() * (text.length + 1))).sort(
      (a, b) => a - b,
    );
    const [expected] = await model.predict([{ text, at: places }]);
    const V = vocabulary.length;
    for (const [row, place] of places.entries()) {
      const distribution = reading.distribution(place)!;
      for (let v = 0; v < V; v++) expect(distribution[v]).toBeCloseTo(expected![row * V + v]!, 4);
    }
  }
  reading.dispose();
  model.dispose();
});

it('reads little again where a network forgets', async () => {
  const model = CharacterModel.initialize(small, { seed: 1 });
  const reading = new TextReading(model);
  const ids = Int32Array.from({ length: 20_000 }, (_, i) => (i * 7919) % vocabulary.length);
  reading.change(ids);
  expect(await readAll(reading)).toBe(20_001);
  ids[10_000] = (ids[10_000]! + 1) % vocabulary.length;
  reading.change(ids);
  expect(await readAll(reading)).toBeLessThan(2000);
  expect(await readAll(reading)).toBe(0);
});

it('tells all from a position on, what is known in one span with what follows or at the end', async () => {
  const reading = new TextReading(CharacterModel.initialize(small, { seed: 1 }));
  const ids = Int32Array.from({ length: 20_000 }, (_, i) => (i * 7919) % vocabulary.length);
  reading.change(ids);
  await readAll(reading);
  ids[10_000] = (ids[10_000]! + 1) % vocabulary.length;
  reading.change(ids);
  const spans: { from: number; to: number }[] = [];
  for await (const span of reading.read(5000)) spans.push(span);
  expect(spans.length).toBeLessThan(10);
  expect(spans[0]!.from).toBeLessThanOrEqual(5000);
  expect(spans[0]!.to).toBeGreaterThan(10_000);
  expect(spans.at(-1)!.to).toBe(20_001);
  for (const [index, { from }] of spans.entries()) if (index > 0) expect(from).toBe(spans[index - 1]!.to);
});

it('gives way to a newer text', async () => {
  const model = CharacterModel.initialize(small, { seed: 1 });
  const reading = new TextReading(model);
  reading.change(new Int32Array(5000));
  let segments = 0;
  for await (const _ of reading.read()) {
    segments++;
    reading.change(new Int32Array(10));
  }
  expect(segments).toBe(1);
  expect(reading.distribution(10)).toBeNull();
  await readAll(reading);
  expect(reading.distribution(10)).not.toBeNull();
  expect(reading.distribution(11)).toBeNull();
});
