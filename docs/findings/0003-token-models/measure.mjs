// Trains the networks of finding 3, and queries all its models on the three texts. Answers are kept beside this script for figures.mjs. It
// can be stopped and started again at any time. Networks that are in runs/finding-3 are not trained again.
//
//   pnpm build && pnpm native && node docs/findings/0003-token-models/measure.mjs [model [text]]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../../packages/code/dist/index.js';
import { generatePairs, scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { root } from '../../../scripts/shell.mjs';
import { openNgram, openSmollm, openTrained, trainOnce } from './models.mjs';
import { EVERY, keep, kept, MODELS, SWAPS, TEXTS, TRAINING, WRITING } from './settings.mjs';
import { everyOf, firstOf, readTexts } from './texts.mjs';

const runs = join(root, 'runs/finding-3');
mkdirSync(runs, { recursive: true });

/** Parts in order, each for all texts before the next one: `[name, places of the items, measurement]`. */
const PARTS = [
  ['pairs', ({ swaps }) => firstOf(swaps, SWAPS.read[0]), read],
  ['writing', ({ swaps }) => firstOf(swaps, SWAPS.written[0]), write],
  ['bits', ({ stretches }) => everyOf(stretches, EVERY[0]), score],
  ['pairs', ({ swaps }) => firstOf(swaps, SWAPS.read[1]), read],
  ['pairs', ({ swaps }) => firstOf(swaps, SWAPS.read[2]), read],
  ['writing', ({ swaps }) => firstOf(swaps, SWAPS.written[1]), write],
  ['bits', ({ stretches }) => everyOf(stretches, EVERY[1]), score],
];

const [onlyModel, onlyText] = process.argv.slice(2);
const wanted = onlyText === undefined ? Object.keys(TEXTS) : [onlyText];
const { train, texts } = await readTexts(wanted);
for (const [name, { record }] of Object.entries(texts)) {
  kept.texts[name] ??= record;
  if (JSON.stringify(kept.texts[name]) !== JSON.stringify(record))
    throw new Error(`Expected the text ${name} of the answers that are kept, got another.`);
}
// Renaming changes no distance, so each swap has its counterpart.
const places = ({ swaps, stretches }) => JSON.stringify([swaps, stretches]);
if (
  'renamed' in kept.texts &&
  'written' in kept.texts &&
  places(kept.texts.renamed) !== places(kept.texts.written)
)
  throw new Error('Expected the same swaps under other names, got others.');

for (const name of onlyModel === undefined ? Object.keys(MODELS) : [onlyModel]) {
  let opened;
  for (const [part, placesOf, ask] of PARTS)
    for (const text of wanted) {
      const key = `${text} ${name}`;
      const answered = kept.answers[key]?.[part] ?? {};
      const places = placesOf(texts[text]).filter((place) => !(place in answered));
      if (places.length === 0) continue;
      opened ??= await open(name);
      const { model, about, told } = opened;
      const started = performance.now();
      const label = `${key}, ${places.length} ${part}`;
      const found = await ask(model, texts[text], places, telling(label));
      const answers = {
        ...answered,
        ...Object.fromEntries(places.map((place, index) => [place, found[index]])),
      };
      keep({
        models: { [name]: about },
        answers: { [key]: { [part]: answers, ...(told !== undefined && { [`left out, ${part}`]: told() }) } },
      });
      console.log(`${label}: ${Math.round((performance.now() - started) / 1000)} s`);
    }
}
process.exit(0);

async function open(name) {
  if (name === 'ngram') return openNgram(train);
  if (name === 'smollm2') return openSmollm(join(runs, 'smollm2'), wanted.join('-'));
  return openTrained(trainOnce(runs, name, [...TRAINING.common, ...TRAINING[name]]));
}

/** Returns for each pair: 1 if both members are right, the evidence in nats, and the probability moved. */
async function read(model, { swaps }, places, onShare) {
  const asked = places.map((place) => swaps[place]);
  return (await scorePairs(model, asked, onShare)).map(({ isRight, evidence, moved }) => [
    ...[Number(isRight), rounded(evidence), Number(moved.toPrecision(6))],
  ]);
}

/** Distance and outcome of both texts where their bracket was decided, and the share that both have right. */
async function write(model, { swaps }, places, onShare) {
  const asked = places.map((place) => swaps[place]);
  const written = await generatePairs(model, asked, { language: python, ...WRITING }, onShare);
  const told = ({ distance, outcome, share }) => [distance, outcome[0], rounded(share)];
  return places.map((_, index) => [told(written[2 * index]), told(written[2 * index + 1])]);
}

async function score(model, { stretches }, places, onShare) {
  const asked = places.map((place) => stretches[place]);
  const logs = await model.continuations(
    asked.map(({ text, continuation }) => ({ text, branches: [{ at: text.length, continuation }] })),
    onShare,
  );
  return logs.map(([log]) => rounded(-log / Math.LN2));
}

function telling(label) {
  const started = performance.now();
  let next = started + 30_000;
  return (share) => {
    const now = performance.now();
    if (now < next || !(share > 0)) return;
    next = now + 30_000;
    const left = ((now - started) * (1 - share)) / share / 60_000;
    console.log(`${label}: ${Math.round(100 * share)} %, about ${left.toFixed(1)} min left`);
  };
}

function rounded(value) {
  return Number(value.toFixed(3));
}
