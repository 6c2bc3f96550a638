// How much of a corpus stands in other groups of its documents, by the resemblance from which two documents are linked, and how large the groups
// become: what decision 12 shows. It links as the corpus package does, whose code it bundles. Needs `pnpm install`.
//
//   node bench/near-duplicates.mjs [sources…]        default: stdlib
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const corpusPackage = new URL('../', import.meta.url);
const require = createRequire(import.meta.url);
const { build } = createRequire(require.resolve('tsup'))('esbuild');

const { outputFiles } = await build({
  stdin: {
    contents: `
      export { groupDocuments } from './src/copies/group-documents.ts';
      export { windowHashes } from './src/copies/window-hashes.ts';
      export { WindowTable } from './src/copies/window-table.ts';
      export { loadCorpus } from './src/load-corpus.ts';`,
    resolveDir: fileURLToPath(corpusPackage),
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'esm',
  conditions: ['@longrange/source'],
  external: ['pyodide', 'tinyglobby', 'pure-rand', 'pure-rand/*'],
});
const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
const folder = await mkdtemp(fileURLToPath(new URL('node_modules/.curve-', corpusPackage)));
await writeFile(`${folder}/corpus.mjs`, outputFiles[0].contents);
const { groupDocuments, loadCorpus, WindowTable, windowHashes } = await import(`${folder}/corpus.mjs`);
await rm(folder, { recursive: true });

const sources = process.argv.slice(2);
const corpus = await loadCorpus({
  sources: sources.length === 0 ? ['stdlib'] : sources,
  split: { kind: 'document', validation: 0, test: 0, groups: 'none' },
});
const split = corpus.split('train');
const documents = split.documents.map(({ path, start, end }, index) => ({
  path,
  bytes: split.bytes(index),
  characters: end - start,
}));
const characters = documents.reduce((sum, document) => sum + document.characters, 0);
const tables = [50, 100].map((length) => ({ length, ...slotsOf(length) }));
console.log(`${documents.length} documents, ${characters} characters`);
console.log(
  'linked from | groups | documents in groups | largest group | elsewhere in copies of 50 | of 100',
);
for (const related of [2, 0.5, 0.2, 0.1, 0.05, 0.03, 0.02, 0.015, 0.01, 0.005]) {
  const { firsts } = groupDocuments(documents, { related, copies: related > 1 ? 2 : 0.5 });
  const groups = new Map();
  for (const [index, first] of firsts.entries()) {
    const group = groups.get(first) ?? { documents: 0, characters: 0 };
    groups.set(first, group);
    group.documents++;
    group.characters += documents[index].characters;
  }
  const several = [...groups.values()].filter((group) => group.documents > 1);
  const largest = several.sort((a, b) => b.characters - a.characters)[0] ?? { documents: 1, characters: 0 };
  const percent = (part) => `${((100 * part) / characters).toFixed(1)} %`;
  console.log(
    [
      related > 1 ? 'never' : related,
      groups.size,
      several.reduce((sum, group) => sum + group.documents, 0),
      `${largest.documents} documents, ${percent(largest.characters)}`,
      ...tables.map((table) => percent(elsewhere(table, firsts))),
    ].join(' | '),
  );
}

/** The slot of each window of each document, all in one table. */
function slotsOf(length) {
  const table = new WindowTable(characters);
  const slots = documents.map(({ bytes, characters: size }) => {
    const own = new Int32Array(Math.max(0, size - length + 1));
    let at = 0;
    for (const { count, high, low } of windowHashes(bytes, length)) {
      for (let i = 0; i < count; i++) own[at++] = table.add(high[i], low[i]);
    }
    return own;
  });
  return { slots, size: table.size };
}

/** Characters in windows that stand in a document of another group too. */
function elsewhere({ length, slots, size }, firsts) {
  const owners = new Int32Array(size).fill(-1);
  for (const [index, own] of slots.entries()) {
    for (const slot of own) owners[slot] = [-1, firsts[index]].includes(owners[slot]) ? firsts[index] : -2;
  }
  let covered = 0;
  for (const own of slots) {
    let coveredTo = 0;
    for (const [start, slot] of own.entries()) {
      if (owners[slot] !== -2) continue;
      covered += start + length - Math.max(coveredTo, start);
      coveredTo = start + length;
    }
  }
  return covered;
}
