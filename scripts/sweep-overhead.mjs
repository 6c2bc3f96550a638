// What a sweep costs over the same trainings by hand: tiny trials through `longrange sweep`, then as many commands of `longrange train` by xargs, in turn.
//
//   pnpm build:cli && node scripts/sweep-overhead.mjs [TRIALS [JOBS [PAIRS]]]       200 trials, one at a time, three pairs
//   node scripts/sweep-overhead.mjs --write FOLDER [TRIALS [JOBS]]                  writes both commands, sweep.sh and hand.sh, for another clock
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from './shell.mjs';

const SEEDS = 4;
const settings = {
  ...{ units: 12, layers: 1, embeddingSize: 4, batchSize: 2, sequenceLength: 8, epochs: null },
  ...{ maxCharacters: 640, warmupSteps: 2, validationMaxCharacters: 500 },
};
const given = process.argv.slice(2);
if (given[0] === '--write') {
  const [, folder, trials = 200, jobs = 1] = given;
  write(resolve(folder), Number(trials), Number(jobs));
} else {
  const [trials = 200, jobs = 1, pairs = 3] = given.map(Number);
  const folder = mkdtempSync(join(tmpdir(), 'longrange-overhead-'));
  try {
    write(folder, trials, jobs);
    console.log(`Node ${process.version}, ${trials} trials, ${jobs} at a time`);
    const ratios = Array.from({ length: pairs }, () => {
      const [sweep, hand] = ['sweep.sh', 'hand.sh'].map((script) => secondsOf(folder, script));
      console.log(
        `sweep ${sweep.toFixed(2)} s, by hand ${hand.toFixed(2)} s, ratio ${(sweep / hand).toFixed(4)}`,
      );
      return sweep / hand;
    });
    console.log(`median ratio ${ratios.sort((a, b) => a - b)[pairs >> 1].toFixed(4)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A text, a sweep file, and both ways to train the same runs, each of which begins with a folder that is not there. */
function write(folder, trials, jobs) {
  mkdirSync(join(folder, 'corpus'), { recursive: true });
  for (let file = 0; file < 12; file++) {
    const lines = Array.from({ length: 60 }, (_, line) => `x${file * line} = [${line % 7}, (${file})]\n`);
    writeFileSync(join(folder, 'corpus', `${file}.py`), lines.join(''));
  }
  const rates = Array.from({ length: Math.ceil(trials / SEEDS) }, (_, index) => 0.001 + index / 10_000);
  const fixed = Object.entries({ corpus: 'corpus', ...settings }).map(([name, value]) => [name, { value }]);
  const parameters = { learningRate: { values: rates }, ...Object.fromEntries(fixed) };
  // JSON is YAML.
  writeFileSync(join(folder, 'sweep.yaml'), JSON.stringify({ method: 'grid', seeds: SEEDS, parameters }));
  const cli = `'${process.execPath}' '${join(root, 'apps/cli/dist/main.js')}'`;
  const start = `#!/bin/sh\nset -e\ncd '${folder}'\n`;
  const sweep = `sweep sweep.yaml --jobs ${jobs} --threads ${jobs} --compute simd`;
  writeFileSync(join(folder, 'sweep.sh'), `${start}rm -rf runs\nexec ${cli} ${sweep} >sweep.log 2>&1\n`);
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const train = `train --corpus corpus --runs hand --engine simd --threads 1`;
  const words = rates.flatMap((rate, index) =>
    Array.from(
      { length: SEEDS },
      (_, seed) => `--run ${index}-${seed} --seed ${seed + 1} --set ${set.join(' ')} learningRate=${rate}\n`,
    ),
  );
  writeFileSync(join(folder, 'hand.txt'), words.join(''));
  writeFileSync(
    join(folder, 'hand.sh'),
    `${start}rm -rf hand\nexec xargs -L 1 -P ${jobs} ${cli} ${train} <hand.txt >hand.log 2>&1\n`,
  );
}

function secondsOf(folder, script) {
  const start = performance.now();
  const { status } = spawnSync('sh', [join(folder, script)], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`Expected ${script} to end well, got ${status}; it writes into a .log in ${folder}`);
  return (performance.now() - start) / 1000;
}
