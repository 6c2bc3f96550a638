// The three texts of finding 3: their documents, the swaps in them, and the stretches that are scored. The same for every model.
import { createHash } from 'node:crypto';
import { loadCorpus } from '../../../packages/corpus/dist/index.js';
import { createPythonParser } from '../../../packages/eval/dist/index.js';
import { renameDocuments } from '../../../packages/eval/dist/metrics/index.js';
import { planProbes } from '../../../packages/eval/dist/probes/index.js';
import { RandomStream } from '../../../packages/eval/dist/statistics/index.js';
import { SINCE, STRETCH, SWAPS } from './settings.mjs';

/** `{ train, characters, texts: { written: { documents, swaps, stretches, record }, … } }` */
export async function readTexts() {
  const corpus = await loadCorpus({ sources: ['stdlib', SINCE], onPackage: tell });
  const parser = await createPythonParser();
  const written = documentsOf(corpus.split('test'));
  const renamed = renameDocuments(written, { parser, seed: 0 });
  const texts = {
    written: await choose(written, parser),
    renamed: await choose(renamed.documents, parser),
    new: await choose(documentsOf(corpus.split('projects')), parser),
  };
  parser.dispose();
  texts.renamed.record.names = renamed.names;
  texts.renamed.record.share = renamed.characters.renamed / renamed.characters.all;
  // Of each project the release since, where there is one, and then the last one before.
  texts.new.record.packages = corpus.packages
    .filter(({ name }, index, all) => all[index + 1]?.name === name)
    .map(({ source }) => source);
  // Names change no distance, so each swap has its counterpart.
  const places = ({ record: { swaps, stretches } }) => JSON.stringify([swaps, stretches]);
  if (places(texts.written) !== places(texts.renamed))
    throw new Error('Expected the same swaps under other names, got others.');
  return { train: documentsOf(corpus.split('train')), texts };
}

function documentsOf(split) {
  return split.documents.map(({ path }, index) => ({ name: path, text: split.text(index) }));
}

async function choose(documents, parser) {
  const one = { runs: 1, longestContext: 16 };
  const plan = await planProbes(documents, {
    ...{ parser, seed: 0, swaps: { perBucket: SWAPS.perBucket } },
    ...{ stretched: { perBucket: 0, furthest: 64 }, context: one, perturbation: one },
  });
  const swaps = plan.swaps.filter(({ kind }) => kind === 'closer');
  const random = new RandomStream(0);
  const { before, scored } = STRETCH;
  const long = documents.filter(({ text }) => text.length >= before + scored);
  // Spread evenly over the documents, which are in the order of their paths.
  const stretches = Array.from(
    { length: Math.min(STRETCH.documents, long.length) },
    (_, index) => long[Math.floor((index * long.length) / Math.min(STRETCH.documents, long.length))],
  ).map(({ name, text }) => {
    const at = before + random.nextInteger(text.length - before - scored + 1);
    return {
      document: name,
      at,
      text: text.slice(at - before, at),
      continuation: text.slice(at, at + scored),
    };
  });
  const numberOf = new Map(documents.map(({ name }, index) => [name, index]));
  const hash = createHash('sha256');
  for (const { name, text } of documents) hash.update(JSON.stringify([name, text]));
  const record = {
    sha256: hash.digest('hex'),
    documents: documents.map(({ name }) => name),
    characters: documents.reduce((sum, { text }) => sum + text.length, 0),
    swaps: swaps.map(({ document, distance }) => [numberOf.get(document), distance]),
    stretches: stretches.map(({ document, at }) => [numberOf.get(document), at]),
  };
  return { swaps, stretches, record };
}

/** The places of the first so many swaps of every doubling: those of different documents, while there are any. */
export function firstOf(swaps, most) {
  const counts = new Map();
  return swaps.flatMap(({ distance }, index) => {
    const doubling = Math.floor(Math.log2(distance));
    const count = counts.get(doubling) ?? 0;
    counts.set(doubling, count + 1);
    return count < most ? [index] : [];
  });
}

function tell({ type, source, license, isCached }) {
  if (type === 'package' && !isCached) console.log(`${source} (${license})`);
}
