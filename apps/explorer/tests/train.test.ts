import { registerSimdBackend } from '@longrange/backend-simd';
import { python } from '@longrange/code';
import { LongrangeError } from '@longrange/errors';
import { pairCurves, planPairs, scoreHeldOut, scorePairs, summarizeScores } from '@longrange/eval/probes';
import { readSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Session } from '../src/worker/session.ts';
import type { TrainingSettings, TrainPart } from '../src/worker/train.ts';

beforeAll(async () => {
  await registerSimdBackend({ threads: 1 });
  await setBackend('simd');
});

const names = ['alpha', 'beta', 'gamma'];
const line = (i: number) =>
  `${names[(i * i) % 3]} = ${names[i % 3]}([x, ${i % 10}], (y, ${(i * 7) % 10}, z))[${i % 4}]\n`;
const text = Array.from({ length: 120 }, (_, i) => line(i)).join('');
const documents = [{ path: 'toy', text }];
const settings: TrainingSettings = { family: 'lstm', units: 32, characters: 15_000, seed: 3 };

async function allOf(session: Session, most = Number.POSITIVE_INFINITY): Promise<TrainPart[]> {
  const parts: TrainPart[] = [];
  for await (const part of session.train()) if (parts.push(part) >= most) break;
  return parts;
}

it('learns a text and shows it, and keeps a file with which the functions of eval come to the same numbers', async () => {
  const session = new Session();
  expect(session.begin(documents, settings).pairs).toBeGreaterThan(10);
  const parts = await allOf(session);
  const { step, totalSteps, characters } = parts.at(-1)!;
  expect([step, characters >= 15_000]).toEqual([totalSteps, true]);
  const learned = parts.flatMap(({ bits }) => bits ?? []);
  expect(learned).toHaveLength(totalSteps);
  expect(learned.at(-1)).toBeLessThan(0.6 * learned[0]!);

  const { config, values, hasVocabulary } = readSafetensors(await session.keep(), 'kept');
  expect(hasVocabulary).toBe(true);
  const model = CharacterModel.fromValues(config, values);
  const cut = text.lastIndexOf('\n', Math.floor(0.9 * text.length)) + 1;
  const heldOut = [{ path: 'toy', text: text.slice(cut) }];
  const scores = await scoreHeldOut(model, heldOut);
  const { carried } = summarizeScores(model, scores, { split: 'validation' });
  expect(parts.findLast(({ heldOutBits }) => heldOutBits !== null)!.heldOutBits).toBeCloseTo(
    carried!.bits,
    4,
  );
  const plan = { language: python, seed: settings.seed, perBucket: 12, alphabet: model.alphabet };
  const curves = pairCurves(await scorePairs(model, planPairs(heldOut, plan)));
  expect(parts.findLast((part) => part.curves !== null)!.curves).toEqual(curves);
  expect(curves.shows!.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThan(10);
  model.dispose();
});

it('comes to the same bits with pauses and without', async () => {
  const family = 'gru';
  const [whole, paused] = [new Session(), new Session()];
  for (const session of [whole, paused]) session.begin(documents, { ...settings, family, characters: 2048 });
  const expected = await allOf(whole);
  const parts: TrainPart[] = [];
  for (let some = await allOf(paused, 1); some.length > 0; some = await allOf(paused, 3)) parts.push(...some);
  const told = (all: TrainPart[]) => all.map(({ perSecond: _, ...part }) => part);
  expect(told(parts)).toEqual(told(expected));
  expect(await paused.keep()).toEqual(await whole.keep());
  whole.begin(documents, { ...settings, family, characters: 2048, seed: 4 });
  await allOf(whole);
  expect(await paused.keep()).not.toEqual(await whole.keep());
});

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
