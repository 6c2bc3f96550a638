// Peak memory of loading, encoding and batching a generated corpus of 200 MB, each kind of source in a process of
// its own. Build first, then: node bench/memory.mjs [megabytes]
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CharTokenizer, encodeSplit, loadCorpus, StreamBatcher } from '../dist/index.js';

const FILE_KILOBYTES = 100;

if (process.argv[2] === 'load') await measure(process.argv[3], process.argv[4]);
else await main(Number(process.argv[2] ?? 200));

async function main(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'longrange-memory-'));
  try {
    generate(folder, megabytes);
    const cases = [
      ['files', 'reference'],
      ['files', 'unicode'],
      ['files.tar.gz', 'reference'],
      ['stored.zip', 'reference'],
      ['one.py', 'reference'],
    ];
    for (const [name, charset] of cases) {
      const split = spawnSync(process.execPath, [
        fileURLToPath(import.meta.url),
        'load',
        join(folder, name),
        charset,
      ]);
      process.stdout.write(`${name}, ${charset}: ${split.stdout}${split.stderr}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of numbered statements: no two files are equal; each has a few of 400 characters beyond ASCII. */
function generate(folder, megabytes) {
  mkdirSync(join(folder, 'files'));
  const count = Math.round((megabytes * 1000) / FILE_KILOBYTES);
  for (let file = 0; file < count; file++) {
    const lines = [`# ${String.fromCodePoint(0x4e00 + (file % 400))}\n`];
    for (let size = 0, line = 0; size < FILE_KILOBYTES * 1000; line++) {
      lines.push(`    value_${file}_${line} = function(${line * file}, [${line}, "text"])\n`);
      size += lines.at(-1).length;
    }
    const text = lines.join('');
    writeFileSync(join(folder, 'files', `${file}.py`), text);
    appendFileSync(join(folder, 'one.py'), text);
  }
  execFileSync('tar', ['-czf', join(folder, 'files.tar.gz'), '-C', folder, 'files']);
  const stored =
    'import sys, zipfile, os\nz = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_STORED)\n' +
    'for n in os.listdir(sys.argv[2]): z.write(os.path.join(sys.argv[2], n), "files/" + n)\nz.close()';
  execFileSync('python3', ['-c', stored, join(folder, 'stored.zip'), join(folder, 'files')]);
}

async function measure(source, charset) {
  const start = performance.now();
  const split = source.endsWith('one.py') ? { kind: 'contiguous' } : { kind: 'document' };
  const corpus = await loadCorpus({ sources: [source], charset, split });
  const loaded = performance.now();
  const tokenizer = CharTokenizer.fromSplit(corpus.split('train'));
  const encoded = ['train', 'validation', 'test'].map((name) => encodeSplit(corpus.split(name), tokenizer));
  const batcher = new StreamBatcher({ ...encoded[0], batchSize: 64, sequenceLength: 256, seed: 1 });
  for (let step = 0; step < 1000; step++) batcher.next();
  const { characters, documents } = corpus.statistics;
  console.log(
    `${documents} documents, ${characters} characters, vocabulary ${tokenizer.size}; ` +
      `loaded in ${((loaded - start) / 1000).toFixed(1)} s, all in ${((performance.now() - start) / 1000).toFixed(1)} s; ` +
      `peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`,
  );
}
