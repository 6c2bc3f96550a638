// Runs the command from a program: measures a folder of Python without a model, and reads the result.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseResult } from '@longrange/eval';

rmSync('command-example', { recursive: true, force: true });
mkdirSync('command-example/code', { recursive: true });
writeFileSync('command-example/code/one.py', 'def f(x):\n    return [x, (x, {1: x})]\n');
writeFileSync('command-example/code/two.py', 'def g(x):\n    return [x, (x, {1: x}\n');

const parameters = ['eval', '--text', 'command-example/code', '--output', 'command-example/result'];
execFileSync('npx', ['longrange', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });

// Each evaluation has its own folder.
const [folder] = readdirSync('command-example/result');
const json = readFileSync(`command-example/result/${folder}/result.json`, 'utf8');
const result = parseResult(JSON.parse(json));
for (const { label, delimiters, parse } of result.subjects) {
  console.log(label, delimiters.events, parse.documents.held, 'of', parse.documents.n, 'parse');
}

// prints
// command-example/code {
//   matched: 6,
//   wrongType: 0,
//   closedByForce: 0,
//   unclosed: 2,
//   censored: 0
// } 1 of 2 parse
