// Runs the README's quick start and looks at what it prints and leaves: the sample, the summary, what to do next; the report that it names, and
// how well the model predicts.
// The last line is the path of the report.
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fencedBlocks } from './packages/read-readme.mjs';
import { root } from './shell.mjs';

/** Bits to require: training ends by the clock, so a busy machine reads less. 1.3 million characters gave 2.65 bits, 4 million 2.32. */
const largestBits = (charactersRead) => (charactersRead >= 2_500_000 ? 2.4 : 3);

const startMs = performance.now();
const output = await runQuickstart();
const minutes = (performance.now() - startMs) / 60_000;

for (const expected of [
  /^== 2 of 3: what it writes after "def ", at temperature 0\.8\ndef /m,
  /^== Summary\n.*this model reads, an open bracket still shows [\s\S]+?\n\nmodel .*\ntest .*\nbrackets .*\nindents .*\nparse /im,
  /^What next:\n.*pnpm(?:@\S+)? sample --interactive.*\n.*\n.* sample --model pretrained:/m,
]) {
  if (!expected.test(output)) throw new Error(`Expected the quick start to print ${expected}.`);
}
requireLines(output, quoted());
const named = output.match(/file:\S+report\.html/g)?.at(-1);
if (named === undefined)
  throw new Error('Expected the quick start to print the address of a report.html, got none.');
const report = fileURLToPath(named);
const html = readFileSync(report, 'utf8');
if (!html.startsWith('<!doctype html>') || statSync(report).size < 20_000) {
  throw new Error(`Expected a page with charts in ${report}, got ${html.length} characters.`);
}
const result = JSON.parse(readFileSync(join(dirname(report), 'result.json'), 'utf8'));
// Only the neural model among the predictors has a state to carry or reset.
const model = result.bitsPerCharacter.find(({ reset, split }) => reset !== null && split === 'test');
const bits = model?.carried?.bits;
const { charactersSeen } = result.model;
if (!(bits > 0 && bits <= largestBits(charactersSeen))) {
  throw new Error(
    `Expected at most ${largestBits(charactersSeen)} bits per character on the test split after ${charactersSeen} characters, got ${bits}.`,
  );
}
const real = result.subjects.find(({ id }) => id === 'real');
if (!(real?.delimiters.overall.estimate >= 0.999)) {
  throw new Error(
    'Expected at least 0.999 of the brackets of real code to be matched: the ruler must be straight.',
  );
}
console.log(
  `quick start: ${minutes.toFixed(1)} minutes, ${bits.toFixed(3)} bits per character on the test split`,
);
console.log(report);

/** Runs the quick start; returns its output, which is also shown as it comes. */
function runQuickstart() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const child = spawn('npx', ['-y', packageManager, 'quickstart'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) done(text);
      else fail(new Error(`Expected the quick start to end well, got exit code ${code}.`));
    });
  });
}

/** Returns the lines that the README quotes from the quick start. */
function quoted() {
  const blocks = fencedBlocks(readFileSync(join(root, 'README.md'), 'utf8'));
  return blocks.find(({ info, code }) => info === '' && code.includes('== Summary')).code;
}

/**
 * Throws unless the quick start prints the quoted lines, in their order. Numbers differ between machines and count as equal, as does how lines are
 * wrapped; an ellipsis stands for anything.
 */
function requireLines(printed, lines) {
  const masked = (text) => text.replaceAll(/\d+(?:[,.]\d+)*/g, '0').replaceAll(/\s+/g, ' ');
  const rest = masked(printed);
  let from = 0;
  for (const line of lines.trimEnd().split('\n')) {
    const parts = masked(line).split('…');
    for (const part of parts) {
      const at = rest.indexOf(part, from);
      if (at < 0) throw new Error(`Expected the quick start to print, as the README does: ${line}`);
      from = at + part.length;
    }
  }
}
