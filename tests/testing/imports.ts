import { posix } from 'node:path';
import { readText, repositoryFiles, type WorkspacePackage } from './workspace.ts';

export interface Import {
  readonly file: string;
  readonly specifier: string;
}

const importPattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)(['"])([^'"\n]+)\1/gm;

/** Shipped sources of a package, without tests and their helpers. */
export function shippedSources({ folder }: Pick<WorkspacePackage, 'folder'>): string[] {
  return repositoryFiles()
    .filter((file) => file.startsWith(`${folder}/src/`) && file.endsWith('.ts'))
    .filter((file) => !/\.test\.ts$|\/testing\.ts$|\/testing\/|\/__fixtures__\/|\/generated\//.test(file));
}

/** Sources that only tests use, those of packages above among them */
export function testingSources({ folder }: Pick<WorkspacePackage, 'folder'>): string[] {
  return repositoryFiles().filter(
    (file) => file.startsWith(`${folder}/src/`) && /\/testing\/.*\.ts$/.test(file),
  );
}

/** What files import, types included */
export function importsIn(files: readonly string[]): Import[] {
  return files.flatMap((file) =>
    [...readText(file).matchAll(importPattern)].map((match) => ({ file, specifier: match[2]! })),
  );
}

/** `@scope/name` or `name` of an import that is neither relative nor Node's. */
export function packageName({ specifier }: Import): string | undefined {
  if (/^(?:\.|node:)/.test(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file that a relative import names, from the repository's root. */
export function importedFile({ file, specifier }: Import): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : undefined;
}
