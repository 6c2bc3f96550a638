// Peak memory of loading, encoding and batching a generated corpus of 200 MB, in 2,000 files or in one.
// Build first, then: node bench/memory.mjs [files|one.py] [charset]
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CharTokenizer, encodeSplit, loadCorpus, StreamBatcher } from '../dist/index.js';

const [name = 'files', charset = 'reference'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'longrange-memory-'));
try {
  generate();
  const start = performance.now();
  const split = { kind: name === 'files' ? 'document' : 'contiguous' };
  const corpus = await loadCorpus({ sources: [join(folder, name)], charset, split });
  const tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
  const encoded = ['train', 'validation', 'test'].map((part) => encodeSplit(corpus.split(part), tokenizer));
  const batcher = new StreamBatcher({ ...encoded[0], batchSize: 64, sequenceLength: 256, seed: 1 });
  for (let step = 0; step < 1000; step++) batcher.next();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`${corpus.statistics.characters} characters in ${seconds} s; peak ${peak} MiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Writes files of numbered statements: no two files are equal, and each has one of 400 characters beyond ASCII. */
function generate() {
  mkdirSync(join(folder, 'files'));
  for (let file = 0; file < 2000; file++) {
    let text = `# ${String.fromCodePoint(0x4e00 + (file % 400))}\n`;
    for (let line = 0; text.length < 100_000; line++)
      text += `    value_${file}_${line} = function(${line * file}, [${line}, "text"])\n`;
    writeFileSync(join(folder, 'files', `${file}.py`), text);
    appendFileSync(join(folder, 'one.py'), text);
  }
}
