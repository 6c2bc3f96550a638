import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Packages whose entrance runs in browsers, as their READMEs say. */
export const FOR_BROWSERS = [
  '@longrange/backend-simd',
  '@longrange/errors',
  '@longrange/model',
  '@longrange/ops',
  '@longrange/sampler',
];

/** Reads the built files of a package: Node's modules are imported by `node:` names, and by none that an entrance for browsers reaches. */
export function checkImports(folder, { name, exports }) {
  const dist = join(folder, 'dist');
  const files = readdirSync(dist, { recursive: true }).filter((file) => file.endsWith('.js'));
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

/** What a file of the package in `folder` imports, and what the files that it reaches import, those of our other packages too. */
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

/** Static and dynamic; what is only in a string is none. */
function importsOf(file) {
  return ts
    .preProcessFile(readFileSync(file, 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => fileName);
}
