import { array, assert, boolean, integer, option, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Batch,
  type Batcher,
  type BatcherOptions,
  batchesFor,
  IGNORED_TARGET,
  paddingShare,
} from './batcher.ts';
import { StreamBatcher, type StreamBatcherOptions } from './stream-batcher.ts';
import { WindowBatcher } from './window-batcher.ts';

/** Id beyond every position in a text. */
const BEGINNING = 5000;

const kinds: readonly [string, (options: StreamBatcherOptions) => Batcher][] = [
  ['StreamBatcher', (options) => new StreamBatcher(options)],
  [
    'WindowBatcher',
    ({ beginOfDocument: _, resetAtDocuments: __, resetAlways: ___, ...options }) =>
      new WindowBatcher(options),
  ],
];

/** Each id equals its position in the text, so a batch shows where it came from. */
function numbered(lengths: readonly number[]): Pick<BatcherOptions, 'ids' | 'documents'> {
  let end = 0;
  const documents = lengths.map((length, index) => {
    const start = end;
    end += length;
    return { path: `${index}.py`, start, end };
  });
  return { ids: Uint16Array.from({ length: end }, (_, index) => index), documents };
}

/** Enough documents for a batch; some are empty, some have one character. */
const shapes = record({
  lengths: array(integer({ min: 0, max: 40 }), { minLength: 10, maxLength: 60 }),
  batchSize: integer({ min: 1, max: 4 }),
  sequenceLength: integer({ min: 1, max: 7 }),
  seed: integer(),
  beginOfDocument: option(integer({ min: BEGINNING, max: BEGINNING })),
  resetAtDocuments: boolean(),
  resetAlways: boolean(),
}).map(({ lengths, ...rest }) => ({ ...rest, ...numbered([...lengths, 40]) }));

function epochOf(batcher: Batcher) {
  return Array.from({ length: batcher.batchesPerEpoch }, () => batcher.next());
}

const targetsOf = (batches: readonly Batch[]): number[] =>
  batches.flatMap(({ targets }) => [...targets].filter((target) => target !== IGNORED_TARGET));

const feasible = ({ ids, batchSize, sequenceLength }: BatcherOptions) =>
  Math.floor((ids.length - 1) / sequenceLength) >= batchSize;

describe.each(kinds)('%s', (name, make) => {
  it('uses every character as a target exactly once an epoch, but those that it says it leaves out', () => {
    assert(
      property(shapes, (options) => {
        const { ids, documents, batchSize, sequenceLength, beginOfDocument } = options;
        if (!feasible(options)) return;
        const batcher = make(options);
        for (let epoch = 0; epoch < 2; epoch++) {
          const batches = epochOf(batcher);
          const targets = targetsOf(batches);
          expect(new Set(targets).size).toBe(targets.length);
          expect(targets.length).toBe(batcher.charactersPerEpoch);
          expect(batches.reduce((sum, { characters }) => sum + characters, 0)).toBe(targets.length);
          if (name === 'WindowBatcher') {
            expect(ids.length - targets.length).toBeLessThanOrEqual((batchSize + 1) * sequenceLength - 1);
          } else {
            const first = new Set(beginOfDocument === null ? documents.map(({ start }) => start) : []);
            expect(targets.sort((a, b) => a - b)).toEqual([...ids].filter((id) => !first.has(id)));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('knows how many characters have been targets at every place, and where so many have been', () => {
    assert(
      property(shapes, (options) => {
        if (!feasible(options)) return;
        const batcher = make(options);
        let characters = 0;
        for (let step = 0; step < 2 * batcher.batchesPerEpoch + 1; step++) {
          expect(batcher.charactersBefore(batcher.position())).toBe(characters);
          characters += batcher.next().characters;
          expect(batchesFor(batcher, characters)).toBe(step + 1);
          expect(batchesFor(batcher, characters - 1)).toBeLessThanOrEqual(step + 1);
          expect(batchesFor(batcher, characters + 1)).toBe(step + 2);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('goes on from a position as if never interrupted', () => {
    assert(
      property(shapes, integer({ min: 0, max: 80 }), (options, steps) => {
        if (!feasible(options)) return;
        const batcher = make(options);
        for (let step = 0; step < steps; step++) batcher.next();
        const position = JSON.parse(JSON.stringify(batcher.position()));
        const resumed = make(options);
        resumed.seek(position);
        for (let step = 0; step < batcher.batchesPerEpoch + 2; step++) {
          expect(resumed.next()).toEqual(batcher.next());
          expect(resumed.position()).toEqual(batcher.position());
        }
      }),
      { numRuns: 20 },
    );
  });

  it('gives others for another seed and in the next epoch', () => {
    const options = { ...numbered(new Array(20).fill(10)), batchSize: 2, sequenceLength: 5, seed: 3 };
    const batcher = make(options);
    const tokensOf = (one: Batcher) => epochOf(one).map(({ tokens }) => [...tokens]);
    const first = tokensOf(batcher);
    expect(tokensOf(batcher)).not.toEqual(first);
    expect(tokensOf(make({ ...options, seed: 4 }))).not.toEqual(first);
  });

  it('refuses shapes that are none, and a position of another text, shape or seed', () => {
    const options = { ...numbered([50, 50]), batchSize: 2, sequenceLength: 5, seed: 0 };
    expect(() => make({ ...options, sequenceLength: 1.5 })).toThrow('`sequenceLength`');
    const batcher = make(options);
    const position = batcher.position();
    for (const change of [{ seed: 1 }, { batchSize: 3 }, { characters: 99 }, { batch: 99 }, { epoch: -1 }]) {
      expect(() => batcher.seek({ ...position, ...change })).toThrow(
        expect.objectContaining({ code: 'BATCHER_POSITION', exitCode: 2 }),
      );
    }
  });
});

describe('StreamBatcher', () => {
  const small = { batchSize: 2, sequenceLength: 3, seed: 0, beginOfDocument: BEGINNING };

  it('reads before each target the character before it, or the beginning where the state is empty or a document begins', () => {
    assert(
      property(shapes, (options) => {
        if (!feasible(options)) return;
        const { documents, batchSize, beginOfDocument, resetAtDocuments, resetAlways } = options;
        const starts = new Set(documents.map(({ start }) => start));
        epochOf(new StreamBatcher(options)).forEach(({ tokens, targets, startsEmpty }, step) => {
          targets.forEach((target, at) => {
            const b = at % batchSize;
            if (target === IGNORED_TARGET) {
              expect(tokens[at]).toBe(beginOfDocument ?? 0);
              // Only the end of a sequence is padded.
              expect(targets[at + batchSize] ?? IGNORED_TARGET).toBe(IGNORED_TARGET);
              return;
            }
            const begins = starts.has(beginOfDocument === null ? target - 1 : target);
            if (at < batchSize)
              expect(startsEmpty[b]).toBe(resetAlways || step === 0 || (begins && resetAtDocuments));
            else if (beginOfDocument !== null) expect(begins).toBe(false);
            const reads = beginOfDocument !== null && at < batchSize && (startsEmpty[b] || begins);
            expect(tokens[at]).toBe(reads ? beginOfDocument : target - 1);
          });
        });
      }),
      { numRuns: 25 },
    );
  });

  it('cuts each document from its beginning on and pads its end, time-major', () => {
    const batcher = new StreamBatcher({ ...numbered([5, 7]), ...small });
    const [B, X] = [BEGINNING, IGNORED_TARGET];
    // In the order that the seed gives: 5 6 7 | 8 9 10 | 11 and 0 1 2 | 3 4. The first stream has two of these pieces, the second three.
    const batch = (characters: number, startsEmpty: boolean[], tokens: number[], targets: number[]) => ({
      batchSize: 2,
      sequenceLength: 3,
      epoch: 0,
      characters,
      startsEmpty,
      tokens: Int32Array.from(tokens),
      targets: Int32Array.from(targets),
    });
    expect(epochOf(batcher)).toEqual([
      batch(4, [true, true], [B, B, 5, B, 6, B], [5, 11, 6, X, 7, X]),
      batch(6, [false, true], [7, B, 8, 0, 9, 1], [8, 0, 9, 1, 10, 2]),
      batch(2, [true, false], [B, 2, B, 3, B, B], [X, 3, X, 4, X, X]),
    ]);
    expect(batcher.charactersPerEpoch).toBe(12);
    expect(paddingShare(batcher, small)).toBeCloseTo(1 / 3, 12);
  });

  it('refuses documents beyond the end of the text, and a text too short for one batch', () => {
    const short = { ...numbered([5]), batchSize: 2, sequenceLength: 5, seed: 0, beginOfDocument: BEGINNING };
    const documents = [{ path: 'a.py', start: 0, end: 13 }];
    expect(() => new StreamBatcher({ ...short, documents })).toThrow(
      'Expected documents within the 5 ids of',
    );
    expect(() => new StreamBatcher(short)).toThrow(
      'Expected at least 2 (`batchSize`) pieces of documents, of at most 5 characters (`sequenceLength`), for one batch, got 1.',
    );
    expect(new StreamBatcher({ ...short, ...numbered([6]) }).batchesPerEpoch).toBe(1);
    expect(new StreamBatcher({ ...short, ...numbered([1, 0, 1]) }).batchesPerEpoch).toBe(1);
  });
});

describe('WindowBatcher', () => {
  it('gives windows of the text in its order, each with a fresh state', () => {
    const batcher = new WindowBatcher({ ...numbered([7, 6]), batchSize: 2, sequenceLength: 3, seed: 0 });
    const batches = epochOf(batcher);
    expect(batches.every(({ startsEmpty }) => startsEmpty.every((empty) => empty))).toBe(true);
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

  it('refuses a text too short for one batch', () => {
    const short = { ...numbered([10]), batchSize: 2, sequenceLength: 5, seed: 0 };
    expect(() => new WindowBatcher(short)).toThrow(
      'Expected at least 11 characters for one batch of 2 × 5, got',
    );
    expect(new WindowBatcher({ ...short, ...numbered([11]) }).batchesPerEpoch).toBe(1);
  });
});
