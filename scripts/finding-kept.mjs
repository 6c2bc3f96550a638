// What scripts/finding-1.mjs has kept.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shell.mjs';

export const ARMS = ['carried', 'reset', 'elsewhere'];

export const folder = join(root, 'docs/findings/0001-carried-state');
export const kept = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
);
export const runsOf = new Map(ARMS.map((arm) => [arm, runsOfArm(arm)]));
const seeds = Math.min(...ARMS.map((arm) => runsOf.get(arm).length));
if (seeds < 2)
  throw new Error(`Expected two seeds of each arm at least, got ${seeds}: run scripts/finding-1.mjs first.`);

function runsOfArm(arm) {
  return [...kept]
    .filter(([name]) => new RegExp(`^${arm}-\\d+$`).test(name))
    .map(([, run]) => run)
    .sort((a, b) => a.seed - b.seed);
}

export function anyRun() {
  return runsOf.get(ARMS[0])[0];
}

export function figuresOf({ documents }) {
  return documents.figures;
}

export function rangesOf(measure) {
  return figuresOf(anyRun())
    .filter((figure) => figure.measure === measure && figure.range !== null)
    .map(({ range }) => range)
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Bits of each document, read with the state carried or reset every 256 characters, in the order of `partsOf`. */
export function bitsOf({ documents }, read = 'carried') {
  return partsIn(documents.tallies, `bits-${read}`, null);
}

/** In the order of the documents' names, which is the same of all runs; undefined where a run has none. */
export function partsOf(run, measure, range) {
  return partsIn(figuresOf(run), measure, range);
}

function partsIn(figures, measure, range) {
  const figure = figures.find(
    (one) => one.measure === measure && one.range?.from === range?.from && one.range?.to === range?.to,
  );
  return figure?.parts
    .map(([document, numerator, denominator]) => ({ document, numerator, denominator }))
    .sort((a, b) => (a.document < b.document ? -1 : 1));
}

export function subtract(parts, others) {
  return parts?.map((part, index) => ({ ...part, numerator: part.numerator - others[index].numerator }));
}
