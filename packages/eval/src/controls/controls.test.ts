import { RandomStream } from '@longrange/code';
import { describe, expect, it } from 'vitest';
import { controlSchema } from '../probes/schema.ts';
import { dyckTask, judgeString, measureControl } from './measure-control.ts';
import {
  associativeRecallTask,
  type ControlSplit,
  type ControlTask,
  controlText,
  copyTask,
  parityTask,
  recallTask,
} from './tasks.ts';

const strings = (task: ControlTask, count: number, split: ControlSplit, seed = 1) => {
  const random = new RandomStream(seed);
  return Array.from({ length: count }, () => task.draw(random, split));
};

/** Length of the longest training string. */
const longest = (task: ControlTask) =>
  Math.max(...strings(task, 300, 'training').map(({ ids }) => ids.length));

/** Expects that each doubling from these values on has as many of them, among `all` on a logarithmic scale. */
function expectEvenOctaves(values: readonly number[], octaves: readonly number[], all: number) {
  for (const from of octaves) {
    const share = values.filter((value) => value >= from && value < 2 * from).length / values.length;
    expect(Math.abs(share - Math.LN2 / Math.log(all))).toBeLessThan(0.03);
  }
}

describe.each([
  { k: 2, m: 3, training: 84 },
  { k: 128, m: 5, training: 180 },
] as const)('Dyck-($k, $m)', ({ k, m, training }) => {
  const task = dyckTask(k, m);

  it('nests well, up to m deep and no deeper, asks for every closer, and has the lengths of Hewitt et al. (2020)', () => {
    let deepest = 0;
    for (const { ids, questions } of strings(task, 300, 'training')) {
      const open: number[] = [];
      const closed: { start: number; at: number }[] = [];
      ids.forEach((id, at) => {
        if (id <= k) open.push(at);
        else {
          const start = open.pop()!;
          expect(id).toBe(ids[start]! + k);
          closed.push({ start, at });
        }
        deepest = Math.max(deepest, open.length);
      });
      expect(open).toHaveLength(0);
      expect(questions).toEqual(closed);
      expect(ids.length >= 2 && ids.length <= training).toBe(true);
    }
    expect(deepest).toBe(m);
    for (const { ids } of strings(task, 30, 'test'))
      expect(ids.length > training && ids.length <= 2 * training).toBe(true);
  });
});

it('Dyck goes up and down with equal chances, and to all types', () => {
  const drawn = strings(dyckTask(2, 3), 4000, 'training');
  const text = drawn.flatMap(({ ids }) => ids);
  const share = (id: number) => text.filter((other) => other === id).length / text.length;
  for (const id of [1, 2, 3, 4]) expect(Math.abs(share(id) - 0.25)).toBeLessThan(0.01);
  // Of depth 1 half go up: `(` is followed by a closer half of the time where it is the outermost.
  expect(Math.abs(drawn.filter(({ ids }) => ids[1]! > 2).length / 4000 - 0.5)).toBeLessThan(0.03);
});

it('is refused in a size for which no string could be drawn, and draws only with a stream for a split', () => {
  const wrong = expect.objectContaining({ code: 'ARGUMENT_INVALID' });
  for (const m of [4, 0, Number.NaN, '3.5', undefined]) expect(() => dyckTask(2, m as 3)).toThrow(wrong);
  for (const make of [copyTask, recallTask, parityTask, associativeRecallTask, (k: number) => dyckTask(k, 3)])
    for (const size of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 20])
      expect(() => make(size)).toThrow(wrong);
  expect(() => dyckTask(2, 3).draw(undefined as never, 'test')).toThrow(wrong);
  expect(() => copyTask(4).draw(new RandomStream(1), 'all' as never)).toThrow(wrong);
  expect(() => controlText(copyTask(4), Number.POSITIVE_INFINITY, new RandomStream(1))).toThrow(wrong);
});

it('copy repeats after a mark, each character n + 1 on', () => {
  const task = copyTask(4);
  const lengths = new Set<number>();
  for (const { ids, questions } of strings(task, 200, 'test')) {
    const n = (ids.length - 1) / 2;
    lengths.add(n);
    expect(ids[n]).toBe(1);
    expect(ids.slice(0, n)).toEqual(ids.slice(n + 1));
    expect(questions).toHaveLength(n);
    expect(questions.every(({ start, at }) => at - start === n + 1)).toBe(true);
  }
  expect([...lengths].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(longest(task)).toBe(9);
});

it('recall asks once, at lags spread over octaves', () => {
  const task = recallTask(16);
  const lags = strings(task, 3000, 'test').map(({ ids, questions }) => {
    const at = ids.length - 1;
    expect(questions).toEqual([{ start: 0, at }]);
    expect([ids[at - 1], ids[at]]).toEqual([1, ids[0]]);
    return at;
  });
  expect([Math.min(...lags), Math.max(...lags)]).toEqual([2, 32]);
  // ln(4/2), ln(8/4) and ln(16/8) of ln(33/2): a quarter (24.7 %) each.
  expectEvenOctaves(lags, [2, 4, 8], 16.5);
});

it('parity asks whether the ones are odd in number, of each length as often as of its double', () => {
  const task = parityTask(8);
  const lengths = strings(task, 3000, 'test').map(({ ids, questions }) => {
    const n = ids.length - 2;
    // Bits are 2 and 3, the question mark 1; after it comes 4 for even, 5 for odd.
    expect(ids.slice(0, n).every((id) => id === 2 || id === 3)).toBe(true);
    const isOdd = ids.slice(0, n).filter((id) => id === 3).length % 2 === 1;
    expect(ids.slice(n)).toEqual([1, isOdd ? 5 : 4]);
    expect(questions).toEqual([{ start: 0, at: n + 1 }]);
    return n;
  });
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([1, 32]);
  // ln(2/1), ln(4/2), … of ln(33/1): a fifth (19.8 %) each.
  expectEvenOctaves(lengths, [1, 2, 4, 8, 16], 33);
  expect(longest(task)).toBe(8 + 2);
});

it('associative recall asks for the value of every key, in another order', () => {
  const task = associativeRecallTask(4);
  const values = new Set<number>();
  let inOrder = 0;
  const drawn = strings(task, 400, 'test');
  for (const { ids, questions } of drawn) {
    const n = (ids.length - 1) / 4;
    expect(ids[2 * n]).toBe(1);
    const paired = new Map<number, number>();
    for (let at = 0; at < 2 * n; at += 2) paired.set(ids[at]!, ids[at + 1]!);
    // Keys differ: 8 of them, after the 0, the mark and 8 values.
    expect(paired.size).toBe(n);
    for (const [key, value] of paired) {
      expect(key >= 10 && key < 18 && value >= 2 && value < 10).toBe(true);
      values.add(value);
    }
    const asked = questions.map(({ start, at }) => {
      expect(ids[at]).toBe(paired.get(ids[at - 1]!));
      expect(ids[start - 1]).toBe(ids[at - 1]);
      expect(start < 2 * n && at > 2 * n).toBe(true);
      return ids[at - 1];
    });
    expect(new Set(asked)).toEqual(new Set(paired.keys()));
    if (n === 8 && asked.every((key, index) => key === ids[2 * index])) inOrder++;
  }
  expect(values.size).toBe(8);
  expect(inOrder).toBe(0);
  expect(Math.max(...drawn.map(({ questions }) => questions.length))).toBe(8);
  expect(Math.max(...strings(task, 400, 'training').map(({ questions }) => questions.length))).toBe(4);
});

describe('judging', () => {
  const dyck = dyckTask(2, 3);
  // `(` `)`, with ids 1 and 3; closers are 3 and 4.
  const string = { ids: [1, 3], questions: [{ start: 0, at: 1 }] };
  const outcome = (right: number, wrong: number) => {
    const scores = new Float32Array(3 * 5).fill(9);
    scores.set([9, 9, 9, Math.log(right) + 5, Math.log(wrong) + 5], 5);
    return judgeString(dyck, string, scores, 'a')[0]!.outcome;
  };

  it('holds a closer with more than 0.8 of the probability of all closers, whatever openers have', () => {
    expect(outcome(0.81, 0.19)).toBe('held');
    expect(outcome(0.0081, 0.0019)).toBe('held');
    expect(outcome(0.79, 0.21)).toBe('broken');
  });

  it('holds a copied character that is the most probable of all', () => {
    const copy = { ids: [5, 1, 5], questions: [{ start: 0, at: 2 }] };
    const judge = (right: number, other: number) => {
      const scores = new Float32Array(4 * 10);
      scores.set([right, 0, 0, 0, other], 2 * 10 + 5);
      return judgeString(copyTask(4), copy, scores, 'a')[0]!.outcome;
    };
    expect([judge(0, 0), judge(0.1, 0), judge(0.1, 0.2)]).toEqual(['broken', 'held', 'broken']);
  });
});

it('finds how far a network remembers that is right up to 15 characters only', async () => {
  const task = recallTask(64);
  const read = async (strings: readonly Uint16Array[]) =>
    strings.map((ids) => {
      const scores = new Float32Array(ids.length * task.characters);
      // Another string is read before; then a 0, the value, filler, the question mark and the value again.
      const separator = ids.lastIndexOf(0);
      expect(separator).toBeGreaterThan(2);
      const lag = ids.length - separator - 2;
      if (lag < 16) scores[(separator + lag) * task.characters + ids[separator + 1]!] = 1;
      return scores;
    });
  const options = { model: 'oracle', trainingCharacters: 0, testCharacters: 60_000, seed: 1 };
  const control = controlSchema.parse(await measureControl(task, read, options));
  expect(control.d80).toMatchObject({ characters: 16, limited: false });
  expect(control.byDistance.map(({ from, estimate }) => [from, estimate])).toEqual(
    [2, 4, 8, 16, 32, 64, 128].map((from) => [from, Number(from < 16)]),
  );
});
