// The three texts of finding 3: their documents, the swaps in them, and the stretches that are scored. The same for every model.
import { createHash } from 'node:crypto';
import { createPythonParser, RandomStream, renameDocuments } from '../../../packages/code/dist/index.js';
import { loadCorpus } from '../../../packages/corpus/dist/index.js';
import { bracketPairs } from '../open-network.mjs';
import { LONGEST, SINCE, STRETCH, SWAPS } from './settings.mjs';

/**
 * @param wanted the names of texts
 * @returns `{ train, texts: { written: { swaps, stretches, record }, … } }`
 */
export async function readTexts(wanted) {
  const sources = wanted.includes('new') ? ['stdlib', SINCE] : ['stdlib'];
  const corpus = await loadCorpus({ sources, onPackage: tell });
  const parser = await createPythonParser();
  const written = corpus.split('test').texts();
  const texts = {};
  for (const name of wanted) {
    const renamed = name === 'renamed' ? renameDocuments(written, { parser, seed: 0 }) : null;
    const documents = name === 'new' ? corpus.split('projects').texts() : (renamed?.documents ?? written);
    texts[name] = await choose(documents);
    const { record } = texts[name];
    if (renamed !== null) {
      record.names = renamed.names;
      record.share = renamed.characters.renamed / renamed.characters.all;
    }
    // For each project: the release since then, if any, followed by the last one before.
    if (name === 'new')
      record.packages = corpus.packages
        .filter((one, index, all) => all[index + 1]?.name === one.name)
        .map(({ source }) => source);
  }
  parser.dispose();
  return { train: corpus.split('train').texts(), texts };
}

async function choose(documents) {
  const swaps = await bracketPairs(documents, Math.max(...SWAPS.read));
  const random = new RandomStream(0);
  const { before, scored } = STRETCH;
  const long = documents.filter(({ text }) => text.length >= before + scored);
  // Spread evenly over the documents, which are in the order of their paths.
  const stretches = Array.from(
    { length: Math.min(STRETCH.documents, long.length) },
    (_, index) => long[Math.floor((index * long.length) / Math.min(STRETCH.documents, long.length))],
  ).map(({ path, text }) => {
    const at = before + random.nextInteger(text.length - before - scored + 1);
    return {
      document: path,
      at,
      text: text.slice(at - before, at),
      continuation: text.slice(at, at + scored),
    };
  });
  const numberOf = new Map(documents.map(({ path }, index) => [path, index]));
  const hash = createHash('sha256');
  for (const { path, text } of documents) hash.update(JSON.stringify([path, text]));
  const record = {
    sha256: hash.digest('hex'),
    documents: documents.map(({ path }) => path),
    characters: documents.reduce((sum, { text }) => sum + text.length, 0),
    swaps: swaps.map(({ document, distance }) => [numberOf.get(document), distance]),
    twins: swaps.map(({ members }) => members.map(({ closer }) => closer).join('')),
    breaks: swaps.map(({ distance, members: [{ text, at }] }) =>
      Number(text.slice(at - distance, at).includes('\n')),
    ),
    stretches: stretches.map(({ document, at }) => [numberOf.get(document), at]),
  };
  return { swaps, stretches, record };
}

/** Indices of the first `most` pairs in each doubling, without pairs in texts over LONGEST. Pairs of different documents come first. */
export function firstOf(swaps, most) {
  const counts = new Map();
  return swaps.flatMap(({ distance, members: [{ text }] }, index) => {
    const doubling = Math.floor(Math.log2(distance));
    const count = counts.get(doubling) ?? 0;
    counts.set(doubling, count + 1);
    return count < most && text.length <= LONGEST ? [index] : [];
  });
}

/** Indices of every `every`th item. */
export function everyOf(all, every) {
  return [...all.keys()].filter((place) => place % every === 0);
}

function tell({ type, source, license, isCached }) {
  if (type === 'package' && !isCached) console.log(`${source} (${license})`);
}
