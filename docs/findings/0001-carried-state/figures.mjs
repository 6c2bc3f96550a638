// Makes every figure of docs/findings/0001-carried-state.md from the kept answers of its networks, and writes them to figures.md and
// evidence.svg. Needs a build. The same kept file gives the same page.
//
//   pnpm build && node docs/findings/0001-carried-state/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { meanRange, rangeRatio } from '../../../packages/eval/dist/probes/index.js';
import { crossedDifference, dominantDocument } from '../../../packages/eval/dist/statistics/index.js';
import { drawCurves, evidenceAxis } from '../curves.mjs';
import { openPage, readKept, verdictsOf } from '../shared.mjs';

const folder = import.meta.dirname;
const { items, networks: byName } = readKept(join(folder, 'answers.json.br'));
const FULL = 'gradients 128';
const networks = Object.values(byName)
  // Gradients reach back to the beginning of the sequence, which is 128 characters long.
  .map((one) => (one.arm === 'nothing cut' ? { ...one, arm: FULL } : one))
  .sort((a, b) => a.seed - b.seed);
const pairs = items.pairs.map(([document, distance, lineBreaks]) => ({
  document: items.documents[document],
  distance,
  lineBreaks,
}));

const networksOf = (arm) => networks.filter((one) => one.arm === arm);

const ARMS = [FULL, 'gradients 64', 'reset 64', 'gradients 16'];
const DISTANCES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const TEXTS = { 'on one line': (one) => one.lineBreaks === 0, 'over several': (one) => one.lineBreaks > 0 };
/** Fewer pairs make no point. */
const LEAST = 20;

const shows = ({ evidence }, index) => Number(evidence[index] > 1);
const decides = ({ right }, index) => Number(right[index]);
const evidenceOf = ({ evidence }, index) => evidence[index];
const ranged = (of) => (one) => pairs.map((pair, index) => ({ ...pair, share: of(one.whole, index) }));
/** Sum and number of each document's pairs, the documents in their order. */
const parts =
  (of, isChosen, reading = 'whole') =>
  (network) => {
    const sums = new Map(items.documents.map((name) => [name, { numerator: 0, denominator: 0 }]));
    pairs.forEach((pair, index) => {
      if (!isChosen(pair)) return;
      const sum = sums.get(pair.document);
      sum.numerator += of(network[reading], index);
      sum.denominator++;
    });
    return [...sums.values()].filter(({ denominator }) => denominator > 0);
  };
const bitsOf = (kind) => (one) =>
  one.bits[kind].map(([numerator, denominator]) => ({ numerator, denominator }));
const within = (from, to, isChosen) => (one) => one.distance >= from && one.distance < to && isChosen(one);
const far = within(32, 128, TEXTS['on one line']);
const total = (all, field) => all.reduce((sum, one) => sum + one[field], 0);
const meanOf = (all) => total(all, 'numerator') / total(all, 'denominator');

const ratio = (of) => (first, second) => rangeRatio(first.map(ranged(of)), second.map(ranged(of)));
const difference = (partsOf) => (first, second) => {
  const [own, other] = [first.map(partsOf), second.map(partsOf)];
  const found = crossedDifference(own, other);
  const mean = (seeds, index) => seeds.reduce((sum, one) => sum + one[index].numerator, 0) / seeds.length;
  const documents = own[0].map(({ denominator }, index) => ({
    document: String(index),
    numerator: mean(own, index) - mean(other, index),
    denominator,
  }));
  return { ...found, dominatedBy: dominantDocument(documents, found.overDocuments) };
};
/** The family, fixed before a network with a cut was asked; corrected after Holm, all arms together. */
const FAMILY = {
  'shows, on one line, 32 to 127 characters back': difference(parts(shows, far)),
  'decides, on one line, 32 to 127 characters back': difference(parts(decides, far)),
  'range, shows': ratio(shows),
  'range, decides': ratio(decides),
  'bits per character': difference(bitsOf('carried')),
};
/** No state is older than in training with a reset every 64: at most 47 characters back to the opener, and 16 before it. */
const young = within(32, 48, TEXTS['on one line']);
const YOUNG = {
  'shows, on one line, 32 to 47 characters back': difference(parts(shows, young, 'cut')),
  'decides, on one line, 32 to 47 characters back': difference(parts(decides, young, 'cut')),
};

const { table, end } = openPage(1, folder, 'documents and seeds');
/** Adds a table that tests the measures of arms against those of another. */
function compare(title, arms, against, measures) {
  const rows = arms.flatMap((arm) => Object.keys(measures).map((measure) => ({ arm, measure })));
  const found = rows.map(({ arm, measure }) => measures[measure](networksOf(arm), networksOf(against)));
  const verdicts = verdictsOf(found);
  table(
    title,
    ['arm', 'seeds', '', 'ratio or difference', '95 % interval', 'p after Holm', ''],
    rows.map(({ arm, measure }, index) => {
      const { ratio, difference, low, high } = found[index];
      const show = (value) => (ratio === undefined ? value.toFixed(3) : `× ${value.toFixed(2)}`);
      const shown = [show(ratio ?? difference), `${show(low)} to ${show(high)}`];
      return [arm, networksOf(arm).length, measure, ...shown, ...verdicts[index]];
    }),
  );
}
/** One figure of each network, by which seeds are paired: networks of a seed read the same batches. */
const OF_NETWORK = {
  'shows, on one line, 32 to 127 characters back': (one) => meanOf(parts(shows, far)(one)),
  'decides, on one line, 32 to 127 characters back': (one) => meanOf(parts(decides, far)(one)),
  'range, shows': (one) => logRange(shows, one),
  'range, decides': (one) => logRange(decides, one),
  'bits per character': (one) => meanOf(bitsOf('carried')(one)),
};
const logRange = (of, one) => Math.log(meanRange([ranged(of)(one)], { seed: 1 }).places[0].characters);
/** Exact two-sided p of paired differences under the flip of any of their signs. */
function signFlip(differences) {
  const flips = 2 ** differences.length;
  const sumOf = (flip) =>
    Math.abs(differences.reduce((sum, one, index) => sum + ((flip >> index) & 1 ? -one : one), 0));
  const least = sumOf(0) - 1e-9;
  return Array.from({ length: flips }, (_, flip) => sumOf(flip)).filter((sum) => sum >= least).length / flips;
}
function compareSeeds(arms, against) {
  table(
    `Seeds alone, paired: against ${against}`,
    ['arm', '', 'seeds with more, of all', 'exact p of sign flips'],
    arms.flatMap((arm) =>
      Object.entries(OF_NETWORK).map(([measure, of]) => {
        const [own, other] = [arm, against].map((name) => networksOf(name).map(of));
        const differences = own.map((value, index) => value - other[index]);
        const more = differences.filter((one) => one > 0).length;
        return [arm, measure, `${more} of ${differences.length}`, signFlip(differences).toFixed(3)];
      }),
    ),
  );
}
compare(`The family: against ${FULL}`, ARMS.slice(1), FULL, FAMILY);
// A reset ends gradients, too: this tells what the emptied state adds. Fixed before the networks of gradients 64 were trained.
compare('The control: reset 64 against gradients 64', ['reset 64'], 'gradients 64', FAMILY);
// Chosen with all answers known.
compare('The control, the text cut 16 before the opener', ['reset 64'], 'gradients 64', YOUNG);
compareSeeds(ARMS.slice(1), FULL);
compareSeeds(['reset 64'], 'gradients 64');
const whole = (value) => (value === null ? '–' : value.toFixed(0));
for (const [title, of] of Object.entries({ shows, decides }))
  table(
    `Range, ${title}: characters`,
    ['arm', 'mean', '95 % interval', 'each seed'],
    ARMS.map((arm) => {
      const { mean, low, high, places } = meanRange(networksOf(arm).map(ranged(of)), { seed: 1 });
      const each = places.map((one) => whole(one?.characters ?? null)).join(', ');
      return [arm, whole(mean), `${whole(low)} to ${whole(high)}`, each];
    }),
  );
const bits = (arm, kind) => meanOf(networksOf(arm).flatMap(bitsOf(kind))).toFixed(3);
table(
  'Bits per character, mean of seeds',
  ['arm', 'state carried', 'emptied every 64'],
  ARMS.map((arm) => [arm, bits(arm, 'carried'), bits(arm, 'reset')]),
);
for (const [text, isChosen] of Object.entries(TEXTS))
  for (const [title, of, reading] of [
    ['shows', shows, 'whole'],
    ['shows, the text cut 16 characters before the opener', shows, 'cut'],
    ['decides', decides, 'whole'],
  ])
    table(
      `The opener ${title}, ${text}: % of pairs, mean of seeds and each`,
      ['arm', ...DISTANCES.map((from) => `${from}–${2 * from - 1}`)],
      ARMS.map((arm) => [
        arm,
        ...DISTANCES.map((from) => {
          const own = networksOf(arm).map(parts(of, within(from, 2 * from, isChosen), reading));
          if (total(own[0], 'denominator') < LEAST) return '–';
          const each = own.map((one) => (100 * meanOf(one)).toFixed(0)).join(' ');
          return `${(100 * meanOf(own.flat())).toFixed(1)} (${each})`;
        }),
      ]),
    );
writeFileSync(
  join(folder, 'evidence.svg'),
  drawCurves({
    title: 'Evidence of the opener over the distance, by what was cut in training',
    note: 'lines: means over seeds; bars: the least and the most of the seeds; dashes: 1 nat',
    axis: evidenceAxis,
    panels: Object.entries(TEXTS).map(([text, isChosen]) => ({
      title: `opener and closer ${text}`,
      ticks: DISTANCES,
      curves: ARMS.map((arm) => ({
        name: arm,
        points: DISTANCES.map((from) => {
          const seeds = networksOf(arm).map(parts(evidenceOf, within(from, 2 * from, isChosen)));
          if (total(seeds[0], 'denominator') < LEAST) return null;
          const means = seeds.map(meanOf);
          return { estimate: meanOf(seeds.flat()), low: Math.min(...means), high: Math.max(...means) };
        }),
      })),
    })),
  }),
);
end();
