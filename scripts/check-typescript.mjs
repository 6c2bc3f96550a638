// Compares what our lexer finds in JavaScript and TypeScript with TypeScript's own parser, on the sources of npm packages: brackets and
// their pairs, strings and templates, definitions with their depths, every clause and jump, all of which must agree, and the names that
// nothing binds, also with a binding renamed. Reports which files tree-sitter does not parse. Prints counts,
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

/** Packages that ship their sources. None was consulted in building the lexer, except for what this check found. */
const PACKAGES = [
  ...[
    '@deck.gl/layers@9.4.0',
    '@luma.gl/core@9.4.2',
    'mobx@7.1.3',
    '@trpc/server@11.25.2',
    '@cesium/engine@24.0.0',
  ],
  ...['svelte@5.57.3', 'mongoose@9.12.1', '@tanstack/router-core@1.171.39', 'react-aria-components@1.22.1'],
  ...['prosemirror-view@1.44.0', '@uppy/core@6.3.1', 'preact@11.2.0', 'video.js@8.24.1', 'xstate@5.33.3'],
  ...['@patternfly/react-table@6.6.1', 'phaser@4.2.1', '@antv/g6@5.1.1', 'tone@15.5.44', 'vexflow@5.0.0'],
];

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
const parsers = await Promise.all([javascript, typescript].map((language) => createParser(language)));
const parserOf = (path) => parsers.find(({ language }) => language.fileExtensions.includes(extname(path)));

const counts = {};
const differences = {};
let shown = 0;
let msLexer = 0;

/** Texts whose names are still to be checked. */
const texts = new Map();
/** "Cannot find name", and its variants with a suggestion or for another meaning of the name. */
const noSuchName = new Set([
  ...[
    1225, 2304, 2503, 2552, 2570, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2661, 2662, 2663,
    2686,
  ],
  ...[2690, 2693, 2702, 2708, 2709, 2713, 2749, 2833, 2867, 2868, 18_004],
]);

const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'longrange-typescript-'));
try {
  if (values.folder === undefined) fetchNpmPackages(values.packages.split(','), folder);
  const extensions = parsers.flatMap(({ language }) => language.fileExtensions);
  for (const path of sourcesIn(folder, extensions)) checkFile(path, readFileSync(join(folder, path), 'utf8'));
  checkNames();
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
  // TypeScript's parser accepts types in JavaScript, but reports them.
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
  const isParsed = document.statements.every(({ tree }) => !tree.hasError);
  compare(path, text, 'files that tree-sitter parses', [[0, 0]], isParsed ? [[0, 0]] : []);
  if (isParsed) readNames(path, document);
  document.dispose();
  if (texts.size > 200) checkNames();
}

/** Compares the names that nothing binds, with and without a binding renamed, with those that TypeScript's checker does not find. */
function checkNames() {
  const options = {
    ...{ allowJs: true, noEmit: true, skipLibCheck: true, jsx: ts.JsxEmit.Preserve },
    // Without it, decorators of parameters are ignored.
    experimentalDecorators: true,
    ...{ target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, types: ['node'] },
    lib: ['lib.esnext.full.d.ts', 'lib.webworker.d.ts', 'lib.webworker.importscripts.d.ts'],
    // Makes each text a module, so that none binds names for the others.
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const customary =
    'declare global { var require: any, module: any, exports: any; namespace JSX { interface IntrinsicElements { [name: string]: any } } } export {};';
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...texts.keys(), 'customary.d.ts'], options, {
    ...host,
    getCurrentDirectory: () => join(root, 'packages/code'),
    getSourceFile: (name, version) => {
      const text = name === 'customary.d.ts' ? customary : texts.get(name)?.text;
      if (text === undefined) return host.getSourceFile(name, version);
      // To JavaScript of its own kind, TypeScript takes `a.b = 1` for a declaration of `a`.
      const kind = /\.[mc]?jsx?$/.test(name) ? ts.ScriptKind.TSX : undefined;
      const file = ts.createSourceFile(name, text.replaceAll('@ts-', '@tz-'), version, true, kind);
      file.externalModuleIndicator ??= true;
      return file;
    },
    resolveModuleNameLiterals: (literals) => literals.map(() => ({ resolvedModule: undefined })),
  });
  for (const [path, { text, ours, open }] of texts) {
    const theirs = program
      .getSemanticDiagnostics(program.getSourceFile(path))
      .filter(
        ({ code, start }) => noSuchName.has(code) && !open.has(start) && !text.startsWith('</', start - 2),
      )
      .map(({ start }) => [start, start, 'undefined']);
    const what = path.startsWith('planted-') ? 'undefined names, a binding renamed' : 'undefined names';
    compare(path, text, what, theirs, ours);
  }
  texts.clear();
}

/** Collects the names of a document that nothing binds, and those of the same document with its middle binding renamed. */
function readNames(path, document, isPlanted = false) {
  const { text, names, parser } = document;
  const { uses } = names;
  const undefinedNames = uses.filter(({ event }) => event === 'undefined');
  // A module that the text augments may define more names.
  const open = new Set(uses.filter(({ event }) => event === 'unknowable').map(({ position }) => position));
  texts.set(isPlanted ? `planted-${path.replaceAll('/', '-')}` : path, {
    text,
    open,
    ours: undefinedNames.map(({ position }) => [position, position, 'undefined']),
  });
  if (isPlanted) return;
  add('names', uses.length);
  const bindings = uses.flatMap((use) => use.binding ?? []);
  const at = bindings[Math.floor(bindings.length / 2)];
  if (at === undefined) return;
  const planted = analyzeDocument({ path, text: `${text.slice(0, at)}zz${text.slice(at)}` }, false, parser);
  readNames(path, planted, true);
  planted.dispose();
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
