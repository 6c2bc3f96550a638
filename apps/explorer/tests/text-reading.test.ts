import { RandomStream } from '@longrange/code';
import { CharacterModel, type ModelConfigInput } from '@longrange/model';
import { beforeAll, expect, it } from 'vitest';
import { TextReading } from '../src/worker/text-reading.ts';
import { startEngine } from './testing/toy-network.ts';

const vocabulary = [...'abcdefgh()[]\n '];

beforeAll(startEngine);

const small = { vocabulary, layers: 2, units: 16, embeddingSize: 8 };
const networks: ModelConfigInput[] = [
  small,
  { ...small, beginOfDocument: false },
  { ...small, network: 'mingru', mlpSize: 16 },
  { ...small, network: 'transformer', mlpSize: 16, heads: 2, window: 32 },
];

function randomText(random: RandomStream, length: number): string {
  return Array.from({ length }, () => vocabulary[random.nextInteger(vocabulary.length)]).join('');
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
  const random = new RandomStream(7);
  let text = randomText(random, 1500);
  const edits = [0, 1, 60, 700].flatMap((most) => [most, most, most]);
  for (const most of [...edits, 2000]) {
    const at = random.nextInteger(text.length + 1);
    const removed = random.nextInteger(most + 1);
    text = text.slice(0, at) + randomText(random, random.nextInteger(most + 1)) + text.slice(at + removed);
    reading.change(idsOf(text));
    await readAll(reading);
    const places = Array.from({ length: 25 }, () => random.nextInteger(text.length + 1));
    places.sort((a, b) => a - b);
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

/** A text of 20,000 characters, and a way to change the one in its middle. */
function longReading() {
  const reading = new TextReading(CharacterModel.initialize(small, { seed: 1 }));
  const ids = Int32Array.from({ length: 20_000 }, (_, i) => (i * 7919) % vocabulary.length);
  reading.change(ids);
  const change = () => {
    ids[10_000] = (ids[10_000]! + 1) % vocabulary.length;
    reading.change(ids);
  };
  return { reading, change };
}

it('reads little again where a network forgets', async () => {
  const { reading, change } = longReading();
  expect(await readAll(reading)).toBe(20_001);
  change();
  expect(await readAll(reading)).toBeLessThan(2000);
  expect(await readAll(reading)).toBe(0);
});

it('tells all from a position on, what is known in one span with what follows or at the end', async () => {
  const { reading, change } = longReading();
  await readAll(reading);
  change();
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
