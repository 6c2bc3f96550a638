import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { publishedPackages, readText, repositoryFiles, type WorkspacePackage } from './testing/workspace.ts';

/**
 * The house: which packages of this repository a package may import. ARCHITECTURE.md draws it; this list decides.
 * A new arrow is a decision: add it here, in the drawing, and say why.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/errors': [],
  'packages/corpus': ['errors'],
  'packages/eval': ['errors'],
  'packages/ops': ['errors'],
  'packages/backend-native': ['backend-simd', 'errors'],
  'packages/backend-simd': ['errors', 'ops'],
  'packages/backend-tensorflow': ['errors', 'ops'],
  'packages/model': ['errors', 'ops'],
  'packages/sampler': ['errors', 'model', 'ops'],
  'packages/formats': ['errors', 'model'],
  'packages/trainer': ['corpus', 'errors', 'model', 'ops'],
  'packages/report': ['errors', 'eval'],
  'apps/cli': [
    'backend-native',
    'backend-simd',
    'backend-tensorflow',
    'corpus',
    'errors',
    'eval',
    'formats',
    'model',
    'ops',
    'report',
    'sampler',
    'trainer',
  ],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;

/** What the shipped sources of a package import: tests and what only they use may reach wherever they like. */
function importsOf({ folder }: WorkspacePackage): Import[] {
  return repositoryFiles()
    .filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts'))
    .filter((file) => !/\.test\.ts$|\/testing\.ts$|\/testing\/|\/__fixtures__\/|\/generated\//.test(file))
    .flatMap((file) =>
      [...readText(file).matchAll(importPattern)].map((match) => ({ file, specifier: match[2]! })),
    );
}

/** `@scope/name` or `name` of an import that is neither relative nor Node's. */
function packageName({ specifier }: Import): string | undefined {
  if (/^(?:\.|node:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

it('draws every package', () => {
  expect(publishedPackages.map(({ folder }) => folder).sort()).toEqual(Object.keys(mayImport).sort());
});

it.each(publishedPackages)('$folder imports only packages below it', (workspacePackage) => {
  const allowed = mayImport[workspacePackage.folder]!.map((name) => `@longrange/${name}`);
  const ours = (name: string | undefined) => name?.startsWith('@longrange/') === true;
  const imports = importsOf(workspacePackage);
  expect(imports).not.toEqual([]);
  const wrong = imports.filter((one) => ours(packageName(one)) && !allowed.includes(packageName(one)!));
  expect(wrong).toEqual([]);
  const declared = Object.keys(workspacePackage.manifest.dependencies ?? {}).filter(ours);
  expect(declared.filter((name) => !allowed.includes(name))).toEqual([]);
});

it.each(publishedPackages)('$folder reaches into no other package by path', (workspacePackage) => {
  const outside = importsOf(workspacePackage).filter(({ file, specifier }) => {
    const target = posix.join(posix.dirname(file), specifier);
    return specifier.startsWith('.') && !target.startsWith(`${workspacePackage.folder}/`);
  });
  expect(outside).toEqual([]);
});

it('lets nothing in the app but its entrance know the commands: they know what they run', () => {
  const app = publishedPackages.find(({ folder }) => folder === 'apps/cli')!;
  const knowing = importsOf(app)
    .filter(({ file, specifier }) => posix.join(posix.dirname(file), specifier).includes('/src/commands/'))
    .map(({ file }) => file)
    .filter((file) => !file.startsWith('apps/cli/src/commands/'));
  expect(knowing).toEqual(['apps/cli/src/main.ts']);
});

it('keeps TensorFlow.js out of corpus, eval and report', () => {
  const free = ['packages/corpus', 'packages/errors', 'packages/eval', 'packages/report'];
  for (const workspacePackage of publishedPackages.filter(({ folder }) => free.includes(folder))) {
    const names = importsOf(workspacePackage).map(packageName);
    expect(names.filter((name) => name?.startsWith('@tensorflow/'))).toEqual([]);
  }
});

it('lets only the app choose an engine', () => {
  const engines = /^(?:@tensorflow\/tfjs-(?:backend-|node)|@longrange\/backend-)/;
  const chosen = publishedPackages
    .filter((workspacePackage) =>
      importsOf(workspacePackage).some(({ specifier }) => engines.test(specifier)),
    )
    .map(({ folder }) => folder);
  // backend-simd extends the cpu backend, and backend-native puts its library under the kernels of backend-simd. (backend-tensorflow
  // loads tfjs-node by its path.)
  expect(chosen.filter((folder) => folder !== 'apps/cli').sort()).toEqual([
    'packages/backend-native',
    'packages/backend-simd',
  ]);
});
