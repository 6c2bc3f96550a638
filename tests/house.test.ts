import { expect, it } from 'vitest';
import {
  circles,
  fileGraph,
  importedFile,
  importsIn,
  packageName,
  roomGraph,
  shippedSources,
  testingSources,
  upwardArrows,
} from './testing/imports.ts';
import { pythonWords } from './testing/language-words.ts';
import { publishedPackages, readText } from './testing/workspace.ts';

/**
 * The house: which packages of this repository a package may import. ARCHITECTURE.md draws it; this list decides.
 * A new arrow is a decision: add it here, in the drawing, and say why.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/errors': [],
  'packages/corpus': ['errors'],
  'packages/code': ['errors'],
  'packages/document': ['errors'],
  'packages/eval': ['code', 'document', 'errors'],
  'packages/llama': ['errors'],
  'packages/ops': ['errors'],
  'packages/backend-native': ['backend-simd', 'errors'],
  'packages/backend-simd': ['errors', 'ops'],
  'packages/backend-tensorflow': ['errors', 'ops'],
  'packages/model': ['errors', 'ops'],
  'packages/sampler': ['errors', 'model', 'ops'],
  'packages/formats': ['errors', 'model'],
  'packages/trainer': ['corpus', 'errors', 'model', 'ops'],
  'packages/report': ['document', 'errors', 'eval'],
  'packages/sweep': ['errors'],
  'apps/cli': [
    'backend-native',
    'backend-simd',
    'backend-tensorflow',
    'code',
    'corpus',
    'errors',
    'eval',
    'formats',
    'llama',
    'model',
    'ops',
    'report',
    'sampler',
    'sweep',
    'trainer',
  ],
};

/**
 * Floors inside packages, the top one first: rooms may import from below, never from above. A room is a folder of `src/`, or a file
 * that lies directly there.
 */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'packages/code': [
    ['index.ts', 'internal.ts'],
    ['languages', 'renaming'],
    ['dependencies', 'document'],
    ['parser'],
    ['language'],
    ['random', 'text'],
  ],
  'packages/eval': [
    ['evaluation', 'page'],
    ['comparison'],
    ['result'],
    ['calibration', 'controls', 'metrics', 'probes'],
    ['models', 'words'],
    ['statistics'],
  ],
  'apps/cli': [
    ['main.ts'],
    ['commands'],
    ['sweep'],
    ['compare', 'eval', 'export', 'native', 'quickstart', 'report', 'sample', 'train'],
    ['under-test'],
    ['model', 'neural', 'redis', 'tracking'],
    ['corpus'],
    ['run'],
    ['options'],
    ['engine'],
    ['cli', 'endpoint', 'files', 'language.ts', 'terminal'],
  ],
  'packages/report': [['index.ts'], ['page'], ['charts'], ['text']],
  'packages/sweep': [['index.ts', 'internal.ts'], ['schedule'], ['plan', 'state', 'store'], ['file']],
  'packages/trainer': [['loop'], ['config', 'run'], ['checkpoint'], ['disk']],
};

const packages = publishedPackages.map((one) => ({ ...one, imports: importsIn(shippedSources(one)) }));

it('draws every package', () => {
  expect(packages.map(({ folder }) => folder).sort()).toEqual(Object.keys(mayImport).sort());
});

it.each(packages)('$folder imports only packages below it', ({ folder, manifest, imports }) => {
  const allowed = mayImport[folder]!.map((name) => `@longrange/${name}`);
  const ours = (name: string | undefined) => name?.startsWith('@longrange/') === true;
  expect(imports).not.toEqual([]);
  const wrong = imports.filter((one) => ours(packageName(one)) && !allowed.includes(packageName(one)!));
  expect(wrong).toEqual([]);
  const declared = Object.keys(manifest.dependencies ?? {}).filter(ours);
  expect(declared.filter((name) => !allowed.includes(name))).toEqual([]);
});

it.each(packages)('$folder reaches into no other package by path', ({ folder, imports }) => {
  const outside = imports.filter((one) => importedFile(one)?.startsWith(`${folder}/`) === false);
  expect(outside).toEqual([]);
});

/** All packages below one, at any distance */
const below = (folder: string): readonly string[] =>
  mayImport[folder]!.flatMap((name) => [`@longrange/${name}`, ...below(`packages/${name}`)]);

it.each(packages)(
  '$folder shares nothing with tests that imports a package above it',
  ({ folder, manifest }) => {
    const shared = importsIn(testingSources({ folder }));
    const allowed = [manifest.name, ...below(folder)];
    const wrong = shared.filter((one) => {
      const name = packageName(one);
      const isAbove = name?.startsWith('@longrange/') === true && !allowed.includes(name);
      return isAbove || importedFile(one)?.startsWith(`${folder}/`) === false;
    });
    expect(wrong).toEqual([]);
  },
);

it.each(packages)('$folder has no circle of files and none of rooms', ({ imports }) => {
  const files = fileGraph(imports);
  const found = [...circles(files), ...circles(roomGraph(files))];
  expect(found).toEqual([]);
});

it.each(Object.entries(floors))('%s imports from no floor above', (folder, floorsOfPackage) => {
  const rooms = roomGraph(fileGraph(packages.find((one) => one.folder === folder)!.imports));
  // A room that is not there any more would hold nothing.
  const known = new Set([...rooms].flatMap(([room, imported]) => [room, ...imported]));
  expect(floorsOfPackage.flat().filter((room) => !known.has(room))).toEqual([]);
  expect(upwardArrows(rooms, floorsOfPackage)).toEqual([]);
});

it('lets nothing in the app but its entrance know the commands: they know what they run', () => {
  const knowing = packages
    .find(({ folder }) => folder === 'apps/cli')!
    .imports.filter((one) => importedFile(one)?.includes('/src/commands/'))
    .map(({ file }) => file)
    .filter((file) => !file.startsWith('apps/cli/src/commands/'));
  expect(knowing).toEqual(['apps/cli/src/main.ts']);
});

it('keeps TensorFlow.js out of corpus, eval, report and sweep', () => {
  const free = [
    'packages/code',
    'packages/corpus',
    'packages/document',
    'packages/errors',
    'packages/eval',
    'packages/report',
    'packages/sweep',
  ];
  for (const { imports } of packages.filter(({ folder }) => free.includes(folder))) {
    const names = imports.map(packageName);
    expect(names.filter((name) => name?.startsWith('@tensorflow/'))).toEqual([]);
  }
});

it('lets only the app choose an engine', () => {
  const engines = /^(?:@tensorflow\/tfjs-(?:backend-|node)|@longrange\/backend-)/;
  const chosen = packages
    .filter(({ imports }) => imports.some(({ specifier }) => engines.test(specifier)))
    .map(({ folder }) => folder);
  // backend-simd extends the cpu backend, and backend-native puts its library under the kernels of backend-simd. (backend-tensorflow
  // loads tfjs-node by its path.)
  expect(chosen.filter((folder) => folder !== 'apps/cli').sort()).toEqual([
    'packages/backend-native',
    'packages/backend-simd',
  ]);
});

/** Files outside of `languages/python` that may name Python, and why. */
const pythonAllowed: Readonly<Record<string, string>> = {
  'apps/cli/src/language.ts': 'the language of the command line: the one place where it chooses',
  'packages/code/src/index.ts': 'exports what the folder offers',
  'packages/code/src/internal.ts': 'the same',
  'packages/eval/src/calibration/oracle-model.ts':
    'what a calibrated model of Python knows: its keywords and clauses',
  'packages/eval/src/evaluation/evaluate.ts': 'the parser of `evaluate` where none is given: the one default',
};

it('keeps Python in its folder: eval, report and the command line know no language elsewhere', () => {
  const home = 'packages/code/src/languages/';
  const knowing = packages
    .filter(({ folder }) =>
      ['apps/cli', 'packages/code', 'packages/eval', 'packages/report'].includes(folder),
    )
    .flatMap(shippedSources)
    .filter((file) => !file.startsWith(`${home}python/`))
    .filter((file) => pythonWords(readText(file)).length > 0);
  expect(knowing.sort()).toEqual(Object.keys(pythonAllowed));
});

it('finds a planted word of Python, in names, strings and templates, and none in comments', () => {
  const planted = [
    "import { analyzePython } from './x.ts';",
    '// As in Python: a docstring.',
    "const kind = isTriple ? 'docstring' : `a .py file`; /* elif */",
    '/** Python */ const defined = { definition: 1, relief: /happy/, text: "def f():" };',
  ].join('\n');
  expect(pythonWords(planted)).toEqual([
    { line: 1, word: 'Python' },
    { line: 3, word: 'Triple' },
    { line: 3, word: 'docstring' },
    { line: 3, word: '.py' },
    { line: 4, word: 'def' },
  ]);
});

/** A package whose files import what `sources` says. */
function graphOf(sources: Readonly<Record<string, readonly string[]>>) {
  return fileGraph(
    Object.entries(sources).flatMap(([file, specifiers]) =>
      specifiers.map((specifier) => ({ file: `packages/planted/src/${file}`, specifier })),
    ),
  );
}

it('finds a circle of files, and none where two files share an import', () => {
  expect(circles(graphOf({ 'a.ts': ['./b.ts'], 'b.ts': ['./c/d.ts'], 'c/d.ts': ['../a.ts'] }))).toEqual([
    'a.ts → b.ts → c/d.ts → a.ts',
  ]);
  expect(
    circles(graphOf({ 'a.ts': ['./b.ts', './c.ts'], 'b.ts': ['./d.ts'], 'c.ts': ['./d.ts', 'node:fs'] })),
  ).toEqual([]);
});

it('finds a circle of rooms whose files form none', () => {
  const files = graphOf({
    'disk/write.ts': ['./error.ts'],
    'disk/read.ts': ['../run/lock.ts'],
    'run/run.ts': ['../disk/write.ts'],
  });
  expect(circles(files)).toEqual([]);
  expect(circles(roomGraph(files))).toEqual(['disk → run → disk']);
});

it('finds imports of a floor above', () => {
  const rooms = roomGraph(
    graphOf({
      'index.ts': ['./loop/train.ts'],
      'loop/train.ts': ['../run/run.ts', '../disk/write.ts'],
      'disk/write.ts': ['../loop/events.ts'],
    }),
  );
  expect(upwardArrows(rooms, [['loop'], ['run'], ['disk']])).toEqual(['disk → loop']);
});
