// Makes every figure of docs/findings/0001-carried-state.md from what measure.mjs has kept, and writes them to figures.md and curves.svg. Needs
// a build. The same kept file gives the same page.
//
//   pnpm build && node docs/findings/0001-carried-state/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRange, rangeRatio } from '../../../packages/eval/dist/probes/index.js';
import { crossedDifference, dominantDocument, holm } from '../../../packages/eval/dist/statistics/index.js';
import { openPage, verdictOf } from '../page.mjs';
import { CURVES, FULL, folder, kept, SIZES } from './arms.mjs';
import { drawCurves, geometricMean } from './picture.mjs';

/** Index of the last part since a reset: 128 characters and more. */
const SETTLED = 4;
const PARTS = ['1–16', '17–32', '33–64', '65–128', '129–256'];
const DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const { documents, swaps } = kept.items;

const networks = Object.values(kept.networks).sort((a, b) => a.seed - b.seed);
const networksOf = ({ units }, arm) => networks.filter((one) => one.units === units && one.arm === arm);

const readingOf = ({ reading }) =>
  swaps.map(([document, distance], index) => ({
    document: documents[document],
    distance,
    share: Number(reading.right[index]),
  }));
/** Both texts of every second pair, without those left open. */
const writingOf = ({ writing }) =>
  writing
    .map(([distance, outcome, share], index) => ({
      ...{ distance, outcome, share },
      document: documents[swaps[2 * (index >> 1)][0]],
    }))
    .filter(({ outcome }) => outcome !== 'o');
const settledOf = ({ bits }) =>
  bits.reset.map((parts) => toPart(parts[SETTLED])).filter(({ denominator }) => denominator > 0);
const meansOf = (network) =>
  settledOf(network).map(({ numerator, denominator }) => ({
    numerator: numerator / denominator,
    denominator: 1,
  }));

/**
 * The family, fixed and committed before the third seed was in: each of these four figures, of each arm and size, against the state carried with
 * gradients through 256 characters. Corrected after Holm, all together. What the finding says is a row of it.
 */
const MEASURES = {
  'reading range': (first, second) => rangeRatio(first.map(readingOf), second.map(readingOf)),
  'writing range': (first, second) => rangeRatio(first.map(writingOf), second.map(writingOf)),
  'bits, 129 and more after a reset': (first, second) =>
    differenceOf(first.map(settledOf), second.map(settledOf)),
  'the same, mean of documents': (first, second) => differenceOf(first.map(meansOf), second.map(meansOf)),
};

function differenceOf(first, second) {
  const found = crossedDifference(first, second);
  const mean = (seeds, index) => sumOf(seeds, (parts) => parts[index].numerator) / seeds.length;
  const parts = first[0].map(({ denominator }, index) => ({
    document: String(index),
    difference: mean(first, index) - mean(second, index),
    weight: denominator,
  }));
  return { ...found, dominatedBy: dominantDocument(parts, found.overDocuments) };
}

const family = SIZES.flatMap((size) =>
  size.arms
    .filter((arm) => arm !== FULL)
    .flatMap((arm) => {
      const [first, second] = [networksOf(size, arm), networksOf(size, FULL)];
      if (Math.min(first.length, second.length) < 2) return [];
      return Object.entries(MEASURES).map(([measure, compare]) => ({
        ...{ measure, arm, size, seeds: first.length },
        found: compare(first, second),
      }));
    }),
);
const tested = family.filter(({ found }) => found !== null);
const corrected = holm(tested.map(({ found }) => found.pValue));
tested.forEach((row, index) => {
  row.p = corrected[index];
});

const { table, end } = openPage(1, folder, 'documents and seeds');
table(
  `The family: against ${FULL}`,
  ['units', 'seeds', '', 'arm', 'ratio or difference', '95 % interval', 'p after Holm', ''],
  family.map(({ measure, arm, size, seeds, found, p }) => {
    const head = [size.units, seeds, measure, arm];
    if (found === null) return [...head, '–', '–', '–', 'not measurable'];
    const show = (value) => ('ratio' in found ? `× ${value.toFixed(2)}` : value.toFixed(4));
    const interval = `${show(found.low)} to ${show(found.high)}`;
    return [...head, show(found.ratio ?? found.difference), interval, ...verdictOf(found, p)];
  }),
);
for (const size of SIZES) {
  const arms = size.arms.filter((arm) => networksOf(size, arm).length > 0);
  if (arms.length === 0) continue;
  table(
    `Ranges over the dose, two layers of ${size.units}`,
    ['arm', 'seeds', 'reading, characters', 'nearby right', 'writing, characters', 'nearby right'],
    arms.map((arm) => {
      const own = networksOf(size, arm);
      return [arm, own.length, ...rangesOf(own.map(readingOf)), ...rangesOf(own.map(writingOf))];
    }),
  );
  table(
    `Bits per character by the characters since the state was emptied, two layers of ${size.units}`,
    ['arm', ...PARTS, 'mean of documents, 129–256', 'carried all along', 'validation, as trained'],
    arms.map((arm) => {
      const own = networksOf(size, arm);
      const bits = (parts) => ratioOf(parts).toFixed(3);
      return [
        arm,
        ...PARTS.map((_, part) =>
          bits(own.flatMap(({ bits: { reset } }) => reset.map((one) => toPart(one[part])))),
        ),
        bits(own.flatMap(meansOf)),
        bits(own.flatMap(({ bits: { carried } }) => carried.flatMap((one) => one.map(toPart)))),
        (sumOf(own, ({ validationBits }) => validationBits) / own.length).toFixed(3),
      ];
    }),
  );
  for (const [title, pairsOf] of [
    ['read', readingOf],
    ['written', writingOf],
  ])
    table(
      `Pairs of which both twins are right, ${title}, two layers of ${size.units}, %`,
      ['arm', ...DISTANCES.map((from) => (from === 1 ? '1' : `${from}–${2 * from - 1}`))],
      arms.map((arm) => {
        const pairs = networksOf(size, arm).flatMap(pairsOf);
        return [arm, ...DISTANCES.map((from) => shareAt(pairs, from))];
      }),
    );
}
table(
  'Training',
  ['units', 'arm', 'rate', 'steps', 'characters', 'seeds'],
  SIZES.flatMap((size) =>
    size.arms
      .map((arm) => [arm, networksOf(size, arm)])
      .filter(([, own]) => own.length > 0)
      .map(([arm, own]) => [
        ...[size.units, arm, own[0].training.learningRate, own[0].step.toLocaleString('en')],
        ...[own[0].charactersSeen.toLocaleString('en'), own.map(({ seed }) => seed).join(', ')],
      ]),
  ),
);
const seedsOf = (arm) => networksOf(SIZES[0], arm);
const panels = [
  ['State emptied every so many characters', CURVES.resets],
  ['Gradients through so many characters, state carried', CURVES.gradients],
].map(([title, doses]) => ({
  title,
  doses: doses.map(([dose, arm]) => ({
    name: dose === Number.POSITIVE_INFINITY ? 'never' : String(dose),
    reading: seedsOf(arm).map((one) => charactersOf(readingOf(one))),
    writing: seedsOf(arm).map((one) => charactersOf(writingOf(one))),
  })),
}));
writeFileSync(join(folder, 'curves.svg'), drawCurves(panels));
const missing = SIZES.flatMap((size) =>
  size.arms.flatMap((arm) =>
    size.seeds.filter((seed) => !networksOf(size, arm).some((one) => one.seed === seed)),
  ),
);
end(missing.length > 0 ? `${missing.length} of the networks are not measured yet.` : '');

/** The geometric mean of the seeds' ranges, with the least and the most; and the share nearby. */
function rangesOf(seeds) {
  const ranges = seeds.map((pairs) => measureRange(pairs, { resamples: 2, least: 0 }));
  const characters = ranges.map(({ range }) => range.characters);
  const near = sumOf(ranges, ({ near }) => near.share) / ranges.length;
  const told = `${geometricMean(characters).toFixed(1)} (${Math.min(...characters)}–${Math.max(...characters)})`;
  return [near < 0.5 ? `not measurable, would be ${told}` : told, `${(100 * near).toFixed(0)} %`];
}

function charactersOf(pairs) {
  return measureRange(pairs, { resamples: 2, least: 0 }).range.characters;
}

function shareAt(pairs, from) {
  const inside = pairs.filter(({ distance }) => distance >= from && distance < 2 * from);
  return inside.length === 0 ? '–' : ((100 * sumOf(inside, ({ share }) => share)) / inside.length).toFixed(1);
}

function sumOf(all, numberOf) {
  return all.reduce((sum, one) => sum + numberOf(one), 0);
}

function toPart([numerator, denominator]) {
  return { numerator, denominator };
}

function ratioOf(parts) {
  return sumOf(parts, ({ numerator }) => numerator) / sumOf(parts, ({ denominator }) => denominator);
}
