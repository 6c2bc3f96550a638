// Measures both ranges (reading, writing) and the half-life of evidence of models whose memory of open brackets is known, on real code:
// windows, fading memories, each with four habits and at five strengths, noise, and memories that end for reasons other than distance. Prints
// them, then plants errors in a copy of the product and measures again. Exits with 1 if an interval misses the range by the memory's rule, if
// *shows* moves with habit or the half-life with strength, or if a planted error goes unnoticed. Deterministic; a part takes about a minute, all
// of it a quarter of an hour.
//
//   pnpm build && LONGRANGE_WHOLE=1 node scripts/calibrate-range.mjs
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELIMITER_TYPES } from '../packages/code/dist/index.js';
import { habitByLength, remember, round } from '../packages/eval/dist/internal.js';
import * as product from '../packages/eval/dist/probes/index.js';
import { DEFINITIONS, isWhole, memory, read, write } from './calibration/ranges.mjs';

/** Maximum spread of *shows* over habits, and of the half-life over strengths. */
const MOST_SPREAD = 1.15;
const MOST_OVER_STRENGTHS = 1.05;
const HALF_LIFE = Object.keys(DEFINITIONS).indexOf('half-life');
const STRENGTHS = { '2 nats': 2, '3.5 nats': 3.5, '7 nats': 7, '14 nats': 14, '28 nats': 28 };
const HABITS = { 0.9: round(0.9), even: round(1 / 3), 0.99: round(0.99), 'by length': habitByLength };
const USUAL = { usual: () => [0.7, 0.2, 0.1] };

const fades =
  (scale) =>
  ({ distance }) =>
    Math.exp(-distance / scale);
const upTo =
  (width, share = 1) =>
  ({ distance }) =>
    distance <= width ? share : 0;
const graded = (mixing, scale) => (habit) => ({ closers: remember(fades(scale), { mixing, habit }) });
const allOrNone = (chance) => (habit) => ({ closers: remember(chance, { mixing: 'either', habit }), chance });
/** Memory of 20 characters, with noise of 5 nats in the evidence for or against the bracket's own closer, as the text after the opener has it. */
const noisy = (habit) => {
  const hash = (text) => [...text].reduce((sum, one) => (Math.imul(sum, 31) + one.charCodeAt(0)) | 0, 7);
  const noise = ({ text }) => (((hash(text.slice(1)) >>> 16) % 2 ? 1 : -1) * 5) / 14;
  return { closers: remember((bracket) => upTo(20)(bracket) + noise(bracket), { mixing: 'logits', habit }) };
};
const certain = (type) => DELIMITER_TYPES.map((one) => Number(one === type));
/** Type of a bracket: visible for 8 characters, then known only from the last letter that was written for it. */
const noted = ({ type, text, distance }) =>
  distance <= 8 ? type : DELIMITER_TYPES['abc'.indexOf(text.slice(-8).match(/[abc](?=[^abc]*$)/)?.[0])];
/** Memory that knows the type that `typeOf` returns, or nothing if that is undefined. */
const knows = (typeOf) => (habit) => ({
  closers: (bracket) => {
    const type = typeOf(bracket);
    return remember(() => Number(type !== undefined), { habit })({ ...bracket, type: type ?? bracket.type });
  },
});

/** Yields memories: name, a function from a habit to the memory, and the habits to try. */
function* memories() {
  for (const mixing of ['probability', 'logits'])
    for (const scale of isWhole ? [20, 60] : [20])
      yield [`${mixing}, exp(−d/${scale})`, graded(mixing, scale), HABITS];
  const laws = { 'exp(−d/20)': fades(20), '1 / (1 + d/10)': ({ distance }) => 1 / (1 + distance / 10) };
  for (const [name, trace] of Object.entries(laws).slice(0, isWhole ? 2 : 1)) {
    const ofStrength = (nats) => ({
      closers: remember(trace, { mixing: 'logits', habit: HABITS.even, nats }),
    });
    yield [`strengths, ${name}`, ofStrength, isWhole ? STRENGTHS : { '2 nats': 2, '28 nats': 28 }];
  }
  yield ['logits, 20 characters and noise', noisy, { even: HABITS.even }];
  const few = isWhole ? HABITS : { 0.9: HABITS[0.9] };
  for (const scale of [20, 60]) yield [`all or none, exp(−d/${scale})`, allOrNone(fades(scale)), few];
  const plateau = ({ distance }) => (distance < 8 ? 1 : upTo(128, 0.52)({ distance }));
  yield ['all to 7, then 0.52 to 128', allOrNone(plateau), few];
  const lines = (most) => allOrNone(({ text }) => Number(text.split('\n').length <= most));
  const nested = ({ text, type }) => {
    const opener = text.slice(1).match(/[([{](?=[^([{]*$)/)?.[0];
    return DELIMITER_TYPES.find((one) => one[0] === opener) ?? type;
  };
  yield ['one slot, which nested brackets overwrite', knows(nested), few];
  yield ['the same line', lines(1), few];
  yield ['two lines', lines(2), few];
  yield ['one open bracket at most', allOrNone(({ depth }) => Number(depth === 1)), few];
  const guess = ({ text }) => DELIMITER_TYPES[(text.length + text.slice(1).trim().length) % 3];
  yield ['the text after the opener', knows(guess), few];
  const notes = (bracket) => certain(noted(bracket)).map((own) => (noted(bracket) ? 0.6 * own : 0.2));
  const filler = (bracket) => [...notes(bracket), 0.2, 0.2];
  yield ['8, and its own notes', (habit) => ({ ...knows(noted)(habit), filler }), few];
  const kept = allOrNone(upTo(128));
  if (isWhole) {
    // Slow, since they write long texts.
    yield ['128, closes rarely', (habit) => ({ ...kept(habit), closing: (usual) => usual / 4 }), USUAL];
    const late = (usual) => (place) => (place.distance < 40 ? 1e-4 : usual);
    yield ['128, closes late', (habit) => ({ ...kept(habit), closing: late }), USUAL];
  }
  for (const width of isWhole ? [16, 24, 32, 48, 64, 128, 256, 512] : [16, 64, 256]) {
    const window = (share, options) => (habit) => ({ ...allOrNone(upTo(width, share))(habit), ...options });
    yield [`window ${width}`, window(1), USUAL];
    yield [`window ${width}, slips`, window(0.8), USUAL];
    if (!isWhole || ![16, 64, 256, 512].includes(width)) continue;
    for (const temperature of [0.3, 1])
      yield [`window ${width}, written at ${temperature}`, window(1, { temperature }), USUAL];
  }
}

/** Prints the ranges by each definition, and their spread over habits: the largest divided by the smallest. */
async function compareAll() {
  const heads = ['memory of', 'habit', ...Object.keys(DEFINITIONS), 'writing: decides', 'shows', 'right'];
  console.log(`| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`);
  const missed = [];
  for (const [name, of, habits] of memories()) {
    const found = [];
    for (const [habit, shares] of Object.entries(habits)) {
      const row = memory(`${name}, ${habit}`, of(shares));
      const { ranges, right } = await write(product, row);
      found.push([...(await read(product, row)), ...ranges]);
      const cells = found.at(-1).map(({ cell }) => cell);
      console.log(`| ${[name, habit, ...cells, `${Math.round(100 * right)} %`].join(' | ')} |`);
    }
    missed.push(...found.flat().flatMap(({ what, holds }) => (holds ? [] : [what])));
    const spreads = found[0].map((_, at) => {
      const places = found.map((one) => one[at].characters);
      return Math.max(...places) === 0 ? 1 : Math.max(...places) / Math.min(...places);
    });
    if (found.length > 1)
      console.log(`| ${[name, '**spread**', ...spreads.map((one) => one.toFixed(2)), ''].join(' | ')} |`);
    // Mixed in probability, no definition is free of habit but in the other class.
    if (spreads[1] > MOST_SPREAD && !/^(probability|strengths)/.test(name))
      missed.push(`${name}: *shows* spreads by ${spreads[1]} over habits`);
    if (spreads[HALF_LIFE] > MOST_OVER_STRENGTHS && name.startsWith('strengths'))
      missed.push(`${name}: the half-life spreads by ${spreads[HALF_LIFE]} over strengths`);
  }
  return missed;
}

/** Errors to plant in the product: in both ranges when reading, in writing, and in the interval. */
const ERRORS = {
  'decides: one member right suffices': ['one > 0 && other > 0', 'one > 0 || other > 0'],
  'shows: half of the evidence': ['evidence: one + other', 'evidence: (one + other) / 2'],
  'shows: one member, with its habit': ['evidence: one + other', 'evidence: 2 * one'],
  'half-life: a quarter of the evidence': ['share: one.share / unit', 'share: one.share / unit + 0.5'],
  'writing: the other member is not asked': ['(rivalRow, others) - 1', '(rivalRow, others) * 0'],
  'interval: all that is right nearby, not half': ['fraction * total(', 'total('],
};

/** Measures with a copy of the product that has an error in it. */
async function withError([right, wrong], at) {
  const dist = join(import.meta.dirname, '../packages/eval/dist');
  const copy = join(dist, `../node_modules/.with-error-${at}`);
  cpSync(dist, copy, { recursive: true });
  const files = readdirSync(copy).map((name) => join(copy, name));
  const isChanged = (file) => file.endsWith('.js') && readFileSync(file, 'utf8').includes(right);
  const [file, ...others] = files.filter(isChanged);
  if (file === undefined || others.length > 0) throw new Error(`Expected "${right}" in one file.`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(right, wrong));
  try {
    const doors = await import(`${copy}/probes/index.js`);
    const rows = [
      memory('logits, 0.9', graded('logits', 20)(HABITS[0.9])),
      memory('all or none', allOrNone(fades(60))(HABITS[0.9])),
    ];
    const ranges = [];
    for (const row of rows) ranges.push(...(await read(doors, row)), ...(await write(doors, row)).ranges);
    return ranges.flatMap(({ what, holds }) => (holds ? [] : [what]));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

const missed = await compareAll();
console.log('\n| planted error | noticed by |\n|---|---|');
for (const [at, [name, error]] of Object.entries(ERRORS).entries()) {
  const noticed = await withError(error, at);
  console.log(`| ${name} | ${noticed.join('; ')} |`);
  if (noticed.length === 0) missed.push(`the planted error "${name}"`);
}
for (const one of missed) console.error(`missed: ${one}`);
if (missed.length > 0) process.exitCode = 1;
