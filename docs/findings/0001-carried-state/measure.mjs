// Asks networks of finding 1 for the openers of brackets and for bits in projects that none has read, and keeps the answers beside this script.
// The networks are those of the two sweeps; see "How to repeat it".
//
//   node docs/findings/0001-carried-state/measure.mjs RUN…
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCorpus } from '../../../packages/corpus/dist/index.js';
import { chooseTexts } from '../../../packages/eval/dist/internal/node.js';
import { scorePairs } from '../../../packages/eval/dist/probes/index.js';
import { openNetwork, planBrackets, readKept, writeKept } from '../shared.mjs';

/** Characters before the opener that remain where a text is cut, so that the state is hardly older than the dependency. */
const BEFORE = 16;
const path = join(import.meta.dirname, 'answers.json.br');

const corpus = await loadCorpus({ sources: ['python-80m'] });
const documents = chooseTexts(corpus.split('projects').texts(), 1_000_000);
const names = documents.map(({ path }) => path);
const plan = await planBrackets(documents, { perBucket: 500 });
const pairs = plan.minimalPairs.natural;
const items = {
  documents: names,
  /** Document, distance and line breaks between opener and closer. */
  pairs: pairs.map(({ document, distance, between }) => [
    ...[names.indexOf(document), distance, between.lineBreaks],
  ]),
};

for (const run of process.argv.slice(2)) {
  // A training that has not ended has no outcome.
  if (!existsSync(join(run, 'outcome.json'))) continue;
  const { config } = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
  const { seed, resetEvery, gradientLength } = config.training;
  const cutGradients = gradientLength ? `gradients ${gradientLength}` : 'nothing cut';
  const arm = resetEvery ? `reset ${resetEvery}` : cutGradients;
  const name = `${arm}, seed ${seed}`;
  if (readKept(path, { networks: {} }).networks[name] !== undefined) continue;
  const checkpoint = readdirSync(join(run, 'checkpoints')).sort().at(-1);
  const model = await openNetwork(join(run, 'checkpoints', checkpoint));
  const answers = {
    arm,
    seed,
    whole: await ask(model, pairs),
    cut: await ask(model, pairs.map(cut)),
    bits: { carried: await bits(model, null), reset: await bits(model, 64) },
  };
  // Read anew, since several may be at work.
  const kept = readKept(path, { items, networks: {} });
  if (JSON.stringify(kept.items) !== JSON.stringify(items))
    throw new Error('Expected the pairs of the networks before, got others.');
  writeKept(path, { items, networks: { ...kept.networks, [name]: answers } });
  console.log(name);
}
process.exit(0);

async function ask(model, asked) {
  const scores = await scorePairs(model, asked);
  return {
    right: scores.map(({ isRight }) => Number(isRight)).join(''),
    evidence: scores.map(({ evidence }) => Number(evidence.toFixed(2))),
  };
}

function cut(pair) {
  const members = pair.members.map((member) => {
    const from = Math.max(0, member.at - pair.distance - BEFORE);
    return { ...member, text: member.text.slice(from), at: member.at - from };
  });
  return { ...pair, members };
}

/** Bits of each document, and its characters. */
async function bits(model, resetEvery) {
  const scores = await model.score(
    documents.map(({ text }) => text),
    { resetEvery },
  );
  return scores.map((values) => {
    const known = values.filter((value) => !Number.isNaN(value));
    const nats = known.reduce((sum, value) => sum - value, 0);
    return [Number((nats / Math.LN2).toFixed(2)), known.length];
  });
}
