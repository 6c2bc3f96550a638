// How the default seed of the split by document was chosen: the one of 0 … 199 whose validation and test splits are most
// like the whole standard library, in size and in difficulty. Difficulty is the bits per character of an n-gram model that
// has not seen the document (five folds), so no network is asked. Needs a build; takes some minutes.
//
//   pnpm build && node scripts/choose-split-seed.mjs
import { createHash } from 'node:crypto';

const { loadCorpus } = await import('../packages/corpus/dist/index.js');
const { NgramModel } = await import('../packages/eval/dist/index.js');

const FOLDS = 5;
const ORDER = 6;
const SEEDS = 200;

const hash = (text) =>
  Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 12), 16) / 2 ** 48;

const corpus = await loadCorpus({ sources: ['stdlib'] });
const documents = [];
for (const name of ['train', 'validation', 'test']) {
  const split = corpus.split(name);
  for (const [index, { path }] of split.documents.entries()) {
    documents.push({ path, text: split.text(index), bits: 0 });
  }
}
for (let fold = 0; fold < FOLDS; fold++) {
  const isIn = ({ path }) => Math.floor(hash(`fold\n${path}`) * FOLDS) === fold;
  const rest = documents.filter((document) => !isIn(document));
  const model = await NgramModel.train(
    rest.map(({ text }) => text),
    { order: ORDER },
  );
  for (const document of documents.filter(isIn)) {
    for (const p of model.logProbabilities(document.text)) document.bits -= p / Math.LN2;
  }
  console.error(`fold ${fold + 1} of ${FOLDS}`);
}

const sum = (list, value) => list.reduce((total, item) => total + value(item), 0);
const characters = (list) => sum(list, ({ text }) => text.length);
const bits = (list) => sum(list, (document) => document.bits) / characters(list);
const whole = { characters: characters(documents), bits: bits(documents) };

const candidates = Array.from({ length: SEEDS }, (_, seed) => {
  const splits = { train: [], validation: [], test: [] };
  for (const document of documents) {
    const u = hash(`${seed}\n${document.path}`);
    splits[u < 0.05 ? 'test' : u < 0.1 ? 'validation' : 'train'].push(document);
  }
  const held = [splits.validation, splits.test];
  const worst = Math.max(
    ...held.flatMap((split) => [
      Math.abs(characters(split) / whole.characters / 0.05 - 1),
      Math.abs(bits(split) / whole.bits - 1),
    ]),
  );
  return { seed, worst, splits };
}).sort((a, b) => a.worst - b.worst);

console.log(
  `whole: ${whole.characters} characters, ${whole.bits.toFixed(3)} bits per character (${ORDER + 1}-gram, unseen)`,
);
for (const { seed, worst, splits } of [
  ...candidates.slice(0, 5),
  candidates.find(({ seed }) => seed === 8),
]) {
  const parts = Object.entries(splits).map(
    ([name, list]) =>
      `${name} ${list.length} documents, ${characters(list)} characters, ${bits(list).toFixed(3)} bits`,
  );
  console.log(`seed ${seed}: largest deviation ${(worst * 100).toFixed(1)} %; ${parts.join('; ')}`);
}
