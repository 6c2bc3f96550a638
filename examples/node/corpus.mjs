// Files to batches of character ids, and a batch back to text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CharTokenizer, encodeSplit, loadCorpus, StreamBatcher } from '@longrange/corpus';

const folder = mkdtempSync(join(tmpdir(), 'corpus-example-'));
for (let i = 0; i < 20; i++) {
  const lines = Array.from({ length: 30 }, (_, line) => `value_${i} = [${line}, (${i} + ${line * i})]`);
  writeFileSync(join(folder, `module_${i}.py`), `${lines.join('\n')}\n`);
}

const corpus = await loadCorpus({ sources: [folder], split: { seed: 1 } });
console.log(corpus.statistics.documents, 'documents,', corpus.statistics.characters, 'characters');

const train = corpus.split('train');
const tokenizer = CharTokenizer.fromSplit(train);
const batcher = new StreamBatcher({
  ...encodeSplit(train, tokenizer),
  batchSize: 4,
  sequenceLength: 32,
  beginOfDocument: tokenizer.size,
  seed: 7,
});
const [T, B] = [32, 4];
const { targets } = batcher.next(); // [T, B], time-major: character t of sequence b is at t × B + b
for (let b = 0; b < B; b++) {
  const ids = Array.from({ length: T }, (_, t) => targets[t * B + b]);
  console.log(JSON.stringify(tokenizer.decode(Int32Array.from(ids))));
}
rmSync(folder, { recursive: true });

// prints
// 20 documents, 15629 characters
// "value_9 = [0, (9 + 0)]\nvalue_9 ="
// "26)]\nvalue_14 = [10, (14 + 140)]"
// "(6 + 114)]\nvalue_6 = [20, (6 + 1"
// "17 + 408)]\nvalue_17 = [25, (17 +"
