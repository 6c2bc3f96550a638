import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { expect, it } from 'vitest';
import {
  circles,
  fileGraph,
  type Import,
  importedFile,
  importsIn,
  loadedFrom,
  packageName,
  roomGraph,
  shippedSources,
  testingSources,
  upwardArrows,
} from './testing/imports.ts';
import { publishedPackages, readText } from './testing/workspace.ts';

/**
 * The house: which packages of this repository a package may import. The table in ARCHITECTURE.md says the same; this list decides.
 * A new arrow is a decision: add it here and there, and say why.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/errors': [],
  'packages/corpus': ['errors'],
  'packages/code': ['errors'],
  'packages/eval': ['code', 'errors'],
  'packages/llama': ['errors'],
  'packages/ops': ['errors'],
  'packages/backend-native': ['backend-simd', 'errors'],
  'packages/backend-simd': ['errors', 'ops'],
  'packages/backend-tensorflow': ['errors', 'ops'],
  'packages/model': ['errors', 'ops'],
  'packages/sampler': ['errors', 'model', 'ops'],
  'packages/formats': ['errors', 'model'],
  'packages/models': ['errors', 'formats', 'model'],
  'packages/trainer': ['corpus', 'errors', 'model', 'ops'],
  'packages/report': ['errors', 'eval'],
  'packages/sweep': ['errors'],
  'apps/explorer': [
    'backend-simd',
    'code',
    'errors',
    'eval',
    'formats',
    'model',
    'report',
    'sampler',
    'trainer',
  ],
  'apps/cli': [
    'explorer',
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
    'models',
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
    ['grammars.ts', 'random', 'text'],
  ],
  'packages/eval': [
    ['internal', 'internal.ts'],
    ['evaluation'],
    ['comparison'],
    ['result'],
    ['calibration', 'controls', 'metrics', 'probes'],
    ['models', 'section.ts'],
    ['statistics'],
  ],
  'apps/explorer': [
    ['index.ts', 'page'],
    ['panels'],
    ['charts', 'editor'],
    ['state'],
    ['client.ts'],
    ['worker'],
    ['explorer-page.ts', 'failure.ts'],
  ],
  'apps/cli': [
    ['main.ts'],
    ['commands'],
    ['sweep'],
    ['explore'],
    ['compare', 'eval', 'export', 'networks', 'quickstart', 'report', 'sample', 'tensorflow', 'train'],
    ['evaluated'],
    ['model', 'tracking'],
    ['corpus'],
    ['run'],
    ['options'],
    ['engine'],
    ['cli', 'endpoint', 'files', 'language.ts', 'terminal'],
  ],
  'packages/report': [
    ['index.ts', 'internal.ts'],
    ['page'],
    ['describe'],
    ['sections'],
    ['charts', 'words'],
    ['document', 'text'],
  ],
  'packages/sweep': [['index.ts', 'internal.ts'], ['schedule'], ['plan', 'state'], ['file']],
  'packages/trainer': [['loop'], ['config', 'run'], ['checkpoint'], ['disk']],
};

const packages = publishedPackages.map((one) => ({ ...one, imports: importsIn(shippedSources(one)) }));

it('reads components, too', () => {
  const { imports } = packages.find(({ folder }) => folder === 'apps/explorer')!;
  expect(imports).toContainEqual({
    file: 'apps/explorer/src/charts/line-chart.tsx',
    specifier: './keep.tsx',
  });
});

it('draws every package', () => {
  expect(packages.map(({ folder }) => folder).sort()).toEqual(Object.keys(mayImport).sort());
});

/** All packages below one, at any distance */
const below = (folder: string): readonly string[] =>
  mayImport[folder]!.flatMap((name) => [`@longrange/${name}`, ...below(folderOf(name))]);

/** Folder of a package by its name. */
function folderOf(name: string): string {
  return `apps/${name}` in mayImport ? `apps/${name}` : `packages/${name}`;
}

it.each(packages)('$folder imports only packages below it, and by name', ({ folder, manifest, imports }) => {
  const allowed = mayImport[folder]!.map((name) => `@longrange/${name}`);
  const isWrong = (name: string | undefined, right: readonly string[]) =>
    name?.startsWith('@longrange/') === true && !right.includes(name);
  const isOutside = (one: Import) => importedFile(one)?.startsWith(`${folder}/`) === false;
  expect(imports).not.toEqual([]);
  expect(imports.filter((one) => isWrong(packageName(one), allowed) || isOutside(one))).toEqual([]);
  expect(Object.keys(manifest.dependencies ?? {}).filter((name) => isWrong(name, allowed))).toEqual([]);
  // What it shares with tests may import itself, and whatever is below.
  const shared = importsIn(testingSources({ folder }));
  const known = [manifest.name, ...below(folder)];
  expect(shared.filter((one) => isWrong(packageName(one), known) || isOutside(one))).toEqual([]);
});

it.each(packages)('$folder has no circle of files and none of rooms', ({ imports }) => {
  const files = fileGraph(imports);
  const found = [...circles(files), ...circles(roomGraph(files))];
  expect(found).toEqual([]);
});

it.each(Object.entries(floors))('%s imports from no floor above', (folder, floorsOfPackage) => {
  const rooms = roomGraph(fileGraph(packages.find((one) => one.folder === folder)!.imports));
  // A room that is not there anymore would hold nothing.
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

it('keeps TensorFlow.js out of what needs no network', () => {
  const free = ['code', 'corpus', 'document', 'errors', 'eval', 'report', 'sweep'];
  const imports = packages.filter(({ folder }) => free.includes(folder.slice('packages/'.length)));
  const names = imports.flatMap((one) => one.imports.map(packageName));
  expect(names.filter((name) => name?.startsWith('@tensorflow/'))).toEqual([]);
});

it.each([
  ['corpus', './batches'],
  ['trainer', './learning'],
  ['report', './internal'],
])('keeps Node out of %s/%s, which browsers load', (name, path) => {
  const entry = (own: string, subpath: string) => {
    const { folder, manifest } = publishedPackages.find(({ manifest }) => manifest.name === own)!;
    return `${folder}/${manifest.exports![subpath]!['@longrange/source']!.slice('./'.length)}`;
  };
  const loaded = loadedFrom(entry(`@longrange/${name}`, path), entry);
  expect(loaded.size).toBeGreaterThan(5);
  expect(importsIn([...loaded], true).filter(({ specifier }) => isBuiltin(specifier))).toEqual([]);
});

it('lets only the apps choose an engine', () => {
  const engines = /^(?:@tensorflow\/tfjs-(?:backend-|node)|@longrange\/backend-)/;
  const chosen = packages
    .filter(({ imports }) => imports.some(({ specifier }) => engines.test(specifier)))
    .map(({ folder }) => folder);
  // backend-simd extends the cpu backend, and backend-native puts its library under the kernels of backend-simd. (backend-tensorflow
  // loads tfjs-node by its path.)
  expect(chosen.filter((folder) => !folder.startsWith('apps/')).sort()).toEqual([
    'packages/backend-native',
    'packages/backend-simd',
  ]);
});

/** Files outside of the folders of languages that may name one, and why. */
const languagesAllowed: Readonly<Record<string, string>> = {
  'packages/backend-tensorflow/src/install/wheel.ts': 'runs pip, which fetches the wheel of TensorFlow',
  'packages/code/src/index.ts': 'exports what the folders offer',
  'packages/code/src/internal.ts': 'the same',
  'packages/code/src/languages/index.ts': 'the registry, one line a language',
  'packages/corpus/src/open-source.ts': 'the named corpus `stdlib`, and the package that brings it',
  'packages/corpus/src/packages/index-config.ts': 'runs pip, which says where its index is',
  'packages/corpus/src/packages/named-sets.ts': 'the named corpora',
  'packages/corpus/src/packages/package-request.ts': "PyPI's names of packages",
  'packages/corpus/src/packages/pypi.ts': "PyPI's index",
  'packages/eval/src/calibration/oracle-model.ts':
    'what a calibrated model of Python knows: its keywords and clauses',
  'packages/eval/src/result/lm-eval-task.ts': 'writes a program for lm-evaluation-harness',
};

it('keeps languages in their folders: nothing else knows one, be it a default or a word of the report', () => {
  const knowing = packages
    .flatMap(shippedSources)
    .filter((file) => !/^packages\/code\/src\/languages\/\w+\//.test(file))
    .filter((file) => languageWords(readText(file), file).length > 0);
  expect(knowing.sort()).toEqual(Object.keys(languagesAllowed));
});

/** Words of a language in the code of a file: its names, its files, its corpora, its words for strings and some of its keywords. */
const words =
  /python|pyodide|\.py\b|docstring|f-string|triple|\belif\b|\bdef |['"`]except['"`]|['"`]javascript['"`]|typescript|ecmascript/gi;

/** Such words in names, strings and templates. Comments do not count: they may explain by an example. */
function languageWords(source: string, name = 'file.ts'): string[] {
  if (source.search(words) < 0) return [];
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getChildCount(file) > 0) node.forEachChild(visit);
    else found.push(...(source.slice(node.getStart(file), node.end).match(words) ?? []));
  };
  visit(file);
  return found;
}

it('finds a planted word of a language, in names, strings and templates, and none in comments', () => {
  const planted = [
    "import { analyzePython } from './x.ts';",
    '// As in Python: a docstring.',
    "const kind = isTriple ? 'docstring' : `a .py file`; /* elif */",
    '/** Python */ const defined = { definition: 1, relief: /happy/, text: "def f():" };',
    "const clauses = ['else', 'except'], id = 'typescript';",
  ].join('\n');
  expect(languageWords(planted)).toEqual([
    ...['Python', 'Triple', 'docstring', '.py', 'def '],
    ...["'except'", 'typescript'],
  ]);
});

it('finds planted circles of files and of rooms, and imports of a floor above', () => {
  const graphOf = (...sources: [string, string][]) =>
    fileGraph(sources.map(([file, specifier]) => ({ file: `packages/planted/src/${file}`, specifier })));
  const files = graphOf(['a.ts', './b.ts'], ['b.ts', './c/d.ts'], ['c/d.ts', '../a.ts']);
  expect(circles(files)).toEqual(['a.ts → b.ts → c/d.ts → a.ts']);
  const shared = graphOf(['a.ts', './b.ts'], ['a.ts', './c.ts'], ['b.ts', './d.ts'], ['c.ts', './d.ts']);
  expect(circles(shared)).toEqual([]);
  const rooms = graphOf(
    ['disk/a.ts', '../run/a.ts'],
    ['run/b.ts', '../disk/b.ts'],
    ['loop/a.ts', '../run/a.ts'],
  );
  expect(circles(rooms)).toEqual([]);
  expect(circles(roomGraph(rooms))).toEqual(['disk → run → disk']);
  expect(upwardArrows(roomGraph(rooms), [['loop'], ['run'], ['disk']])).toEqual(['disk → run']);
});
