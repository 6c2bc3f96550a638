// Trains what has to be trained, and asks all models of finding 3 for the three texts. What was answered is kept beside this script for figures.mjs. It can
// be stopped and started again at any time. Networks that are in runs/finding-3 are not trained again.
//
//   pnpm build && pnpm native && node docs/findings/0003-token-models/measure.mjs [model…]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { python } from '../../../packages/eval/dist/index.js';
import { readSwaps, writeSwaps } from '../../../packages/eval/dist/probes/index.js';
import { openNetwork, openNgram, openSmollm } from './models.mjs';
import { BOUND, keep, kept, MODELS, root, TEXTS, TRAINING, WRITING } from './settings.mjs';
import { readTexts, writtenOn } from './texts.mjs';

const runs = join(root, 'runs/finding-3');
mkdirSync(runs, { recursive: true });
const { train, texts } = await readTexts();
for (const [name, { record }] of Object.entries(texts)) {
  kept.texts[name] ??= record;
  if (JSON.stringify(kept.texts[name]) !== JSON.stringify(record))
    throw new Error(`Expected the text ${name} of the answers that are kept, got another.`);
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(MODELS);
for (const name of wanted) {
  const left = Object.keys(TEXTS).filter((text) => !(`${text} ${name}` in kept.answers));
  if (left.length === 0) continue;
  const { model, about, told } = await open(name);
  for (const text of left) {
    const started = performance.now();
    const answers = await ask(model, texts[text], `${text} ${name}`);
    kept.answers[`${text} ${name}`] = answers;
    kept.models[name] = { ...about, ...(told !== undefined && { leftOut: told() }) };
    keep();
    console.log(`${text} ${name}: ${Math.round((performance.now() - started) / 1000)} s`);
  }
}
process.exit(0);

function open(name) {
  if (name === 'ngram') return openNgram(train);
  if (name === 'smollm2') {
    const characters = Object.values(texts).flatMap(({ swaps, stretches }) => [
      ...swaps.flatMap(({ twins }) => twins.map(({ text }) => text)),
      ...stretches.flatMap(({ text, continuation }) => [text, continuation]),
    ]);
    return openSmollm([...new Set(characters.join(''))].sort(), join(runs, 'smollm2'));
  }
  return openNetwork(trainOnce(name));
}

async function ask(model, { swaps, stretches }, label) {
  const read = await readSwaps(model, swaps, telling(`${label}, swaps`));
  const logs = await model.continuations(
    stretches.map(({ text, continuation }) => ({ text, branches: [{ at: text.length, continuation }] })),
    telling(`${label}, bits`),
  );
  const some = writtenOn(swaps);
  const written = await writeSwaps(
    model,
    some.map(({ swap }) => swap),
    { language: python, ...WRITING },
    telling(`${label}, writing`),
  );
  return {
    right: read.map(({ isRight }) => Number(isRight)).join(''),
    bits: logs.map(([log]) => rounded(-log / Math.LN2)),
    writing: written.map(({ distance, outcome, share }, index) => [
      ...[some[index >> 1].index, distance, outcome[0], rounded(share)],
    ]),
    ...(model.scoreOwnTokens !== undefined && { bound: await boundOf(model, stretches) }),
  };
}

/** Bits of the same characters by all tokenisations, and by the tokeniser's own alone. */
async function boundOf(model, stretches) {
  const pieces = stretches.slice(0, BOUND.documents).map(({ text }) => text.slice(0, BOUND.characters));
  const bits = (logs) => logs.map((own) => rounded(-own.reduce((sum, log) => sum + log, 0) / Math.LN2));
  return [
    bits(await model.score(pieces, { resetEvery: null })),
    bits(await model.scoreOwnTokens(pieces, {})),
  ];
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
