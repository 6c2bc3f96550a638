// Makes every figure of docs/findings/0001-carried-state.md from the kept answers of its networks, and writes them to figures.md and
// evidence.svg. Needs a build. The same kept file gives the same page.
//
//   pnpm build && node docs/findings/0001-carried-state/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRange, rangeRatio } from '../../../packages/eval/dist/probes/index.js';
import { crossedDifference, dominantDocument, holm } from '../../../packages/eval/dist/statistics/index.js';
import { drawCurves, evidenceAxis } from '../curves.mjs';
import { openPage, readKept, verdictOf } from '../page.mjs';

const folder = import.meta.dirname;
const { items, networks: byName } = readKept(join(folder, 'networks.json.br'));
const { documents, swaps } = items;
const networks = Object.values(byName).sort((a, b) => a.seed - b.seed);

/** The state carried on, gradients through all of the sequence: the strongest dose of both manipulations. */
const FULL = 'carried, gradients 256';
const ARMS = ['reset 16', 'reset 64', 'reset 256', FULL, 'gradients 64', 'gradients 16'];
const SIZES = [128, 256];
const DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128];
/** Index of the last part since a reset: 128 characters and more. */
const SETTLED = 4;
const networksOf = (units, arm) => networks.filter((one) => one.units === units && one.arm === arm);

/** Pairs with a share from the place and the evidence in nats, of which the file keeps half. */
const pairsOf = (shareOf) => (network) =>
  swaps.map(([document, distance], place) => ({
    ...{ document: documents[document], distance },
    share: shareOf(network.reading, place),
  }));
const rightOf = pairsOf(({ right }, place) => Number(right[place]));
const shownOf = pairsOf(({ evidence }, place) => Number(2 * evidence[place] > 1));
const evidenceOf = pairsOf(({ evidence }, place) => 2 * evidence[place]);
/** Both texts of every second pair, without those left open. */
const writingOf = ({ writing }) =>
  writing.flatMap(([distance, outcome, share], index) =>
    outcome === 'o' ? [] : [{ distance, share, document: documents[swaps[2 * (index >> 1)][0]] }],
  );
/** Parts of each document, in their order. */
const partsOf = (from, to) => (network) => {
  const parts = new Map(documents.map((document) => [document, { numerator: 0, denominator: 0 }]));
  for (const { document, distance, share } of evidenceOf(network)) {
    if (distance < from || distance >= to) continue;
    parts.get(document).numerator += share;
    parts.get(document).denominator++;
  }
  return [...parts.values()].filter(({ denominator }) => denominator > 0);
};
const settledOf = ({ bits }) =>
  bits.reset
    .map((parts) => ({ numerator: parts[SETTLED][0], denominator: parts[SETTLED][1] }))
    .filter(({ denominator }) => denominator > 0);
const meansOf = (network) =>
  settledOf(network).map(({ numerator, denominator }) => ({
    numerator: numerator / denominator,
    denominator: 1,
  }));

const ratio = (of) => (first, second) => rangeRatio(first.map(of), second.map(of));
const difference = (of) => (first, second) => {
  const [own, other] = [first.map(of), second.map(of)];
  const found = crossedDifference(own, other);
  const mean = (seeds, index) => seeds.reduce((sum, parts) => sum + parts[index].numerator, 0) / seeds.length;
  const parts = own[0].map(({ denominator: weight }, index) => ({
    ...{ document: String(index), difference: mean(own, index) - mean(other, index), weight },
  }));
  return { ...found, dominatedBy: dominantDocument(parts, found.overDocuments) };
};
/**
 * The family: each arm against the state carried with gradients through 256 characters, corrected after Holm, all together. Four figures were fixed
 * and committed before the third seed was in; the two of evidence were added after all were.
 */
const MEASURES = {
  'range, both right': ratio(rightOf),
  'range, evidence over 1 nat': ratio(shownOf),
  'evidence, 16 to 63 characters, nats': difference(partsOf(16, 64)),
  'range, writing': ratio(writingOf),
  'bits, 129 and more after a reset': difference(settledOf),
  'the same, mean of documents': difference(meansOf),
};
const family = SIZES.flatMap((units) =>
  ARMS.filter((arm) => arm !== FULL && networksOf(units, arm).length > 0).flatMap((arm) =>
    Object.entries(MEASURES).map(([measure, compare]) => ({
      ...{ units, arm, measure, found: compare(networksOf(units, arm), networksOf(units, FULL)) },
    })),
  ),
);
const tested = family.filter(({ found }) => found !== null);
const corrected = holm(tested.map(({ found }) => found.pValue));

const { table, end } = openPage(1, folder, 'documents and seeds');
table(
  `The family: against ${FULL}`,
  ['units', 'arm', '', 'ratio or difference', '95 % interval', 'p after Holm', ''],
  tested.map(({ units, arm, measure, found }, index) => {
    const show = (value) => ('ratio' in found ? `× ${value.toFixed(2)}` : value.toFixed(3));
    const interval = `${show(found.low)} to ${show(found.high)}`;
    const shown = show(found.ratio ?? found.difference);
    return [units, arm, measure, shown, interval, ...verdictOf(found, corrected[index])];
  }),
);
const arms = SIZES.flatMap((units) =>
  ARMS.map((arm) => ({ units, arm, own: networksOf(units, arm) })).filter(({ own }) => own.length > 0),
);
table(
  'Ranges in characters, one for each seed, and validation bits',
  ['units', 'arm', 'both right', 'evidence over 1 nat', 'writing', 'bits'],
  arms.map(({ units, arm, own }) => [
    ...[units, arm],
    ...[rightOf, shownOf, writingOf].map((of) =>
      own.map((one) => measureRange(of(one), { resamples: 2, least: 0 }).range.characters).join(', '),
    ),
    own.map(({ validationBits }) => validationBits.toFixed(2)).join(', '),
  ]),
);
for (const [title, of] of [
  ['Both right, %', rightOf],
  ['Evidence over 1 nat, %', shownOf],
])
  table(
    `${title}, by distance`,
    ['units', 'arm', ...DISTANCES.map((from) => (from === 1 ? '1' : `${from}–${2 * from - 1}`))],
    arms.map(({ units, arm, own }) => {
      const pairs = own.flatMap(of);
      const share = (from) => {
        const inside = pairs.filter(({ distance }) => distance >= from && distance < 2 * from);
        return ((100 * inside.reduce((sum, one) => sum + one.share, 0)) / inside.length).toFixed(1);
      };
      return [units, arm, ...DISTANCES.map(share)];
    }),
  );
writeFileSync(
  join(folder, 'evidence.svg'),
  drawCurves({
    title: 'Evidence of the opener over the distance, by what was cut in training',
    note: 'lines: means over seeds; bars: the least and the most of the seeds; dashes: 1 nat',
    axis: evidenceAxis,
    panels: SIZES.map((units) => ({
      title: `two layers of ${units}`,
      ticks: DISTANCES,
      curves: ARMS.map((arm) => ({
        name: arm.replace('carried, gradients 256', 'nothing cut'),
        points: DISTANCES.map((from) => {
          const seeds = networksOf(units, arm).map(partsOf(from, 2 * from));
          if (seeds.length === 0) return null;
          const sumOf = (parts, field) => parts.reduce((sum, part) => sum + part[field], 0);
          const means = seeds.map((parts) => sumOf(parts, 'numerator') / sumOf(parts, 'denominator'));
          const estimate = means.reduce((sum, mean) => sum + mean, 0) / means.length;
          return { estimate, low: Math.min(...means), high: Math.max(...means) };
        }),
      })),
    })),
  }),
);
end('');
