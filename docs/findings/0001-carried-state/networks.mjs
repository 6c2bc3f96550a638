// The networks that are kept, by arm, and their figures by document.
import { runs } from './kept.mjs';

export const ARMS = ['carried', 'reset', 'elsewhere'];
/** The first minus the second. */
export const PAIRS = [
  ['carried', 'reset'],
  ['elsewhere', 'reset'],
  ['elsewhere', 'carried'],
];

/** By arm, in the order of the seeds. */
export const networks = Object.fromEntries(
  ARMS.map((arm) => [
    arm,
    Object.values(runs)
      .filter((run) => run.arm === arm)
      .sort((a, b) => a.seed - b.seed),
  ]),
);
const seeds = Math.min(...ARMS.map((arm) => networks[arm].length));
if (seeds < 2)
  throw new Error(`Expected two seeds of each arm at least, got ${seeds}: run measure.mjs first.`);

const { figures } = networks.carried[0].documents;
export const measures = [...new Set(figures.map(({ measure }) => measure))];

export function rangesOf(measure) {
  return figures
    .filter((figure) => figure.measure === measure && figure.range !== null)
    .map(({ range }) => range)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Bits of each document, read with the state carried or reset every 256 characters, in the order of `partsOf`. */
export function bitsOf({ documents }, read = 'carried') {
  return partsIn(documents.tallies, `bits-${read}`, null);
}

/** In the order of the documents' names, which is the same of all networks; undefined where a network has none. */
export function partsOf({ documents }, measure, range) {
  return partsIn(documents.figures, measure, range);
}

export function isSameRange(one, other) {
  return one?.from === other?.from && one?.to === other?.to;
}

function partsIn(all, measure, range) {
  return all
    .find((one) => one.measure === measure && isSameRange(one.range, range))
    ?.parts.map(([document, numerator, denominator]) => ({ document, numerator, denominator }))
    .sort((a, b) => (a.document < b.document ? -1 : 1));
}
