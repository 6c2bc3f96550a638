import { LongrangeError } from '@longrange/errors';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Session } from '../src/worker/session.ts';
import type { TrainingSettings } from '../src/worker/train.ts';
import { startEngine } from './testing/toy-network.ts';

beforeAll(startEngine);

const names = ['alpha', 'beta', 'gamma'];
const line = (i: number) =>
  `${names[(i * i) % 3]} = ${names[i % 3]}([x, ${i % 10}], (y, ${(i * 7) % 10}, z))[${i % 4}]\n`;
const text = Array.from({ length: 120 }, (_, i) => line(i)).join('');
const documents = [{ path: 'toy', text }];
const settings: TrainingSettings = { family: 'lstm', units: 32, characters: 15_000, seed: 3 };

it('lets go of a training that another replaces while it runs', async () => {
  const session = new Session();
  const before = memory().numTensors;
  session.begin(documents, { ...settings, family: 'mingru' });
  const one = memory().numTensors - before;
  const running = session.train();
  await running.next();
  await expect(session.train().next()).rejects.toThrow('one training at a time');
  session.begin(documents, { ...settings, family: 'mingru' });
  expect((await running.next()).done).toBe(true);
  expect(memory().numTensors - before).toBe(one);
});

it.each([
  ['too short', 'x = 1\n'.repeat(99), 'at least 2000 characters to learn from, got 594'],
  ['of one character', 'a'.repeat(3000), 'text of different characters, got 1'],
  [
    'of too many',
    Array.from({ length: 3000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join(''),
    'at most 1024',
  ],
  ['binary', 'a\0b'.repeat(1000), 'is binary'],
])('refuses text that is %s, in words', (_, given, words) => {
  const session = new Session();
  const refused = () => session.begin([{ path: 'given', text: given }], settings);
  expect(refused).toThrow(LongrangeError);
  expect(refused).toThrow(words);
  expect(() => session.train()).toThrow('Expected a training that has begun');
});

it('holds out the end of several files, whatever their line breaks', () => {
  const several = [0, 1, 2].map((i) => ({
    path: `${i}`,
    text: `${text.slice(0, 2000)}\r\n`.replaceAll('\n', '\r\n'),
  }));
  const { learned, heldOut } = new Session().begin(several, settings);
  expect(learned + heldOut).toBe(3 * several[0]!.text.replaceAll('\r\n', '\n').length);
  expect(heldOut / (learned + heldOut)).toBeCloseTo(0.1, 1);
});
