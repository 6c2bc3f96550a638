// Writes the declarations of every package beside its built code: those of its entry points and of all that they name. Types are checked by
// `pnpm typecheck`.
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { packagesIn, root } from './shell.mjs';

const entries = packagesIn('packages', 'apps').flatMap(({ folder, manifest: { exports = {} } }) => {
  const published = Object.values(exports).filter(({ types }) => types !== undefined);
  return published.map((entry) => join(root, folder, entry['@longrange/source']));
});
const { options, errors } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
  { ...ts.sys, readDirectory: () => entries },
  root,
  { noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true },
);
const declarationOf = (path) => path.replace(/\.ts$/, '.d.ts');
const declarations = new Map();
const { diagnostics } = ts
  .createProgram(entries, options)
  .emit(undefined, (path, text) => declarations.set(path, text));

const named = new Set(entries.map(declarationOf));
for (const path of named) {
  const text = declarations.get(path);
  for (const { 1: file } of text.matchAll(/\b(?:from |import\()['"](\.[^'"]+)/g))
    named.add(resolve(path, '..', declarationOf(file)));
  ts.sys.writeFile(join(root, relative(root, path).replace('/src/', '/dist/')), text);
}
for (const { messageText } of [...errors, ...diagnostics]) {
  console.error(ts.flattenDiagnosticMessageText(messageText, '\n'));
  process.exitCode = 1;
}
