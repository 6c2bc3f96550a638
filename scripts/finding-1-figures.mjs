// Makes every figure of docs/findings/0001-carried-state.md from what scripts/finding-1.mjs has kept in the folder beside it, and writes them to
// figures.md there. Seconds; needs a build. The same kept files give the same page.
//
//   pnpm build && node scripts/finding-1-figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeDocuments, describeReading } from './finding-bits.mjs';
import {
  ARMS,
  anyRun,
  figuresOf,
  folder,
  kept,
  partsOf,
  rangesOf,
  runsOf,
  subtract,
} from './finding-kept.mjs';
import { amount, DIFFERENCE, differenceRow, Page, rangeText, reversed } from './finding-tables.mjs';

const { compareContenders } = await import('../packages/eval/dist/comparison/index.js');
const { crossedDifference, holm } = await import('../packages/eval/dist/statistics/index.js');

/** The first minus the second. */
const PAIRS = [
  ['carried', 'reset'],
  ['elsewhere', 'reset'],
  ['elsewhere', 'carried'],
];
const THIN_BELOW = 30;
/** More than a hundred characters back: the nearest bucket that lies there whole. */
const FAR = { from: 128, to: 256 };
const BITS = 'Bits per character, state carried';

const page = new Page();
page.lines.push(
  '# Figures of finding 1',
  '',
  'Made by `node scripts/finding-1-figures.mjs` from the files beside this page; do not edit. Intervals are of 95 %, over documents and seeds.',
  'p is corrected after Holm within each table of differences. Values of an arm: all seeds together, and in brackets the least and the most of one seed.',
  '',
);
describeTraining();
const compared = await compareArms();
for (const first of ['carried', 'elsewhere']) describeQuestion(first, 'reset');
describeReading(page);
describeCompared();
describeDocuments(page, PAIRS);
describeReach();
describeStretched();
describeCompletions();
describeSeeds();
const text = `${page.lines.join('\n')}\n`;
writeFileSync(join(folder, 'figures.md'), text);
process.stdout.write(text);

function describeTraining() {
  const tuning = [...kept].filter(([name]) => name.startsWith('tuning-')).map(([, run]) => run);
  const rates = [...new Set(tuning.map(({ learningRate }) => learningRate))].sort((a, b) => a - b);
  const bits = (arm, rate) =>
    tuning.find((run) => run.arm === arm && run.learningRate === rate)?.validationBits;
  page.heading('Learning rate: least validation bits of a half pass');
  page.table(
    ['', ...rates.map(String), 'taken'],
    ARMS.map((arm) => [
      arm,
      ...rates.map((rate) => bits(arm, rate)?.toFixed(3) ?? '–'),
      String(runsOf.get(arm)[0].learningRate),
    ]),
  );
  page.heading('Training');
  page.table(
    ['', 'seeds', 'steps', 'characters', 'least validation bits of each seed'],
    ARMS.map((arm) => {
      const runs = runsOf.get(arm);
      return [
        arm,
        runs.map(({ seed }) => seed).join(', '),
        runs[0].step.toLocaleString('en'),
        runs[0].charactersSeen.toLocaleString('en'),
        runs.map(({ validationBits }) => validationBits.toFixed(3)).join(', '),
      ];
    }),
  );
}

/** What `longrange compare` does with these networks: its measures, its tests, its corrections. */
async function compareArms() {
  const contenders = ['reset', 'carried', 'elsewhere'].map((label) => ({
    label,
    runs: runsOf.get(label).map(({ documents }) => documents),
  }));
  const measures = await compareContenders(contenders, { seed: 1, kind: 'models' });
  const labels = contenders.map(({ label }) => label);
  return measures.map((measure) => ({
    ...measure,
    values: measure.values.map((value, index) => ({ ...value, arm: labels[index] })),
    differences: measure.differences.map((one) => ({ ...one, first: labels[one.a], second: labels[one.b] })),
  }));
}

/**
 * What the finding asks, chosen before the third seed was in: five figures of what a network makes of text more than about a hundred characters back,
 * and its bits. Corrected among themselves; all other tables are there for whoever wants to look further.
 */
function describeQuestion(first, second) {
  const ofCompare = [BITS, 'Closers known on real code', 'Brackets held in samples'].map((title) => {
    const wanted = title === BITS ? null : FAR;
    const { unit, range, differences } = compared.find(
      (one) => one.title === title && one.range?.from === wanted?.from && one.range?.to === wanted?.to,
    );
    const found = differences.find((one) => one.first === first && one.second === second);
    const { difference, interval, pValue } = found ?? reversed(differences, first, second);
    return { name: title, where: rangeText(range), unit, difference, ...interval, pValue };
  });
  const ofReach = reachRows()
    .filter(({ beyond }) => beyond === FAR.from)
    .map(({ name, beyond, parts }) => ({
      ...{ name, where: `beyond ${beyond}`, unit: 'bits' },
      ...crossedDifference(runsOf.get(first).map(parts), runsOf.get(second).map(parts)),
    }));
  const rows = [...ofCompare, ...ofReach];
  const adjusted = holm(rows.map(({ pValue }) => pValue));
  page.heading(`The question: ${first} against ${second}`);
  page.table(
    DIFFERENCE,
    rows.map(({ name, where, unit, ...found }, index) =>
      differenceRow(name, where, unit, { ...found, first, second, pValue: adjusted[index] }),
    ),
  );
}

function describeCompared() {
  for (const [title, isInFamily] of [
    ['As `compare` shows them, whole', ({ range }) => range === null],
    ['By distance in characters', ({ range }) => range !== null],
  ]) {
    const family = compared.filter(isInFamily);
    page.heading(title);
    page.table(
      ['', 'characters', ...ARMS],
      family.map(({ title: name, unit, range, values }) => [
        name,
        rangeText(range),
        ...ARMS.map((arm) => {
          const value = values.find((one) => one.arm === arm);
          if (value.estimate === null || value.spread === null) return '–';
          return `${amount(value.estimate, unit)} (${amount(value.spread.min, unit)} to ${amount(value.spread.max, unit)})${value.thin ? ', thin' : ''}`;
        }),
      ]),
    );
    page.heading(`${title}: differences`);
    page.table(
      DIFFERENCE,
      family.flatMap(({ title: name, unit, range, differences }) =>
        differences.map(({ first, second, difference, interval, adjustedPValue }) =>
          differenceRow(name, rangeText(range), unit, {
            first,
            second,
            difference,
            ...interval,
            pValue: adjustedPValue,
          }),
        ),
      ),
    );
  }
}

/** Metrics 12 and 13: what true text further back than n saves, and what spoiling it costs. */
function reachRows() {
  const contexts = rangesOf('context').filter(({ to }) => to >= 16);
  return [
    ...contexts.map(({ to: n }) => ({
      name: 'true text beyond saves',
      beyond: n,
      parts: (run) => subtract(partsOf(run, 'context', { from: 0, to: n }), partsOf(run, 'context', null)),
    })),
    ...['shuffle', 'replace'].flatMap((kind) =>
      rangesOf(`cost/${kind}`).map((range) => ({
        name: kind === 'shuffle' ? 'shuffling what is beyond costs' : 'another document beyond costs',
        beyond: range.from,
        parts: (run) => partsOf(run, `cost/${kind}`, range),
      })),
    ),
  ];
}

function describeReach() {
  describeFigures(
    'Reach',
    reachRows().map(({ name, beyond, parts }) => ({ name, where: `beyond ${beyond}`, unit: 'bits', parts })),
  );
}

/** Metric 11: closers among stretched text, with the filler between the two ends and, as a control, before them. */
function describeStretched() {
  const between = rangesOf('closers/stretched').map((range) => ({
    name: 'stretched closers told',
    where: rangeText(range),
    unit: 'share',
    parts: (run) => partsOf(run, 'closers/stretched', range),
  }));
  const before = rangesOf('placement/closers').map((range) => ({
    name: 'the same, filler before the opener',
    where: rangeText(range),
    unit: 'share',
    parts: (run) => partsOf(run, 'placement/closers', range),
  }));
  describeFigures('Stretched code', [...between, ...before]);
}

/** Metric 18. */
function describeCompletions() {
  const measures = [...new Set(figuresOf(anyRun()).map(({ measure }) => measure))].filter((name) =>
    name.startsWith('completion/'),
  );
  describeFigures(
    'Prompts written on: closed rightly',
    measures.flatMap((measure) =>
      [null, ...rangesOf(measure)].map((range) => ({
        name: measure.slice('completion/'.length),
        where: range === null ? 'all' : `open for ${range.from}`,
        unit: 'share',
        parts: (run) => partsOf(run, measure, range),
      })),
    ),
  );
}

function describeSeeds() {
  page.heading('Of each seed');
  const show = (name, of) => [
    name,
    ...ARMS.map((arm) =>
      runsOf
        .get(arm)
        .map(({ result }) => of(result))
        .join(', '),
    ),
  ];
  const distance = (d80) => d80?.characters ?? '–';
  page.table(
    ['', ...ARMS],
    [
      show('n* in characters', ({ effectiveContext }) => effectiveContext.effective ?? '–'),
      show('D80 of closers', ({ d80 }) => distance(d80.natural)),
      show('D80 of stretched closers', ({ d80 }) => distance(d80.stretched)),
      show('samples that collapsed', ({ degeneration }) => degeneration.firstCollapse.collapsedDocuments),
      show('bits of the 20-gram', ({ bitsPerCharacter }) => bitsPerCharacter[1].carried.bits.toFixed(3)),
    ],
  );
}

/** A table of figures, and one of their differences, corrected together. */
function describeFigures(title, rows) {
  const measured = rows.flatMap((row) => {
    const byArm = ARMS.map((arm) => runsOf.get(arm).map((run) => row.parts(run)));
    if (byArm.flat().some((parts) => parts === undefined)) return [];
    const n = byArm[0][0].reduce((sum, { denominator }) => sum + denominator, 0);
    return [{ ...row, n, byArm }];
  });
  page.heading(title);
  page.table(
    ['', 'characters', 'n', ...ARMS],
    measured.map(({ name, where, unit, n, byArm }) => [
      name,
      where,
      n < THIN_BELOW ? `${n}, thin` : String(n),
      ...byArm.map((networks) => {
        const { difference, low, high } = crossedDifference(
          networks,
          networks.map((parts) => parts.map((part) => ({ ...part, numerator: 0 }))),
        );
        return `${amount(difference, unit)} (${amount(low, unit)} to ${amount(high, unit)})`;
      }),
    ]),
  );
  const differences = measured
    .filter(({ n }) => n >= THIN_BELOW)
    .flatMap(({ name, where, unit, byArm }) =>
      PAIRS.map(([first, second]) => ({
        ...{ name, where, unit, first, second },
        ...crossedDifference(byArm[ARMS.indexOf(first)], byArm[ARMS.indexOf(second)]),
      })),
    );
  const adjusted = holm(differences.map(({ pValue }) => pValue));
  page.heading(`${title}: differences`);
  page.table(
    DIFFERENCE,
    differences.map(({ name, where, unit, ...found }, index) =>
      differenceRow(name, where, unit, { ...found, pValue: adjusted[index] }),
    ),
  );
}
