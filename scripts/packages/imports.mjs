import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';

/** Packages whose main entry point runs in browsers, as their READMEs say. */
export const FOR_BROWSERS = [
  '@longrange/backend-simd',
  '@longrange/errors',
  '@longrange/model',
  '@longrange/ops',
  '@longrange/sampler',
];

/**
 * Checks that the built files of a package and their declarations import only its dependencies, Node's modules by `node:` names, and no module of
 * Node below a main entry point for browsers.
 */
export function checkImports(folder, manifest) {
  const { name, exports } = manifest;
  const dist = join(folder, 'dist');
  const all = readdirSync(dist, { recursive: true });
  checkDependencies(
    all.filter((file) => /\.(?:js|d\.ts)$/.test(file)).map((file) => join(dist, file)),
    manifest,
  );
  const files = all.filter((file) => file.endsWith('.js'));
  const bare = files.flatMap((file) =>
    importsOf(join(dist, file))
      .filter((specifier) => builtinModules.includes(specifier))
      .map((specifier) => `${specifier} in ${file}`),
  );
  if (bare.length > 0) throw new Error(`Expected \`node:\` before Node's modules, got ${bare.join(', ')}.`);
  if (!FOR_BROWSERS.includes(name)) return;
  const entrance = join(folder, exports['.'].default);
  const ofNode = reachable(entrance, folder).filter(({ specifier }) => specifier.startsWith('node:'));
  if (ofNode.length > 0) {
    const places = ofNode.map(({ specifier, file }) => `${specifier} in ${file}`);
    throw new Error(`Expected no module of Node in the entrance, got ${places.join(', ')}.`);
  }
}

/** Checks that npm installs everything that a package's files name. */
function checkDependencies(files, { dependencies, peerDependencies, optionalDependencies }) {
  const declared = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const undeclared = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => !/^(?:\.|node:)/.test(specifier) && !builtinModules.includes(specifier))
      .filter((specifier) => !declared.some((one) => specifier === one || specifier.startsWith(`${one}/`)))
      .map((specifier) => `${specifier} in ${basename(file)}`),
  );
  if (undeclared.length > 0)
    throw new Error(`Expected imports of dependencies, got ${undeclared.join(', ')}.`);
}

/** Imports of a file of the package in `folder`, and of all files that it reaches, those of our other packages too. */
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
