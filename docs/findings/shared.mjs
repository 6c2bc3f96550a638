// Shared by the findings: kept measurements, minimal pairs and models to ask about them, a page of tables with the verdicts.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { registerNativeBackend } from '../../packages/backend-native/dist/index.js';
import { createPythonParser } from '../../packages/code/dist/index.js';
import { fromTokenModel } from '../../packages/eval/dist/index.js';
import { journaled, totalLeftOut } from '../../packages/eval/dist/internal/node.js';
import { planProbes } from '../../packages/eval/dist/probes/index.js';
import { holm } from '../../packages/eval/dist/statistics/index.js';
import { openGguf } from '../../packages/llama/dist/index.js';
import { loadModel } from '../../packages/model/dist/node/index.js';

/** Reads measurements; `otherwise` if there are none yet. */
export function readKept(path, otherwise) {
  return existsSync(path) ? JSON.parse(brotliDecompressSync(readFileSync(path))) : otherwise;
}

/** Writes measurements atomically. */
export function writeKept(path, kept) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, brotliCompressSync(JSON.stringify(kept)));
  renameSync(own, path);
}

/** Plans minimal pairs of brackets and nothing else, by default in Python; `perBucket` and `factors` as in a suite. */
export async function planBrackets(documents, { perBucket, factors = 0, parser }) {
  const material = { documents, parser: parser ?? (await createPythonParser()), seed: 0 };
  return planProbes(material, { minimalPairs: { others: 0, perBucket, factors } });
}

/** TensorFlow.js on the native engine. Resolved from a package, because this folder has no dependencies of its own. */
export async function startEngine(threads = 1) {
  const require = createRequire(new URL('../../packages/model/package.json', import.meta.url));
  const tf = require('@tensorflow/tfjs-core');
  await registerNativeBackend({ threads });
  await tf.setBackend('native');
  return tf;
}

/** @param checkpoint folder of the checkpoint */
export async function openNetwork(checkpoint, threads) {
  await startEngine(threads);
  return loadModel(checkpoint);
}

/** Opens SmolLM2 as a model of printable ASCII. @returns the model, and a function that says what its beams have left out */
export async function openSmollm(file) {
  const alphabet = ['\n', ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))];
  // No text that is asked has more tokens than fit into the context.
  const { askings } = await openGguf(file, { contextSize: 4096, sequences: 4, threads: 2, contexts: 2 });
  const opened = (beam) =>
    askings.map((asking) => fromTokenModel({ ...asking, alphabet, name: 'SmolLM2', beam }));
  // All tokenizations are followed from 2 characters before a position on, rather than from 16: fewer queries.
  const tokens = opened({ lead: 2 });
  // For bits, a tokenization that differs far back would continue with the text and cost a query per token.
  const scorers = opened({ lead: 2, threshold: 0.03 });
  const [model, { score, scoreOwnTokens, continuations }] = [tokens, scorers].map((models) =>
    // It divides the questions among the contexts.
    journaled(models, { get: () => undefined, add: () => undefined }, { identity: '' }),
  );
  return {
    model: { ...model, score, scoreOwnTokens, continuations },
    leftOut: () => [tokens, scorers].map(totalLeftOut),
  };
}

/** Opens figures.md of a folder: `table` adds a table, `end` writes and prints the page. */
export function openPage(number, folder, over) {
  const name = folder.slice(folder.indexOf('docs/'));
  const lines = [
    `# Figures of finding ${number}`,
    '',
    `Made by \`node ${name}/figures.mjs\` from the file beside this page; do not edit. Intervals are of 95 %, over ${over}.`,
    '',
  ];
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return {
    table(title, head, rows) {
      lines.push(`## ${title}`, '', row(head), row(head.map(() => '---')), ...rows.map(row), '');
    },
    end() {
      writeFileSync(join(folder, 'figures.md'), lines.join('\n'));
      process.stdout.write(lines.join('\n'));
    },
  };
}

/** Last cells of each row of a family of tests: p, corrected after Holm for all of them, and the verdict. */
export function verdictsOf(family) {
  const corrected = holm(family.map(({ pValue }) => pValue));
  return family.map(({ dominatedBy }, index) => {
    const p = corrected[index];
    const verdict = dominatedBy ? 'withheld: one document' : p <= 0.05 ? '**shown**' : 'not shown';
    return [p < 0.001 ? '< 0.001' : p.toFixed(3), verdict];
  });
}
