// Makes every figure of docs/findings/0003-token-models.md from the answers that measure.mjs has kept, and writes figures.md and
// evidence.svg. Needs a build. The same answers give the same page.
//
//   pnpm build && node docs/findings/0003-token-models/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRange } from '../../../packages/eval/dist/probes/index.js';
import { drawCurves, evidenceAxis } from '../curves.mjs';
import { openPage, verdictsOf } from '../shared.mjs';
import {
  answersOf,
  bitsOf,
  differenceOf,
  differenceOfTexts,
  FAR,
  MODELS,
  meanOf,
  models,
  pairsOf,
  TEXTS,
  texts,
  within,
  writingOf,
} from './answers.mjs';

const folder = import.meta.dirname;
/** Doublings of the distance; the last ones are merged, because they have few pairs. */
const DOUBLINGS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].map((from) => [
  from,
  from === 512 ? 4096 : 2 * from,
]);
const STRETCHES = [
  [1, 8],
  [8, 32],
  [32, 128],
  [128, 4096],
];
const nameOf = ([from, to]) => (to === from + 1 ? `${from}` : `${from}–${to - 1}`);
/** Definitions of a range: the measure of a pair, and the fraction of its nearby level at which the range ends. */
const RIGHT = [0.25, 0.5, 0.75].map((fraction) => ({
  name: `both right, ${fraction} of near`,
  field: 'right',
  fraction,
}));
const SHOWN = [0.5, 1, 2].map((nats) => ({ name: `evidence over ${nats} nats`, field: 'evidence', nats }));
const MOVED = { name: 'probability moved, half of near', field: 'moved', least: 0.1 };

const { table, end } = openPage(3, folder, 'documents');
const overTexts = Object.values(TEXTS);
/** Returns the models for which a field is kept. */
const modelsWith = (field) =>
  models.filter((model) => pairsOf('written', model).every((one) => one[field] !== null));
/** Pairs of all texts but the renamed. */
const unlikePairs = (model, stretch) =>
  ['written', 'new'].flatMap((text) => within(pairsOf(text, model), ...stretch));
/** Adds a table with a row for each model. */
const tableOfModels = (title, heads, cellsOf, chosen = models) =>
  table(
    title,
    ['model', ...heads],
    chosen.map((model) => [MODELS[model], ...cellsOf(model)]),
  );

for (const [title, of, definitions] of [
  ['Reading: range in characters', pairsOf, [...RIGHT, ...SHOWN, MOVED]],
  ['Writing at temperature 0.8: range in characters', writingOf, RIGHT],
])
  table(
    title,
    ['model', 'definition', ...overTexts],
    models.flatMap((model) =>
      definitions.map((definition) => [
        ...[MODELS[model], definition.name],
        ...texts.map((text) => rangeOf(of(text, model), definition)),
      ]),
    ),
  );
tableOfModels('Writing: brackets closed 32 characters or more from the opener, % right', overTexts, (model) =>
  texts.map((text) => interval(meanOf(within(writingOf(text, model), FAR, 1e4), 'right'), percent)),
);
/** Stretches with the same distances on one line and over several. */
const LINES = [
  [16, 64],
  [64, 80],
].flatMap((stretch) => [0, 1].map((breaks) => ({ stretch, breaks })));
tableOfModels(
  'Evidence over 1 nat by line breaks between opener and closer, % of pairs, all texts but the renamed',
  LINES.map(({ stretch, breaks }) => `${nameOf(stretch)}, ${breaks === 0 ? 'none' : 'some'}`),
  (model) =>
    LINES.map(({ stretch, breaks }) => {
      const some = unlikePairs(model, stretch).filter((one) => one.breaks === breaks);
      return `${interval(meanOf(some, 'shown'), percent)} of ${some.length}`;
    }),
  modelsWith('shown'),
);
const isUsual = ({ twins }) => twins === ')]';
table(
  'SmolLM2 reading: range in characters by what closes, as written and in the twin',
  ['', 'definition', ...overTexts],
  Object.entries({ '`)` → `]`': isUsual, others: (pair) => !isUsual(pair) }).flatMap(([name, isChosen]) =>
    [RIGHT[1], SHOWN[1]].map((definition) => [
      ...[name, definition.name],
      ...texts.map((text) => rangeOf(pairsOf(text, 'smollm2').filter(isChosen), definition)),
    ]),
  ),
);
for (const [title, field, show] of [
  ['Evidence in nats', 'evidence', (value) => value.toFixed(2)],
  ['Evidence over 1 nat, %', 'shown', percent],
  ['Both twins right, %', 'right', percent],
]) {
  const own = modelsWith(field);
  table(
    `${title}, by distance`,
    ['text', 'model', ...DOUBLINGS.map(nameOf)],
    texts.flatMap((text) => [
      [TEXTS[text], 'pairs', ...DOUBLINGS.map((stretch) => within(pairsOf(text, 'lstm'), ...stretch).length)],
      ...own.map((model) => [
        ...['', MODELS[model]],
        ...DOUBLINGS.map((stretch) =>
          interval(meanOf(within(pairsOf(text, model), ...stretch), field), show),
        ),
      ]),
    ]),
  );
  const signed = (value) => `${value > 0 ? '+' : ''}${show(value)}`;
  const networks = own.filter((model) => ['lstm', 'mingru'].includes(model));
  const rows = [
    ...texts.flatMap((text) =>
      networks.map((model) => ({
        name: `SmolLM2 − ${MODELS[model]}, ${TEXTS[text]}`,
        compare: differenceOf,
        sides: [pairsOf(text, 'smollm2'), pairsOf(text, model)],
      })),
    ),
    ...Object.entries({ renamed: differenceOf, new: differenceOfTexts }).flatMap(([text, compare]) =>
      own.map((model) => ({
        name: `${MODELS[model]}, ${text} − as written`,
        compare,
        sides: [pairsOf(text, model), pairsOf('written', model)],
      })),
    ),
  ];
  table(
    `${title}, by distance: differences`,
    ['', ...STRETCHES.map(nameOf)],
    rows.map(({ name, compare, sides }) => [
      name,
      ...STRETCHES.map((stretch) => {
        const { difference, interval } = compare(field, ...sides.map((pairs) => within(pairs, ...stretch)));
        return `${signed(difference)} (${interval === null ? '–' : `${signed(interval.low)} to ${signed(interval.high)}`})`;
      }),
    ]),
  );
}

table(
  'Evidence and probability moved against the habit at that place, by thirds of its size: medians, all texts but the renamed',
  ['model', 'characters', 'pairs', 'habit in nats', 'evidence in nats', 'probability moved'],
  modelsWith('evidence')
    .slice(1)
    .flatMap((model) =>
      STRETCHES.slice(1).map((stretch) => {
        const pairs = unlikePairs(model, stretch)
          .filter(({ evidence }) => evidence > 0)
          .sort((a, b) => a.habit - b.habit);
        const end = (third) => Math.floor((third * pairs.length) / 3);
        const told = (field) =>
          [0, 1, 2]
            .map((third) => medianOf(pairs.slice(end(third), end(third + 1)).map((one) => one[field])))
            .map((value) => value.toPrecision(2))
            .join(', ');
        return [MODELS[model], nameOf(stretch), pairs.length, told('habit'), told('evidence'), told('moved')];
      }),
    ),
);

tableOfModels('Bits per character', overTexts, (model) =>
  texts.map((text) => interval(meanOf(bitsOf(text, model), 'bits'), (value) => value.toFixed(2))),
);
/**
 * Family of tests, fixed and committed before SmolLM2 was queried: a token model against our best network, on each text, and the cost of
 * other names for each model. Holm's correction covers all of them.
 */
const farPairs = (text, model) => within(pairsOf(text, model), FAR, Number.POSITIVE_INFINITY);
const family = [
  ['bits per character', bitsOf, 'bits', (value) => value.toFixed(3)],
  [
    `both twins right, ${FAR} characters and more, points`,
    farPairs,
    'right',
    (value) => (100 * value).toFixed(1),
  ],
].flatMap(([measure, of, field, show]) =>
  [
    ...texts.map((text) => [
      `SmolLM2 − minGRU, ${TEXTS[text]}`,
      ...['smollm2', 'mingru'].map((model) => of(text, model)),
    ]),
    ...models.map((model) => [
      `${MODELS[model]}, renamed − as written`,
      ...['renamed', 'written'].map((text) => of(text, model)),
    ]),
    [
      'the same, SmolLM2 − minGRU',
      ...['renamed', 'written'].map((text) => of(text, 'smollm2')),
      ...['written', 'renamed'].map((text) => of(text, 'mingru')),
    ],
  ].map(([what, ...sides]) => ({ ...differenceOf(field, ...sides), name: `${measure}: ${what}`, show })),
);
const verdicts = verdictsOf(family);
table(
  'The family: differences on the same documents',
  ['', 'difference', '95 % interval', 'p after Holm', ''],
  family.map(({ name, show, difference, interval: { low, high } }, index) => [
    ...[name, show(difference), `${show(low)} to ${show(high)}`, ...verdicts[index]],
  ]),
);
table(
  'What the beam left out of SmolLM2’s probabilities with each byte, since it was opened',
  ['text', 'until', 'pairs and writing: mean', 'worst', 'bits: mean', 'worst'],
  texts.flatMap((text) =>
    ['pairs', 'writing', 'bits'].map((part) => {
      const kinds = answersOf(text, 'smollm2', `left out, ${part}`);
      const told = ({ mean, largest }) => [mean.toExponential(1), largest.toExponential(1)];
      return [TEXTS[text], part, ...Object.values(kinds).flatMap(told)];
    }),
  ),
);
writeFileSync(
  join(folder, 'evidence.svg'),
  drawCurves({
    title: 'Evidence of the opener in the prediction of what closes it, over the distance, in three texts',
    note: 'bars: 95 % intervals over documents; dashes: 1 nat',
    axis: evidenceAxis,
    panels: texts.map((text) => ({
      title: TEXTS[text],
      ticks: DOUBLINGS.map(([from]) => from),
      curves: modelsWith('evidence').map((model) => ({
        name: MODELS[model],
        points: DOUBLINGS.map((stretch) => meanOf(within(pairsOf(text, model), ...stretch), 'evidence')),
      })),
    })),
  }),
);
end();

function interval({ estimate, low, high }, show) {
  return low === null ? show(estimate) : `${show(estimate)} (${show(low)}–${show(high)})`;
}

function percent(share) {
  return (100 * share).toFixed(0);
}

function medianOf(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Formats a range with its interval; `nats` is the threshold that turns evidence into a share. */
function rangeOf(items, { field, nats, ...options }) {
  if (items.some((one) => one[field] === null)) return '–';
  const pairs = items.map(({ document, distance, [field]: value }) => ({
    document,
    distance,
    share: nats === undefined ? Math.max(0, value) : Number(value > nats),
  }));
  const { range, low, high, notMeasurable } = measureRange(pairs, options);
  if (notMeasurable !== null) return 'not measurable';
  const show = ({ side, characters }) => `${{ before: '< ', at: '', after: '≥ ' }[side]}${characters}`;
  return `${show(range)} (${show(low)}–${show(high)})`;
}
