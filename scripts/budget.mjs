#!/usr/bin/env node
// Fails if the tree holds more than budget.json allows: concepts that a reader has to learn (`concepts` below); lines of code (no blanks, no
// comments, nothing generated) of the product and of tests, per package and in all; files; doc comments that begin with a dependent clause
// ("What is …", "Of all …"), which have no main verb.
//
//   node scripts/budget.mjs [--lower]          --lower lowers the budget to the current numbers
//   node scripts/budget.mjs --english [PATH]   lists those comments
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const dependentClause = /^(What|Of|How|Whether|Where|As|In|By|That|Which|Who|From|To|With|So|Than|For) /;
const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  options: { lower: { type: 'boolean' }, english: { type: 'boolean' } },
  allowPositionals: true,
});

const files = execFileSync('git', ['ls-files', ...positionals], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const isCode = (file) => /\.([cm]?[jt]sx?|rs|py|css)$/.test(file) && !/^fixtures\/|\.d\.ts$/.test(file);
const isTest = (file) => /\.test\.tsx?$|\/tests?\/|^tests\/|testing\/|__fixtures__/.test(file);
const read = (file) => readFileSync(join(root, file), 'utf8');
const count = (text, pattern) => text.match(pattern)?.length ?? 0;

const lines = { all: [0, 0] };
const badComments = [];
let comments = 0;
for (const file of files.filter(isCode)) {
  const text = read(file);
  const path = file.split('/');
  const room = path.slice(0, /^(packages|apps)\//.test(file) ? 2 : path.length > 1 ? 1 : 0);
  const name = room.join('/') || 'root';
  lines[name] ??= [0, 0];
  for (const sum of [lines[name], lines.all]) sum[isTest(file) ? 1 : 0] += codeLines(file, text);
  if (/\.test\.tsx?$|fixtures/.test(file)) continue;
  for (const { 1: words, index } of text.matchAll(/\/\*\*\s*\n?\s*\*?\s*([^\n*][^\n]*)/g)) {
    comments++;
    const line = text.slice(0, index).split('\n').length;
    if (dependentClause.test(words)) badComments.push(`${file}:${line}: ${words}`);
  }
}

if (values.english) {
  for (const comment of badComments) console.log(comment);
} else {
  const percent = Math.ceil((1000 * badComments.length) / comments) / 10;
  compare({ ...concepts(), files: files.length, 'dependent clauses, %': percent, lines });
}

/** Numbers of what a reader has to learn, by name. */
function concepts() {
  const manifests = files
    .filter((file) => /^(packages|apps)\/[^/]+\/package\.json$/.test(file))
    .map((file) => JSON.parse(read(file)));
  const dependencies = manifests.flatMap((one) =>
    Object.keys({ ...one.dependencies, ...one.optionalDependencies }).filter(
      (name) => !name.startsWith('@longrange/'),
    ),
  );
  const commands = read('docs/commands.md');
  return {
    commands: count(commands, /^## longrange /gm),
    options: count(commands, /^\| `--/gm),
    // tests/public-api.test.ts compares this list with the public entry points.
    'exported values': count(read('tests/exports.txt'), /\n/g),
    packages: manifests.length,
    // All packages are below the command.
    'runtime dependencies of the command': new Set(dependencies).size,
    'files to add a probe': filesToAdd('probe'),
    'files to add a metric': filesToAdd('metric'),
    'words of Markdown': count(
      files
        .filter((file) => file.endsWith('.md'))
        .map(read)
        .join('\n'),
      /\S+/g,
    ),
  };
}

/** Files of its own that a toy has, and registries to which its test adds it: what the toy's test proves to be enough. */
function filesToAdd(kind) {
  const folder = 'packages/eval/tests/toys';
  const own = files.filter((file) => file.startsWith(`${folder}/toy-${kind}`)).length;
  return own + count(read(`${folder}/toys.test.ts`), new RegExp(`\\.push\\(toy${kind}\\)`, 'gi'));
}

function codeLines(file, text) {
  const comment = file.endsWith('.py') ? '#' : '//';
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith(comment)).length;
}

function compare(now) {
  const budget = JSON.parse(read('budget.json'));
  const over = [];
  const atMost = (name, value, most = 0) => {
    if (value > most) over.push(`${name}: ${value}, and budget.json allows ${most}`);
    return Math.min(value, most);
  };
  for (const name of Object.keys(now).filter((key) => key !== 'lines')) {
    console.log(name.padEnd(40), String(now[name]).padStart(6));
    now[name] = atMost(name, now[name], budget[name]);
  }
  const rows = [];
  for (const [room, [product, tests]] of Object.entries(now.lines)) {
    console.log(room.padEnd(30), String(product).padStart(7), String(tests).padStart(7));
    const [mostProduct, mostTests] = budget.lines[room] ?? [];
    rows.push(
      `    "${room}": [${atMost(`product lines of ${room}`, product, mostProduct)}, ` +
        `${atMost(`test lines of ${room}`, tests, mostTests)}]`,
    );
  }
  console.log(
    `${files.length} files; ${badComments.length} of ${comments} doc comments begin with a dependent clause`,
  );
  if (over.length > 0) {
    console.error(`error: The tree is over its budget.\n${over.join('\n')}`);
    console.error('hint: Use fewer, or raise the number in a commit of its own that says why.');
    process.exitCode = 1;
  } else if (values.lower) {
    const { lines: _, ...rest } = now;
    const head = JSON.stringify(rest, null, 2).slice(0, -2);
    writeFileSync(join(root, 'budget.json'), `${head},\n  "lines": {\n${rows.join(',\n')}\n  }\n}\n`);
  }
}
