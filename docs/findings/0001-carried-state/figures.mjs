// Makes every figure of docs/findings/0001-carried-state.md from what measure.mjs has kept, and writes them to figures.md. Seconds; needs a build.
// The same kept files give the same page.
//
//   pnpm build && node docs/findings/0001-carried-state/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareContenders } from '../../../packages/eval/dist/comparison/index.js';
import { crossedDifference } from '../../../packages/eval/dist/statistics/index.js';
import { describeDocuments, describeReading } from './bits.mjs';
import { folder, tuning } from './kept.mjs';
import { ARMS, isSameRange, measures, networks, PAIRS, partsOf, rangesOf } from './networks.mjs';
import { amount, corrected, Page, rangeText } from './tables.mjs';

const THIN_BELOW = 30;
/** More than a hundred characters back: the nearest bucket that lies there whole. */
const FAR = { from: 128, to: 256 };
const BITS = 'Bits per character, state carried';

const page = new Page();
page.lines.push(
  '# Figures of finding 1',
  '',
  'Made by `node docs/findings/0001-carried-state/figures.mjs` from the files beside this page; do not edit. Intervals are of 95 %, over documents and seeds.',
  'p is corrected after Holm within each table of differences. Values of an arm: all seeds together, and in brackets the least and the most of one seed.',
  '',
);
describeTraining();
const compared = await compareArms();
for (const first of ['carried', 'elsewhere']) describeQuestion(first, 'reset');
describeReading(page);
describeCompared();
describeDocuments(page);
describeFigures('Reach', reachRows());
describeFigures('Stretched code', stretchedRows());
describeFigures('Prompts written on: closed rightly', completionRows());
describeSeeds();
const text = `${page.lines.join('\n')}\n`;
writeFileSync(join(folder, 'figures.md'), text);
process.stdout.write(text);

function describeTraining() {
  const rates = [...new Set(ARMS.flatMap((arm) => Object.keys(tuning[arm])))].sort((a, b) => a - b);
  page.table(
    'Learning rate: least validation bits of a half pass',
    ['', ...rates, 'taken'],
    ARMS.map((arm) => [
      arm,
      ...rates.map((rate) => tuning[arm][rate]?.toFixed(3) ?? '–'),
      networks[arm][0].learningRate,
    ]),
  );
  page.table(
    'Training',
    ['', 'seeds', 'steps', 'characters', 'least validation bits of each seed'],
    ARMS.map((arm) => [
      arm,
      networks[arm].map(({ seed }) => seed).join(', '),
      networks[arm][0].step.toLocaleString('en'),
      networks[arm][0].charactersSeen.toLocaleString('en'),
      networks[arm].map(({ validationBits }) => validationBits.toFixed(3)).join(', '),
    ]),
  );
}

/** What `longrange compare` does with these networks: its measures, its tests, its corrections. */
async function compareArms() {
  const labels = ['reset', 'carried', 'elsewhere'];
  const contenders = labels.map((label) => ({
    label,
    runs: networks[label].map(({ documents }) => documents),
  }));
  const found = await compareContenders(contenders, { seed: 1, kind: 'models' });
  return found.map((measure) => ({
    ...measure,
    values: Object.fromEntries(measure.values.map((value, index) => [labels[index], value])),
    differences: measure.differences.map((one) => ({ ...one, first: labels[one.a], second: labels[one.b] })),
  }));
}

/**
 * What the finding asks, chosen before the third seed was in: five figures of what a network makes of text more than about a hundred characters back,
 * and its bits. Corrected among themselves; all other tables are there for further reading.
 */
function describeQuestion(first, second) {
  const ofCompare = [BITS, 'Closers known on real code', 'Brackets held in samples'].map((name) => {
    const { unit, range, differences } = compared.find(
      (one) => one.title === name && isSameRange(one.range, name === BITS ? null : FAR),
    );
    const found = differences.find((one) => one.first === first && one.second === second);
    const { difference, interval, pValue } = found ?? reversed(differences, first, second);
    return { ...{ name, where: rangeText(range), unit, first, second, difference, pValue }, ...interval };
  });
  const ofReach = reachRows()
    .filter(({ beyond }) => beyond === FAR.from)
    .map(({ parts, ...row }) => ({
      ...{ ...row, first, second },
      ...crossedDifference(networks[first].map(parts), networks[second].map(parts)),
    }));
  page.differences(`The question: ${first} against ${second}`, corrected([...ofCompare, ...ofReach]));
}

/** The difference of two arms that `compare` has the other way round. */
function reversed(differences, first, second) {
  const { difference, interval, pValue } = differences.find(
    (one) => one.first === second && one.second === first,
  );
  return { difference: -difference, interval: { low: -interval.high, high: -interval.low }, pValue };
}

function describeCompared() {
  for (const [title, isInFamily] of [
    ['As `compare` shows them, whole', ({ range }) => range === null],
    ['By distance in characters', ({ range }) => range !== null],
  ]) {
    const family = compared.filter(isInFamily);
    page.table(
      title,
      ['', 'characters', ...ARMS],
      family.map(({ title: name, unit, range, values }) => [
        name,
        rangeText(range),
        ...ARMS.map((arm) => {
          const { estimate, spread, thin } = values[arm];
          if (estimate === null || spread === null) return '–';
          return `${amount(estimate, unit)} (${amount(spread.min, unit)} to ${amount(spread.max, unit)})${thin ? ', thin' : ''}`;
        }),
      ]),
    );
    page.differences(
      `${title}: differences`,
      family.flatMap(({ title: name, unit, range, differences }) =>
        differences.map(({ interval, adjustedPValue: pValue, ...one }) => ({
          ...{ ...one, name, where: rangeText(range), unit },
          ...{ ...interval, pValue },
        })),
      ),
    );
  }
}

/** Metrics 12 and 13: what true text further back than n saves, and what spoiling it costs. */
function reachRows() {
  const row = (name, beyond, parts) => ({ name, beyond, where: `beyond ${beyond}`, unit: 'bits', parts });
  const contexts = rangesOf('context').filter(({ to }) => to >= 16);
  return [
    ...contexts.map(({ to: n }) =>
      row('true text beyond saves', n, (run) => {
        const whole = partsOf(run, 'context', null);
        return partsOf(run, 'context', { from: 0, to: n })?.map((part, index) => ({
          ...part,
          numerator: part.numerator - whole[index].numerator,
        }));
      }),
    ),
    ...Object.entries({
      shuffle: 'shuffling what is beyond costs',
      replace: 'another document beyond costs',
    }).flatMap(([kind, name]) =>
      rangesOf(`cost/${kind}`).map((range) =>
        row(name, range.from, (run) => partsOf(run, `cost/${kind}`, range)),
      ),
    ),
  ];
}

/** Shares of a measure, in all or by range. */
function shareRows(name, measure, where, ranges = rangesOf(measure)) {
  return ranges.map((range) => ({
    ...{ name, where: where(range), unit: 'share' },
    parts: (run) => partsOf(run, measure, range),
  }));
}

/** Metric 11: closers among stretched text, with the filler between the two ends and, as a control, before them. */
function stretchedRows() {
  return [
    ...shareRows('stretched closers told', 'closers/stretched', rangeText),
    ...shareRows('the same, filler before the opener', 'placement/closers', rangeText),
  ];
}

/** Metric 18. */
function completionRows() {
  return measures
    .filter((name) => name.startsWith('completion/'))
    .flatMap((measure) =>
      shareRows(
        measure.slice('completion/'.length),
        measure,
        (range) => (range === null ? 'all' : `open for ${range.from}`),
        [null, ...rangesOf(measure)],
      ),
    );
}

function describeSeeds() {
  const row = (name, of) => [
    name,
    ...ARMS.map((arm) => networks[arm].map(({ result }) => of(result)).join(', ')),
  ];
  page.table(
    'Of each seed',
    ['', ...ARMS],
    [
      row('n* in characters', ({ effectiveContext }) => effectiveContext.effective ?? '–'),
      row('D80 of closers', ({ d80 }) => d80.natural?.characters ?? '–'),
      row('D80 of stretched closers', ({ d80 }) => d80.stretched?.characters ?? '–'),
      row('samples that collapsed', ({ degeneration }) => degeneration.firstCollapse.collapsedDocuments),
      row('bits of the 20-gram', ({ bitsPerCharacter }) => bitsPerCharacter[1].carried.bits.toFixed(3)),
    ],
  );
}

/** A table of figures, and one of their differences, corrected together. */
function describeFigures(title, rows) {
  const measured = rows.flatMap((row) => {
    const byArm = ARMS.map((arm) => networks[arm].map(row.parts));
    if (byArm.flat().some((parts) => parts === undefined)) return [];
    const n = byArm[0][0].reduce((sum, { denominator }) => sum + denominator, 0);
    return [{ ...row, n, byArm }];
  });
  page.table(
    title,
    ['', 'characters', 'n', ...ARMS],
    measured.map(({ name, where, unit, n, byArm }) => [
      name,
      where,
      n < THIN_BELOW ? `${n}, thin` : String(n),
      ...byArm.map((parts) => {
        const nothing = parts.map((ofRun) => ofRun.map((part) => ({ ...part, numerator: 0 })));
        const { difference, low, high } = crossedDifference(parts, nothing);
        return `${amount(difference, unit)} (${amount(low, unit)} to ${amount(high, unit)})`;
      }),
    ]),
  );
  const differences = measured
    .filter(({ n }) => n >= THIN_BELOW)
    .flatMap(({ byArm, ...row }) =>
      PAIRS.map(([first, second]) => ({
        ...{ ...row, first, second },
        ...crossedDifference(byArm[ARMS.indexOf(first)], byArm[ARMS.indexOf(second)]),
      })),
    );
  page.differences(`${title}: differences`, corrected(differences));
}
