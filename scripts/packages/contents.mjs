import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import ts from 'typescript';

/** Largest unpacked size of each package in kB (1000 bytes): a fifth above its current size, so that growth is a decision. */
const LARGEST_KB = {
  '@longrange/backend-native': 74,
  '@longrange/backend-simd': 949,
  '@longrange/backend-tensorflow': 265,
  '@longrange/code': 5547,
  '@longrange/corpus': 594,
  '@longrange/errors': 95,
  '@longrange/eval': 4672,
  '@longrange/explorer': 1450,
  '@longrange/formats': 185,
  '@longrange/llama': 114,
  '@longrange/model': 591,
  '@longrange/models': 9_999,
  '@longrange/ops': 1758,
  '@longrange/report': 950,
  '@longrange/sampler': 37,
  '@longrange/sweep': 292,
  '@longrange/trainer': 452,
  longrange: 1303,
};

/** Checks a published package, as `npm pack --json` describes it: its files and its size. */
export function checkContents({ files, unpackedSize }, { name, exports, bin, files: listed }) {
  const paths = files.map(({ path }) => path);
  const wanted = ['LICENSE', 'README.md', 'package.json', ...filesNamed(exports ?? bin)];
  const missing = [
    ...wanted.filter((path) => !paths.includes(path)),
    ...listed.filter((folder) => !paths.some((path) => path.startsWith(`${folder}/`))),
  ];
  if (missing.length > 0)
    throw new Error(`Expected ${missing.join(', ')} among the files, got ${paths.join(', ')}.`);
  const strange = paths.filter(
    (path) =>
      !/^(?:dist\/.+\.(?:js|js\.map|d\.ts)|schema\/.+\.json|weights\/.+\.safetensors|page\/.+\.html|grammars\/.+\.(?:wasm|LICENSE)|LICENSE|README\.md|package\.json)$/.test(
        path,
      ),
  );
  if (strange.length > 0)
    throw new Error(
      `Expected nothing but dist/, schema/, weights/, page/ and documents, got ${strange.join(', ')}.`,
    );
  const largest = LARGEST_KB[name];
  if (largest === undefined)
    throw new Error(`Expected a largest size for ${name} in contents.mjs, got none.`);
  if (unpackedSize > 1000 * largest)
    throw new Error(`Expected at most ${largest} kB unpacked, got ${Math.ceil(unpackedSize / 1000)} kB.`);
}

/** Checks that each source map contains its sources and names no folder of the machine that built it. */
export function checkMaps(folder) {
  const maps = readdirSync(join(folder, 'dist'), { recursive: true }).filter((file) => file.endsWith('.map'));
  for (const file of maps) {
    const { sources, sourcesContent = [] } = JSON.parse(readFileSync(join(folder, 'dist', file), 'utf8'));
    const wrong = sources.filter((source, index) => isAbsolute(source) || sourcesContent[index] == null);
    if (wrong.length > 0)
      throw new Error(`Expected the sources in ${file}, got none of ${wrong.join(', ')}.`);
  }
}

/** Files that `exports` or `bin` name under published conditions, without the leading `./`. */
function filesNamed(tree) {
  if (typeof tree === 'string') return [tree.replace('./', '')];
  return Object.entries(tree)
    .filter(([condition, inner]) => condition !== '@longrange/source' && !isOnlySource(inner))
    .flatMap(([, inner]) => filesNamed(inner));
}

/** Returns true if an entry is only for this workspace's tests. */
function isOnlySource(tree) {
  return typeof tree === 'object' && Object.keys(tree).join() === '@longrange/source';
}

/** Packages whose main entry point runs in browsers, as their READMEs say. */
const FOR_BROWSERS = [
  '@longrange/backend-simd',
  '@longrange/errors',
  '@longrange/model',
  '@longrange/models',
  '@longrange/ops',
  '@longrange/sampler',
];

/** Checks that a main entry point for browsers reaches no module of Node. */
export function checkBrowserEntrance(folder, { name, exports }) {
  if (!FOR_BROWSERS.includes(name)) return;
  const imports = reachable(join(folder, exports['.'].default), folder);
  const places = imports.filter(({ specifier }) => specifier.startsWith('node:'));
  if (places.length > 0)
    throw new Error(`Expected no module of Node in the entrance, got ${JSON.stringify(places)}.`);
}

/** Returns the imports of a file of the package in `folder`, and of all files that it reaches, including those of our other packages. */
function reachable(file, folder, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) return reachable(join(dirname(file), specifier), folder, seen);
    if (!specifier.startsWith('@longrange/')) return [{ specifier, file }];
    const [scope, name, ...path] = specifier.split('/');
    const other = realpathSync(join(folder, 'node_modules', scope, name));
    const { exports } = JSON.parse(readFileSync(join(other, 'package.json'), 'utf8'));
    return reachable(join(other, exports[['.', ...path].join('/')].default), other, seen);
  });
}

/** Static and dynamic imports. */
function importsOf(file) {
  return ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}
