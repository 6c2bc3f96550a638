// Makes every figure of docs/findings/0003-token-models.md from what measure.mjs has kept, and writes them to figures.md and swaps.svg. Needs a
// build. The same kept file gives the same page.
//
//   pnpm build && node docs/findings/0003-token-models/figures.mjs
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureRange } from '../../../packages/eval/dist/probes/index.js';
import { clusteredProportion, clusteredRatio, holm } from '../../../packages/eval/dist/statistics/index.js';
import { openPage, verdictOf } from '../page.mjs';
import {
  answersOf,
  bitsOf,
  differenceBetween,
  doublingsOf,
  everyone,
  FAR,
  farOf,
  has,
  measured,
  models,
  pairsOf,
  partsOf,
  texts,
  within,
  writingOf,
} from './answers.mjs';
import { drawSwaps } from './picture.mjs';
import { BOUND, folder, kept, MODELS, TEXTS } from './settings.mjs';

const PARTS = ['swaps', 'writing', 'bits', 'bound'];
const { table, end } = openPage(3, folder, 'documents');

table(
  'Texts',
  ['text', 'documents', 'characters', 'swaps', 'stretches scored', ''],
  texts.map((text) => {
    const { documents, characters, swaps, stretches, names, share, packages } = kept.texts[text];
    const note =
      names === undefined
        ? (packages ?? []).join(', ')
        : `${number(names)} names, ${percent(share)} of the characters`;
    return [TEXTS[text], documents.length, number(characters), swaps.length, stretches.length, note];
  }),
);
table(
  'Models',
  ['model', 'parameters', 'characters read', 'layers', 'rate'],
  ['lstm', 'mingru']
    .filter((model) => model in kept.models)
    .map((model) => {
      const { architecture, training, characters, parameters } = kept.models[model];
      const sizes = [number(parameters), number(characters), architecture.layers];
      return [MODELS[model], ...sizes, training.learningRate];
    }),
);

for (const [title, of, part] of [
  ['reads', pairsOf, 'swaps'],
  ['writes at temperature 0.8', writingOf, 'writing'],
])
  table(
    `How far each ${title}: range in characters`,
    ['model', ...texts.flatMap((text) => [TEXTS[text], 'nearby right', 'pairs'])],
    models.map((model) => [
      MODELS[model],
      ...texts.flatMap((text) => (has(text, model, part) ? rangeOf(of(text, model)) : ['–', '–', '–'])),
    ]),
  );

for (const text of texts) {
  byDistance(text, measured(text), everyone(text), 'the same pairs for all');
  const larger = measured(text).filter((model) => pairsOf(text, model).length > everyone(text).length);
  if (larger.length > 0) byDistance(text, larger, undefined, 'all pairs of those that were asked more');
}

table(
  'Bits per character: stretches, the same for all',
  ['model', ...texts.map((text) => `${TEXTS[text]}, n ${everyone(text, 'bits').length}`)],
  models.map((model) => [MODELS[model], ...texts.map((text) => bits(text, model, everyone(text, 'bits')))]),
);
table(
  'Bits per character: all stretches that each was asked about',
  ['model', ...texts.map((text) => TEXTS[text])],
  models.map((model) => [MODELS[model], ...texts.map((text) => bits(text, model))]),
);

/**
 * The family, fixed and committed before SmolLM2 was asked: a token model against our best network, on each text, and what other names cost each model. Corrected after Holm, all together.
 */
const MEASURES = {
  'bits per character': { of: bitsOf, part: 'bits', digits: 3 },
  [`pairs right, ${FAR} characters and more, points`]: { of: farOf, part: 'swaps', digits: 1, scale: 100 },
};
const family = Object.entries(MEASURES).flatMap(([measure, { of, part, digits, scale = 1 }]) => {
  const rows = [
    ...texts.map((text) => ({ what: `SmolLM2 − minGRU, ${TEXTS[text]}`, sides: leadIn(text) })),
    ...models.map((model) => ({
      what: `${MODELS[model]}, renamed − as written`,
      sides: minus(['renamed', model], ['written', model]),
    })),
    {
      what: 'the same, SmolLM2 − minGRU',
      sides: [
        ...minus(['renamed', 'smollm2'], ['written', 'smollm2']),
        ...minus(['written', 'mingru'], ['renamed', 'mingru']).reverse(),
      ],
    },
  ];
  return rows
    .filter(({ sides }) => sides.every(([side]) => has(...side, part)))
    .map(({ what, sides }) => ({
      ...{ measure, what, digits, scale },
      found: differenceBetween(sides, of, part),
    }));
});
const corrected = holm(family.map(({ found }) => found.pValue));
table(
  'The family: differences on the same documents',
  ['', 'difference', '95 % interval', 'p after Holm', ''],
  family.map(({ measure, what, digits, scale, found }, index) => {
    const show = signed(scale, digits);
    return [
      `${measure}: ${what}`,
      show(found.difference),
      found.interval === null ? '–' : `${show(found.interval.low)} to ${show(found.interval.high)}`,
      ...verdictOf(found, corrected[index]),
    ];
  }),
);
const led = Object.entries(MEASURES).filter(([, { part }]) =>
  ['written', 'new'].every((text) => has(text, 'smollm2', part)),
);
if (led.length > 0)
  table(
    "Is SmolLM2's lead over minGRU larger on what it may have read? Standard library − new code, not in the family",
    ['', 'difference of the leads', '95 % interval'],
    led.map(([measure, { of, part, digits, scale = 1 }]) => {
      const [old, fresh] = ['written', 'new'].map((text) => differenceBetween(leadIn(text), of, part));
      const show = signed(scale, digits);
      const value = old.difference - fresh.difference;
      // Documents of two texts are independent.
      const low =
        value - Math.hypot(old.difference - old.interval.low, fresh.interval.high - fresh.difference);
      const high =
        value + Math.hypot(old.interval.high - old.difference, fresh.difference - fresh.interval.low);
      return [measure, show(value), `${show(low)} to ${show(high)}`];
    }),
  );

table(
  'What is exact of SmolLM2’s bits: the first characters before some stretches',
  ['text', 'characters', 'all tokenizations', "the tokenizer's own: an upper bound"],
  texts
    .filter((text) => has(text, 'smollm2', 'bound'))
    .map((text) => {
      const pieces = Object.values(answersOf(text, 'smollm2', 'bound'));
      const characters = pieces.length * BOUND;
      const sum = (side) => (pieces.reduce((total, piece) => total + piece[side], 0) / characters).toFixed(3);
      return [TEXTS[text], number(characters), sum(0), sum(1)];
    }),
);
table(
  'What the beam left out of SmolLM2’s probabilities with each byte, since it was opened',
  ['text', 'until', 'swaps and writing: mean', 'worst', 'bits: mean', 'worst', 'questions'],
  texts.flatMap((text) =>
    PARTS.flatMap((part) => {
      const kinds = answersOf(text, 'smollm2', `left out, ${part}`);
      if (kinds === undefined) return [];
      return [
        [
          ...[TEXTS[text], part],
          ...kinds.flatMap(({ mean, largest }) => [mean.toExponential(1), largest.toExponential(1)]),
          number(kinds.reduce((sum, { asked }) => sum + asked, 0)),
        ],
      ];
    }),
  ),
);

writeFileSync(
  join(folder, 'swaps.svg'),
  drawSwaps(
    texts
      .filter((text) => measured(text).length > 0)
      .map((text) => ({
        title: TEXTS[text],
        curves: measured(text).map((model) => ({
          model,
          name: MODELS[model],
          points: doublingsOf(pairsOf(text, model, everyone(text))).map(([from, to]) => ({
            ...{ from, to },
            ...clusteredProportion(partsOf(within(pairsOf(text, model), from, to))),
          })),
        })),
      })),
  ),
);
const missing = texts.flatMap((text) =>
  models.flatMap((model) =>
    PARTS.filter((part) => {
      const most = Object.keys(answersOf(text, 'ngram', part) ?? {}).length;
      return Object.keys(answersOf(text, model, part) ?? {}).length < most;
    }).map((part) => `${MODELS[model]}, ${TEXTS[text]}: ${has(text, model, part) ? 'some of ' : ''}${part}`),
  ),
);
end(missing.length > 0 ? `Not measured yet: ${missing.join('; ')}.` : '');

/** Sides of a difference, for `differenceBetween`. */
function minus(first, second) {
  return [
    [first, 1],
    [second, -1],
  ];
}

function leadIn(text) {
  return minus([text, 'smollm2'], [text, 'mingru']);
}

function signed(scale, digits) {
  return (value) => `${value > 0 ? '+' : ''}${(scale * value).toFixed(digits)}`;
}

function bits(text, model, places) {
  if (!has(text, model, 'bits')) return '–';
  const { estimate, low, high } = clusteredRatio(bitsOf(text, model, places));
  return `${estimate.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}

/** @param places of swaps; all that each model has read, if not given, as many for each */
function byDistance(text, some, places, which) {
  const pairs = (model) => pairsOf(text, model, places);
  const froms = doublingsOf(pairs(some[0]));
  table(
    `Both twins right by distance, ${TEXTS[text]}, %: ${which}`,
    ['opener so many characters back', ...froms.map(([from, to]) => nameOf(from, to))],
    [
      ['pairs', ...froms.map(([from, to]) => within(pairs(some[0]), from, to).length)],
      ...some.map((model) => [
        MODELS[model],
        ...froms.map(([from, to]) => share(partsOf(within(pairs(model), from, to)))),
      ]),
    ],
  );
}

function rangeOf(pairs) {
  const { range, low, high, near, notMeasurable, n } = measureRange(pairs);
  const nearby = near === null ? '–' : percent(near.share);
  if (notMeasurable !== null) return ['not measurable', nearby, n];
  const show = ({ side, characters }) => `${{ before: '< ', at: '', after: '≥ ' }[side]}${characters}`;
  const interval = low === null ? '' : ` (${show(low)}–${show(high)})`;
  return [`${show(range)}${interval}`, nearby, n];
}

function share(parts) {
  const { estimate, low, high } = clusteredProportion(parts);
  const whole = (value) => (100 * value).toFixed(0);
  return `${whole(estimate)} (${whole(low)}–${whole(high)})`;
}

function nameOf(from, to) {
  return to === from + 1 ? String(from) : `${number(from)}–${number(to - 1)}`;
}

function number(value) {
  return value?.toLocaleString('en') ?? '–';
}

function percent(value) {
  return `${(100 * value).toFixed(1)} %`;
}
