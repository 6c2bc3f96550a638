// Compares what our lexer finds in JavaScript and TypeScript with TypeScript's own parser, on the sources of npm packages: brackets and
// their pairs, strings and templates, definitions with their depths, and every clause and jump, all of which must be held. Prints counts,
// and the differences with their places. Fetches the packages into a temporary folder. Needs a build and a package registry.
//
//   pnpm build && node scripts/check-typescript.mjs [--packages zod@4.6.7,three@0.187.0] [--folder FOLDER] [--show 20]
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchNpmPackages, root, sourcesIn } from './shell.mjs';
import { readTree } from './typescript-tree.mjs';

/** Packages that ship their sources, none of which was looked at while the lexer was built. */
const PACKAGES = [''];

const { values } = parseArgs({
  options: {
    packages: { type: 'string', default: PACKAGES.join() },
    folder: { type: 'string' },
    show: { type: 'string', default: '20' },
  },
});

const { analyzeDocument, createParser, javascript, typescript } = await import(
  '../packages/code/dist/index.js'
);
const { measureControlFlow } = await import('../packages/eval/dist/metrics/index.js');
const ts = createRequire(join(root, 'packages/code/package.json'))('typescript');

const MOST_CHARACTERS = 2 ** 20;
const parsers = await Promise.all(
  [javascript, typescript].map((language) => createParser(language, { engine: 'wasm' })),
);
const parserOf = (path) => parsers.find(({ language }) => language.fileExtensions.includes(extname(path)));

const counts = {};
const differences = {};
let shown = 0;
let msLexer = 0;

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'longrange-typescript-'));
try {
  if (values.folder === undefined) fetchNpmPackages(values.packages.split(','), folder);
  const extensions = parsers.flatMap(({ language }) => language.fileExtensions);
  for (const path of sourcesIn(folder, extensions)) checkFile(path, readFileSync(join(folder, path), 'utf8'));
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
for (const parser of parsers) parser.dispose();
console.log(`lexer: ${((counts.characters / msLexer / 1e6) * 1000).toFixed(1)} million characters a second`);
console.table(
  Object.fromEntries(
    Object.entries(counts).map(([what, count]) => [what, { count, different: differences[what] ?? 0 }]),
  ),
);
process.exitCode = Object.keys(differences).length === 0 ? 0 : 1;

function checkFile(path, text) {
  const kind =
    { '.js': 2, '.mjs': 2, '.cjs': 2, '.jsx': 2, '.tsx': ts.ScriptKind.TSX }[extname(path)] ??
    ts.ScriptKind.TS;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  // In JavaScript its parser accepts types, and says so.
  if (source.parseDiagnostics.length > 0 || text.length > MOST_CHARACTERS) return add('files left out', 1);
  add('files', 1);
  add('characters', text.length);
  const startMs = performance.now();
  const document = analyzeDocument({ path, text }, false, parserOf(path));
  msLexer += performance.now() - startMs;
  const { delimiters, strays, strings, blocks } = document.lexical;
  const truth = readTree(ts, source);
  const observations = measureControlFlow(document);
  compare(path, text, 'brackets', truth.brackets, [
    ...delimiters.map(({ opener, end, event, type }) => [opener, end, `${event} ${type}`]),
    ...strays.map(({ position, type }) => [position, position, `stray ${type}`]),
  ]);
  compare(
    path,
    text,
    'strings',
    truth.strings,
    strings.map(({ start, end, terminated }) => [start, end, terminated ? '' : 'open']),
  );
  compare(
    path,
    text,
    'definitions',
    truth.definitions,
    blocks.definitions.map(({ start, end, depth }) => [start, end, depth]),
  );
  const flow = observations.filter(({ check }) => check !== 'handler');
  compare(
    path,
    text,
    'clauses and jumps',
    truth.flow,
    flow.map(({ end, kind, outcome }) => [end, end, `${outcome} ${kind}`]),
  );
  compare(
    path,
    text,
    'handlers',
    truth.handlers,
    observations
      .filter(({ check }) => check === 'handler')
      .map(({ start, kind, outcome }) => [start, start, `${outcome} ${kind}`]),
  );
}

function add(what, count) {
  counts[what] = (counts[what] ?? 0) + count;
}

/** Compares two sets of [start, end, properties]. */
function compare(path, text, what, truth, ours) {
  add(what, truth.length);
  const [wanted, got] = [truth, ours].map((spans) => new Set(spans.map(String)));
  const missing = [...wanted].filter((span) => !got.has(span)).map((span) => `missing ${span}`);
  const wrong = [...got].filter((span) => !wanted.has(span)).map((span) => `wrong ${span}`);
  const all = [...missing, ...wrong];
  if (all.length === 0) return;
  differences[what] = (differences[what] ?? 0) + Math.max(missing.length, wrong.length);
  if (shown++ >= Number(values.show)) return;
  const start = ([, span]) => Number(span.split(',')[0]);
  const [first] = all.map((one) => one.split(' ')).sort((a, b) => start(a) - start(b));
  const at = start(first);
  const line = text.slice(0, at).split('\n').length;
  console.log(
    `${path}:${line} ${what}: ${all.length}, first ${first.join(' ')}: ${JSON.stringify(text.slice(Math.max(0, at - 50), at + 50))}`,
  );
}
