// Trains what has to be trained, and asks all models of finding 3 for the three texts. What was answered is kept beside this script for figures.mjs. It can
// be stopped and started again at any time. Networks that are in runs/finding-3 are not trained again.
//
//   pnpm build && pnpm native && node docs/findings/0003-token-models/measure.mjs [model [text]]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../../packages/eval/dist/index.js';
import { readSwaps, writeSwaps } from '../../../packages/eval/dist/probes/index.js';
import { openNetwork, openNgram, openSmollm } from './models.mjs';
import { BOUND, keep, kept, MODELS, root, SWAPS, TEXTS, TRAINING, WRITING } from './settings.mjs';
import { firstOf, readTexts } from './texts.mjs';

const runs = join(root, 'runs/finding-3');
mkdirSync(runs, { recursive: true });

const isAsked =
  (most) =>
  (answered, { swaps }) =>
    firstOf(swaps, most).every((place) => (answered.right?.[place] ?? '-') !== '-');
/** In this order, all texts before the next part. */
const PARTS = {
  'some swaps': {
    isDone: isAsked(SWAPS.first),
    ask: (model, text, how) => readOn(model, text, SWAPS.first, how),
  },
  bits: { isDone: ({ bits }) => bits !== undefined, ask: score },
  writing: { isDone: ({ writing }) => writing !== undefined, ask: write },
  'all swaps': {
    isDone: isAsked(SWAPS.perBucket),
    ask: (model, text, how) => readOn(model, text, SWAPS.perBucket, how),
  },
  bound: { isDone: ({ bound }) => bound !== undefined, ask: bound },
};

const { train, texts } = await readTexts();
for (const [name, { record }] of Object.entries(texts)) {
  kept.texts[name] ??= record;
  if (JSON.stringify(kept.texts[name]) !== JSON.stringify(record))
    throw new Error(`Expected the text ${name} of the answers that are kept, got another.`);
}

const [onlyModel, onlyText] = process.argv.slice(2);
for (const name of onlyModel === undefined ? Object.keys(MODELS) : [onlyModel]) {
  const wanted = onlyText === undefined ? Object.keys(TEXTS) : [onlyText];
  const left = Object.keys(PARTS).flatMap((part) => wanted.map((text) => ({ part, text })));
  let opened;
  for (const { part, text } of left) {
    const answered = kept.answers[`${text} ${name}`] ?? {};
    if (PARTS[part].isDone(answered, texts[text])) continue;
    opened ??= await open(name, wanted);
    const { model, about, told } = opened;
    const started = performance.now();
    const label = `${text} ${name} ${part}`;
    const answers = await PARTS[part].ask(model, texts[text], { answered, onShare: telling(label) });
    const more = told === undefined ? {} : { [`leftOut ${part}`]: told() };
    keep({
      models: { [name]: about },
      answers: { [`${text} ${name}`]: { ...answers, ...more } },
    });
    console.log(`${label}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
}
process.exit(0);

function open(name, wanted) {
  if (name === 'ngram') return openNgram(train);
  if (name === 'smollm2') {
    const characters = Object.values(texts).flatMap(({ swaps, stretches }) => [
      ...swaps.flatMap(({ twins }) => twins.map(({ text }) => text)),
      ...stretches.flatMap(({ text, continuation }) => [text, continuation]),
    ]);
    return openSmollm([...new Set(characters.join(''))].sort(), join(runs, 'smollm2'), wanted.join('-'));
  }
  return openNetwork(trainOnce(name));
}

async function readOn(model, { swaps }, most, { answered, onShare }) {
  const right = [...(answered.right ?? '-'.repeat(swaps.length))];
  const places = firstOf(swaps, most).filter((place) => right[place] === '-');
  const asked = places.map((place) => swaps[place]);
  for (const [index, { isRight }] of (await readSwaps(model, asked, onShare)).entries())
    right[places[index]] = Number(isRight);
  return { right: right.join('') };
}

async function write(model, { swaps }, { onShare }) {
  const places = firstOf(swaps, SWAPS.written);
  const asked = places.map((place) => swaps[place]);
  const written = await writeSwaps(model, asked, { language: python, ...WRITING }, onShare);
  return {
    writing: written.map(({ distance, outcome, share }, index) => [
      ...[places[index >> 1], distance, outcome[0], rounded(share)],
    ]),
  };
}

async function score(model, { stretches }, { onShare }) {
  const logs = await model.continuations(
    stretches.map(({ text, continuation }) => ({ text, branches: [{ at: text.length, continuation }] })),
    onShare,
  );
  return { bits: logs.map(([log]) => rounded(-log / Math.LN2)) };
}

/** Bits of the same characters by all tokenisations, and by the tokeniser's own alone. */
async function bound(model, { stretches }) {
  if (model.scoreOwnTokens === undefined) return { bound: null };
  const pieces = stretches.slice(0, BOUND.documents).map(({ text }) => text.slice(0, BOUND.characters));
  const bits = (logs) => logs.map((own) => rounded(-own.reduce((sum, log) => sum + log, 0) / Math.LN2));
  const exact = bits(await model.score(pieces, { resetEvery: null }));
  return { bound: [exact, bits(await model.scoreOwnTokens(pieces, {}))] };
}

/** @returns the folder of the last checkpoint */
function trainOnce(name) {
  if (!isTrained(name)) {
    const isBegun = existsSync(join(runs, name, 'checkpoints'));
    const how = isBegun
      ? ['--resume', 'latest']
      : ['--precision', 'mixed_bfloat16', '--seed', '1', '--set', ...TRAINING.common, ...TRAINING[name]];
    execFileSync(
      process.execPath,
      [
        ...[join(root, 'apps/cli/dist/main.js'), 'train', '--runs', runs, '--run', name],
        ...['--engine', 'native', '--threads', '2', ...how],
      ],
      { cwd: root, stdio: 'inherit' },
    );
  }
  const checkpoints = join(runs, name, 'checkpoints');
  const whole = readdirSync(checkpoints).filter((one) => existsSync(join(checkpoints, one, 'COMPLETE')));
  return join(checkpoints, whole.sort().at(-1));
}

function isTrained(name) {
  const outcome = join(runs, name, 'outcome.json');
  return existsSync(outcome) && JSON.parse(readFileSync(outcome, 'utf8')).kind === 'completed';
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
