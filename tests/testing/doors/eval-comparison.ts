import * as code from '@longrange/code';
import * as comparison from '@longrange/eval/comparison';
import { type Door, door, nullable, optional, whole } from '../wrong-calls.ts';

const model = { run: 'a', checkpoint: 'runs/a', description: 'LSTM', sha256: 'a' };
const heldOut = { split: 'test', documents: 15, characters: 450, sha256: 'h' };
const names = Array.from({ length: 15 }, (_, index) => `${index}.py`);
const bits = {
  ...{ measure: 'bits-carried' as const, range: nullable({ from: 0, to: 8 }) },
  parts: names.map((name, index): [string, number, number] => [name, 60 + index, 30]),
};
const parts = {
  ...{ createdAt: optional(new Date('2026-01-02T03:04:05Z')), versions: {}, model, heldOut },
  ...{ trainingSeed: nullable(1), corpusSha256: 'c', sampling: { count: 12, temperature: 0.8 } },
  ...{ tallies: [{ ...bits, range: null }], figures: [] },
};
const scores = comparison.buildDocumentScores({ ...parts, createdAt: new Date(), trainingSeed: 1 });
const contenders = ['a', 'b'].map((label) => ({ label, runs: [scores] }));
const measures = await comparison.compareContenders(contenders, { seed: 1, kind: 'models' });
const compared = {
  ...{ versions: {}, kind: 'models' as const, measures },
  provenance: { command: 'x', seed: 1, corpusSha256: 'c', heldOut, sampling: {} },
  contenders: contenders.map(({ label }) => ({
    label,
    runs: [{ ...model, trainingSeed: null, reusedFrom: null }],
  })),
};
const figure = (added: number) => ({
  ...{ measure: 'bits' as const, basis: optional('x'), range: nullable({ from: 0, to: 8 }) },
  parts: names.map((document, index) => ({ document, numerator: 60 + index * added, denominator: 30 })),
});
const side = (id: string, added: number) => ({ id, figures: [figure(added)] });
const options = { seed: 1, resamples: optional(99) };
const plainSide = (id: string, added: number) => ({
  id,
  figures: [{ ...figure(added), basis: 'x', range: null }],
});
const tests = comparison.testPaired(plainSide('a', 1), plainSide('b', 2), { seed: 1 });
const observation = {
  ...{ document: 'a', kind: 'closer' as const, outcome: 'held' as const, start: 0, end: 9, distance: 9 },
  ...{ depth: 0, attractors: 0 },
};
const scored = [{ name: 'a', logProbabilities: Float32Array.of(-1, -2) }];

/** Functions that take what others returned, or anything at all, and may answer a wrong call. */
export const comparisonDoors: readonly Door[] = [
  door('buildComparison', comparison.buildComparison, compared),
  door('parseComparison', comparison.parseComparison, comparison.buildComparison(compared)),
  door('buildDocumentScores', comparison.buildDocumentScores, parts),
  door('parseDocumentScores', comparison.parseDocumentScores, scores),
  door('compareContenders', comparison.compareContenders, contenders, {
    ...{ seed: 1, kind: 'models' as const, onProgress: optional(() => undefined) },
  }),
  door('measuresLeftOut', comparison.measuresLeftOut, contenders),
  door('correctTests', (all) => comparison.correctTests(all), tests),
  door('testPaired', comparison.testPaired, side('a', 1), side('b', 2), options),
  door('testUnpaired', comparison.testUnpaired, side('a', 1), side('b', 2), options),
  door('partsOfBits', comparison.partsOfBits, 'bits-carried', scored),
  door('partsOfObservations', (one) => comparison.partsOfObservations(one), {
    ...{ measure: 'x', observations: [observation], byDistance: true },
  }),
  door('tallyBits', comparison.tallyBits, 'bits-carried', scored),
  door('tallyBounds', comparison.tallyBounds, [{ name: 'a' }], [{ log: -1, characters: 2 }]),
  door('tallyClosers', comparison.tallyClosers, [{ ...observation, probability: 1 }]),
  door('tallySamples', comparison.tallySamples, [{ ...figure(1), measure: 'delimiters' }]),
  door('tallySwaps', comparison.tallyPairs, [
    { ...{ kind: 'closer' as const, document: 'a', distance: 9, isRight: true, evidence: 1 } },
  ]),
  door('toTally', comparison.toTally, figure(1)),
  door('hashDocuments', code.hashDocuments, [{ name: 'a', text: 'b' }]),
  door('RandomStream', (seed) => new code.RandomStream(seed), whole(1)),
];
