// How the default seed of the split by document was chosen: the smallest with which the validation and the test split of the Python standard
// library each hold a tenth of its characters or more, and at most 2 % of the test split lies in copies of 50 characters and more from the
// training split. Of the seed chosen it shows how difficult each split is: the bits per character of a 7-gram model that has not seen the
// document's group (five folds). Neither that nor any network has a say. Needs a build; takes a minute.
//
//   pnpm build && node scripts/choose-split-seed.mjs
import { createHash } from 'node:crypto';

const { createCorpus, loadCorpus, measureContamination } = await import('../packages/corpus/dist/index.js');
const { NgramModel } = await import('../packages/eval/dist/index.js');

const FOLDS = 5;
const ORDER = 6;
const SHARE = 0.1;
const MOST_COPIED = 0.02;
const SEEDS = 1000;
const HELD_OUT = ['validation', 'test'];

const documents = textsOf(await loadCorpus({ sources: ['stdlib'] }));
let found = false;
for (let seed = 0; seed < SEEDS && !found; seed++) {
  const corpus = createCorpus(documents, { split: { kind: 'document', seed } });
  const { characters, splits } = corpus.statistics;
  if (HELD_OUT.some((name) => splits[name].characters < SHARE * characters)) continue;
  const contamination = await measureContamination(corpus);
  const [fifty] = contamination.find(({ split }) => split === 'test').copies;
  const isClean = fifty.characters <= MOST_COPIED * splits.test.characters;
  console.log(`seed ${seed}${isClean ? '' : ' (too much copied)'}`);
  for (const { split, characters, copies } of contamination) {
    const shares = copies.map((copy) => `of ${copy.minimum}: ${percent(copy.characters / characters)}`);
    console.log(
      `  ${split}: ${splits[split].documents} documents, ${characters} characters; in copies ${shares.join(', ')}`,
    );
  }
  if (!isClean) continue;
  await describe(corpus);
  found = true;
}
if (!found) throw new Error(`Expected a seed below ${SEEDS} that fits, got none.`);

function textsOf(corpus) {
  return ['train', ...HELD_OUT].flatMap((name) => {
    const split = corpus.split(name);
    return split.documents.map(({ path }, index) => ({ path, text: split.text(index) }));
  });
}

async function describe(corpus) {
  const difficulty = await measureDifficulty(corpus.groups);
  const show = (name, paths) => {
    const list = paths.map((path) => difficulty.get(path));
    const characters = sum(list, (one) => one.characters);
    const effective = characters ** 2 / sum(list, (one) => one.characters ** 2);
    console.log(
      `${name}: ${paths.length} documents, ${characters} characters (as many as ${effective.toFixed(0)} of one size), ` +
        `${(sum(list, ({ bits }) => bits) / characters).toFixed(3)} bits per character (${ORDER + 1}-gram, unseen)`,
    );
  };
  show('library', [...difficulty.keys()]);
  show(
    'may be held out',
    corpus.groups.filter(({ mayBeHeldOut }) => mayBeHeldOut).flatMap((group) => group.documents),
  );
  for (const name of ['train', ...HELD_OUT]) {
    show(
      name,
      corpus.split(name).documents.map(({ path }) => path),
    );
  }
}

async function measureDifficulty(groups) {
  const texts = new Map(documents.map(({ path, text }) => [path, text]));
  const difficulty = new Map();
  for (let fold = 0; fold < FOLDS; fold++) {
    const isIn = (group) => Math.floor(hash(`fold\n${group.documents[0]}`) * FOLDS) === fold;
    const rest = groups.filter((group) => !isIn(group)).flatMap((group) => group.documents);
    const model = await NgramModel.train(
      rest.map((path) => texts.get(path)),
      { order: ORDER },
    );
    for (const path of groups.filter(isIn).flatMap((group) => group.documents)) {
      const text = texts.get(path);
      const nats = -sum(model.logProbabilities(text), (p) => p);
      difficulty.set(path, { characters: text.length, bits: nats / Math.LN2 });
    }
  }
  return difficulty;
}

function sum(list, value) {
  return list.reduce((total, item) => total + value(item), 0);
}

function hash(text) {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}

function percent(share) {
  return `${(100 * share).toFixed(3)} %`;
}
