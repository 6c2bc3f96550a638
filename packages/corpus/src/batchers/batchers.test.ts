import { array, assert, integer, property, record, sample } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batcher, BatcherOptions } from './batcher.ts';
import { StreamBatcher } from './stream-batcher.ts';
import { WindowBatcher } from './window-batcher.ts';

const kinds: readonly [string, new (options: BatcherOptions) => Batcher][] = [
  ['StreamBatcher', StreamBatcher],
  ['WindowBatcher', WindowBatcher],
];

/** Each id is its own place in the text, so a batch shows what it was made of. */
function numbered(lengths: readonly number[]): Pick<BatcherOptions, 'ids' | 'documents'> {
  let end = 0;
  const documents = lengths.map((length, index) => {
    const start = end;
    end += length;
    return { path: `${index}.py`, start, end };
  });
  return { ids: Uint16Array.from({ length: end }, (_, index) => index), documents };
}

/** Documents that hold at least one batch. */
const shapes = record({
  lengths: array(integer({ min: 0, max: 40 }), { minLength: 10, maxLength: 60 }),
  batchSize: integer({ min: 1, max: 4 }),
  sequenceLength: integer({ min: 1, max: 7 }),
  seed: integer(),
}).map(({ lengths, ...rest }) => ({ ...rest, ...numbered([...lengths, 40]) }));

function epochOf(batcher: Batcher) {
  return Array.from({ length: batcher.batchesPerEpoch }, () => batcher.next());
}

const feasible = ({ ids, batchSize, sequenceLength }: BatcherOptions) =>
  Math.floor((ids.length - 1) / sequenceLength) >= batchSize;

describe.each(kinds)('%s', (_, Kind) => {
  it('uses every character as a target exactly once an epoch, but the stated remainder', () => {
    assert(
      property(shapes, (options) => {
        const { ids, batchSize, sequenceLength } = options;
        if (!feasible(options)) return;
        const batcher = new Kind(options);
        for (let epoch = 0; epoch < 2; epoch++) {
          const targets = epochOf(batcher).flatMap((batch) => [...batch.targets]);
          expect(new Set(targets).size).toBe(targets.length);
          expect(ids.length - targets.length).toBeLessThanOrEqual(
            batchSize * sequenceLength + (Kind === WindowBatcher ? sequenceLength - 1 : 0),
          );
        }
      }),
    );
  });

  it('goes on from a position as if never interrupted', () => {
    assert(
      property(shapes, integer({ min: 0, max: 80 }), (options, steps) => {
        if (!feasible(options)) return;
        const batcher = new Kind(options);
        for (let step = 0; step < steps; step++) batcher.next();
        const position = JSON.parse(JSON.stringify(batcher.position()));
        const resumed = new Kind(options);
        resumed.seek(position);
        for (let step = 0; step < batcher.batchesPerEpoch + 2; step++) {
          expect(resumed.next()).toEqual(batcher.next());
          expect(resumed.position()).toEqual(batcher.position());
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives the same batches for the same seed, others for another and in the next epoch', () => {
    const options = { ...numbered(new Array(20).fill(10)), batchSize: 2, sequenceLength: 5, seed: 3 };
    const batcher = new Kind(options);
    const first = epochOf(batcher).map(({ tokens }) => [...tokens]);
    const second = epochOf(batcher).map(({ tokens }) => [...tokens]);
    expect(epochOf(new Kind(options)).map(({ tokens }) => [...tokens])).toEqual(first);
    expect(second).not.toEqual(first);
    expect(epochOf(new Kind({ ...options, seed: 4 })).map(({ tokens }) => [...tokens])).not.toEqual(first);
  });

  it('refuses a text too short for one batch, and shapes that are none', () => {
    const short = { ...numbered([10]), batchSize: 2, sequenceLength: 5, seed: 0 };
    expect(() => new Kind(short)).toThrow('Expected at least 11 characters for one batch of 2 × 5, got 10.');
    expect(new Kind({ ...short, ...numbered([11]) }).batchesPerEpoch).toBe(1);
    expect(() => new Kind({ ...short, batchSize: 0 })).toThrow('`batchSize`');
    expect(() => new Kind({ ...short, sequenceLength: 1.5 })).toThrow('`sequenceLength`');
  });

  it('refuses a position of another text, shape or seed', () => {
    const options = { ...numbered([50, 50]), batchSize: 2, sequenceLength: 5, seed: 0 };
    const batcher = new Kind(options);
    const position = batcher.position();
    for (const change of [{ seed: 1 }, { batchSize: 3 }, { characters: 99 }, { batch: 99 }, { epoch: -1 }]) {
      expect(() => batcher.seek({ ...position, ...change })).toThrow(
        expect.objectContaining({ code: 'BATCHER_POSITION', exitCode: 2 }),
      );
    }
  });
});

describe('StreamBatcher', () => {
  it('goes on in each stream where the batch before ended, through shuffled whole documents', () => {
    for (const options of sample(shapes, { seed: 1, numRuns: 20 }).filter(feasible)) {
      const { batchSize, sequenceLength, documents } = options;
      const batches = epochOf(new StreamBatcher(options));
      const join = (name: 'tokens' | 'targets') =>
        Array.from({ length: batchSize }, (_, b) =>
          batches.map((batch) =>
            Array.from({ length: sequenceLength }, (_, t) => batch[name][t * batchSize + b]!),
          ),
        ).flat(2);
      const joined = join('tokens');
      expect(join('targets').slice(0, -1)).toEqual(joined.slice(1));
      for (let i = 1; i < joined.length; i++) {
        const follows = joined[i] === joined[i - 1]! + 1;
        const crosses = documents.some(({ end }) => end === joined[i - 1]! + 1);
        const starts = documents.some(({ start }) => start === joined[i]!);
        expect(follows || (crosses && starts)).toBe(true);
      }
    }
  });

  it('lays batches out time-major, targets shifted by one', () => {
    const batcher = new StreamBatcher({ ...numbered([13]), batchSize: 2, sequenceLength: 3, seed: 0 });
    const first = batcher.next();
    expect([...first.tokens]).toEqual([0, 6, 1, 7, 2, 8]);
    expect([...first.targets]).toEqual([1, 7, 2, 8, 3, 9]);
    expect([...batcher.next().tokens]).toEqual([3, 9, 4, 10, 5, 11]);
  });

  it('resets the state at the first batch of an epoch only', () => {
    const batcher = new StreamBatcher({ ...numbered([31]), batchSize: 2, sequenceLength: 5, seed: 0 });
    const flags = Array.from({ length: 7 }, () => batcher.next()).map(({ resetState, epoch }) => [
      epoch,
      resetState,
    ]);
    expect(flags).toEqual([
      [0, true],
      [0, false],
      [0, false],
      [1, true],
      [1, false],
      [1, false],
      [2, true],
    ]);
  });
});

describe('WindowBatcher', () => {
  it('gives windows of the text in its order, each with a fresh state', () => {
    const batcher = new WindowBatcher({ ...numbered([7, 6]), batchSize: 2, sequenceLength: 3, seed: 0 });
    const batches = epochOf(batcher);
    expect(batches.every(({ resetState }) => resetState)).toBe(true);
    const windows = batches.flatMap(({ tokens, targets }) =>
      [0, 1].map((b) => [tokens[b], tokens[2 + b], tokens[4 + b], targets[4 + b]]),
    );
    expect(windows.sort((a, b) => a[0]! - b[0]!)).toEqual([
      [0, 1, 2, 3],
      [3, 4, 5, 6],
      [6, 7, 8, 9],
      [9, 10, 11, 12],
    ]);
  });
});
