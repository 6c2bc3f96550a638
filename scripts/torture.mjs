// Tries to break longrange: kills, full disks, damaged files, hostile archives, two processes on one run, long work. `--long`, which takes
// twenty minutes, does more of each. Ends with a table of observations; docs/reliability.md has that of the last long run.
//
//   pnpm build:cli && node scripts/torture.mjs [--long]
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTorture } from './shell.mjs';

const given = process.argv.slice(2);
if (given.some((word) => word !== '--long')) {
  console.error(`Expected nothing or --long, got ${given.join(' ')}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'longrange-figures-'));
const figures = join(folder, 'figures.jsonl');
writeFileSync(figures, '');
const startMs = performance.now();
const status = runTorture([], {
  LONGRANGE_TORTURE: given.includes('--long') ? 'long' : 'short',
  LONGRANGE_TORTURE_FIGURES: figures,
});
const lines = readFileSync(figures, 'utf8').split('\n').slice(0, -1);
rmSync(folder, { recursive: true });

const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
console.log(`\nNode ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${minutes} minutes\n`);
console.log('| test | result |\n|---|---|');
for (const { promise, seen } of lines.map((line) => JSON.parse(line)))
  console.log(`| ${promise} | ${seen} |`);
process.exitCode = status;
